"""What is taken home of a run: checked first, then one zip; the code alone; a try on an image."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from layers_catalog.errors import UserError
from runs.export.bundle import bundle_name, write_bundle
from runs.export.checking import check, onnx_missing, remembered
from runs.export.frozen import frozen_run
from ui.frame import session, wording
from ui.frame.navigation import Place, link

if TYPE_CHECKING:
    from runs.export.checking import Check
    from runs.store.records import RunRecord


def show(run: RunRecord) -> None:
    """The downloads of a run."""
    st.subheader("Take it home", anchor=False)
    try:
        frozen = frozen_run(session.workspace(), run.id)
    except UserError as error:
        st.caption(f":material/info: {wording.plain(str(error))}")
        return
    onnx = _onnx_wanted(run)
    found = remembered(frozen, onnx=onnx)
    with st.container(horizontal=True, vertical_alignment="center"):
        if found is None:
            found = _checked_now(run, onnx=onnx)
        else:
            _download(run, found, onnx=onnx)
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


def _checked_now(run: RunRecord, *, onnx: bool) -> Check | None:
    """The button that checks; the next rerun offers the download."""
    if not st.button(
        "Check, then download",
        type="primary",
        icon=":material/verified:",
        key="check_bundle",
    ):
        return None
    asked = "Asking the model and the code about 50 pictures: up to a minute"
    try:
        with st.spinner(f"{asked}{', two with ONNX' * onnx}."):
            check(session.workspace(), run.id, helper=session.helper(), onnx=onnx)
    except UserError as error:
        st.error(wording.plain(str(error)), icon=":material/block:")
        return None
    st.rerun()


def _download(run: RunRecord, found: Check, *, onnx: bool) -> None:
    st.download_button(
        "Model, code, card and numbers (zip)",
        data=lambda: _bundle(run.id, found, onnx=onnx),
        file_name=f"{bundle_name(run.id)}.zip",
        mime="application/zip",
        type="primary",
        icon=":material/download:",
        key="download_bundle",
        on_click="ignore",
        help="predictions.csv in it names images as your dataset does: look whether those names "
        "may be given on.",
    )


def _bundle(run_id: int, found: Check, *, onnx: bool) -> bytes:
    """The zip, made when it is asked for and not kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{bundle_name(run_id)}.zip"
        write_bundle(session.workspace(), run_id, path, found, onnx=onnx)
        return path.read_bytes()
