"""Predict: what does a trained network say of this one? Files are read, answered, and not kept."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.helper.client import Helper
from runs.notice import RESEARCH_ONLY
from runs.store.states import RunState
from ui.frame import session, shell, wording
from ui.frame.navigation import Place, link
from ui.pages.runs import chooser, trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from runs.store.records import RunRecord

_TYPES = ("jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp")
_MOST = 24
_MB = 50
_SCORES = 4


def page() -> None:
    """The page."""
    shell.header(Place.PREDICT, "What does it say of this one?")
    networks = [run for run in session.store().list() if run.summary and _has_model(run)]
    st.info(RESEARCH_ONLY, icon=":material/science:")
    if not networks:
        st.markdown("### No trained network yet")
        link(Place.TRAIN, "Train one")
        return
    run = chooser.choose(networks, label="Network", key="predict_run")
    if trained.synthetic(run.id):
        st.caption(
            ":material/draw: This network has seen drawings only. What it says of a photograph "
            "means nothing."
        )
    st.markdown(wording.DROP_ZONE)
    files = st.file_uploader(
        "Images",
        type=_TYPES,
        accept_multiple_files=True,
        max_upload_size=_MB,
        key="predict_files",
        label_visibility="collapsed",
    )
    if files:
        _cards(run, files[:_MOST])
        if len(files) > _MOST:
            st.caption(f"The first {_MOST} are shown; for more use the command “predict”.")


def _has_model(run: RunRecord) -> bool:
    return run.state in {RunState.SUCCEEDED, RunState.STOPPED}


@st.cache_resource(show_spinner=False, max_entries=2, on_release=lambda helper: helper.close())
def _helper(folder: str) -> Helper:
    return Helper(Path(folder))


def _cards(run: RunRecord, files: Sequence[UploadedFile]) -> None:
    with st.spinner("Asking the network. The first time takes some seconds."):
        answers = _ask(run.id, files)
    with st.grid(4, min_column_width=230):
        for file, answer in zip(files, answers, strict=True):
            with st.container(border=True):
                _card(file, answer)


def _ask(run_id: int, files: Sequence[UploadedFile]) -> list[dict[str, Any]]:
    """The helper's answers, in the order of the files; the files exist for as long as it takes."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for rank, file in enumerate(files):
            path = Path(folder) / f"{rank}{Path(file.name).suffix.lower()}"
            path.write_bytes(file.getbuffer())
            paths.append(path)
        return _helper(str(session.workspace())).predict(run_id, paths)


def _card(file: UploadedFile, answer: dict[str, Any]) -> None:
    """One image: the picture, the class with the highest score, all scores."""
    if answer.get("problem"):
        st.markdown(f"**{wording.plain(file.name)}**")
        st.error(wording.plain(answer["problem"]), icon=":material/broken_image:")
        return
    st.image(file, width="stretch", alt=file.name)
    st.caption(wording.plain(file.name))
    st.markdown(
        f"Highest score: **{wording.plain(answer['class'])}**",
        help="A score sorts lesions; it is not the probability of a disease.",
    )
    ranked = sorted(answer["probabilities"].items(), key=lambda pair: -pair[1])
    for name, score in ranked[:_SCORES]:
        st.progress(score, text=f"{wording.plain(name)}: {score:.2f}")
