"""What is taken home of a run: checked first, then one zip; the code alone; a try on an image."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from layers_catalog.errors import UserError
from runs.export.bundle import bundle_name, write_bundle
from runs.export.chances import in_words, run_to_export, temperature_of
from runs.export.checking import check
from runs.export.forms import onnx_missing
from runs.export.found import remembered
from runs.export.predictions import of_an_archive
from runs.results import PREDICTIONS
from ui.frame import session, wording
from ui.frame.navigation import Place, link
from ui.frame.stamped import Stamped, stamped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runs.export.found import Check
    from runs.export.frozen import FrozenRun
    from runs.store.records import RunRecord


def show(run: RunRecord) -> None:
    """The downloads of a run."""
    st.subheader("Take it home", anchor=False)
    try:
        frozen = run_to_export(session.workspace(), run.id)
        onnx = _onnx_wanted(run)
        if _chances_wanted(frozen):
            frozen = run_to_export(session.workspace(), run.id, calibrated=True)
    except UserError as error:
        st.caption(f":material/info: {wording.plain(str(error))}")
        return
    if frozen.temperature is not None:
        st.info("\n\n".join(map(wording.plain, _changed(frozen))), icon=":material/info:")
    neutral = _neutral_wanted(frozen)
    found = remembered(frozen, onnx=onnx)
    with st.container(horizontal=True, vertical_alignment="center"):
        if found is None:
            _check_now(frozen, onnx=onnx)
        else:
            _download(frozen, found, onnx=onnx, neutral=neutral)
        st.download_button(
            "train.py",
            data=frozen.train_py,
            file_name="train.py",
            mime="text/x-python",
            icon=":material/code:",
            key="download_train",
            on_click="ignore",
            help="Stand-alone Keras: trains the same network on a folder of images.",
        )
        link(Place.PREDICT, "Try it on an image", run=str(run.id))
    st.caption(
        f":material/verified: {found.in_words} The zip holds `verify.py`, which proves it anywhere."
        if found
        else "Before the download, the model and the code are held to this app on 50 pictures; "
        "nothing is given out that says otherwise."
    )


def _chances_wanted(frozen: FrozenRun) -> bool:
    """Whether scores are to be given out at the temperature; offered where there is one."""
    at = temperature_of(frozen.results)
    if at is None:
        return False
    return st.toggle(
        f"Scores as chances (temperature {at:.2f} from validation)",
        key=f"chances_{frozen.number}",
        help="Puts the temperature, which the part How good tells of under Calibration, into the "
        "model that you take home. Off, the model gives its scores as they were learnt, and as "
        "this app shows them.",
    )


def _changed(frozen: FrozenRun) -> Iterator[str]:
    """What the temperature changes in all that is given out."""
    yield from in_words(frozen)
    point = frozen.results["operating_point"]
    if point:
        yield f"{point['moved']} Of the scores at the temperature it is {point['threshold']:.3f}."


def _onnx_wanted(run: RunRecord) -> bool:
    """Whether to give the model as ONNX, too; where that cannot be, why."""
    lacking = onnx_missing()
    wanted = st.toggle(
        "The model as ONNX, too",
        key=f"onnx_{run.id}",
        disabled=lacking is not None,
        help="For programs without Keras, such as ONNX Runtime on a phone or in a viewer.",
    )
    if lacking:
        st.caption(wording.plain(lacking))
    return wanted and lacking is None


def _check_now(frozen: FrozenRun, *, onnx: bool) -> None:
    """The button that checks; the next rerun offers the download."""
    if not st.button(
        "Check, then download",
        type="primary",
        icon=":material/verified:",
        key="check_bundle",
    ):
        return
    asked = "Asking the model and the code about 50 pictures: up to a minute"
    try:
        with st.spinner(f"{asked}{', two with ONNX' * onnx}."):
            check(frozen, helper=session.helper(), onnx=onnx)
    except UserError as error:
        st.error(wording.plain(str(error)), icon=":material/block:")
        return
    st.rerun()


def _neutral_wanted(frozen: FrozenRun) -> bool:
    """Whether images are given out by number; so by itself where their names may tell of whom."""
    return st.toggle(
        "Number the images in predictions.csv, without their names",
        value=not _of_an_archive(stamped(frozen.folder / PREDICTIONS)),
        key=f"neutral_{frozen.number}",
        help="Names of your own images may be those of patients. Only names of the ISIC Archive "
        "are kept by themselves; without names, nobody can look up which image a row is.",
    )


@st.cache_data(max_entries=100, show_spinner=False)
def _of_an_archive(file: Stamped) -> bool:
    try:
        names = pd.read_parquet(file.path, columns=["image_id"])["image_id"]
    except (OSError, ValueError):  # the download will say so
        return False
    return of_an_archive(names.astype(str))


def _download(frozen: FrozenRun, found: Check, *, onnx: bool, neutral: bool) -> None:
    st.download_button(
        "Model, code, card and numbers (zip)",
        data=lambda: _bundle(frozen, found, onnx=onnx, neutral=neutral),
        file_name=f"{bundle_name(frozen)}.zip",
        mime="application/zip",
        type="primary",
        icon=":material/download:",
        key="download_bundle",
        on_click="ignore",
    )


def _bundle(frozen: FrozenRun, found: Check, *, onnx: bool, neutral: bool) -> bytes:
    """The zip, made when it is asked for and not kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{bundle_name(frozen)}.zip"
        write_bundle(session.workspace(), frozen, path, found, onnx=onnx, neutral=neutral)
        return path.read_bytes()
