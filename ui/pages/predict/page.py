"""Predict: what does a trained network say of this one? Files are read, answered, and not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.kinds import ENDINGS
from runs.batch import DRAWINGS_ONLY
from runs.notice import RESEARCH_ONLY
from runs.store.states import RunState
from ui.frame import session, shell, wording
from ui.frame.navigation import Place, link
from ui.pages.predict import cards
from ui.pages.predict.photograph import Photograph, demo
from ui.pages.runs import chooser, trained

if TYPE_CHECKING:
    from runs.store.records import RunRecord

_MOST = 200
_MB = 50
_DEMOS = "predict_demos"


def page() -> None:
    """The page."""
    shell.header(Place.PREDICT, "What does it say of this one?")
    networks = [run for run in session.store().list() if run.summary and _has_model(run)]
    st.info(RESEARCH_ONLY, icon=":material/science:")
    if not networks:
        st.markdown("### No trained network yet")
        link(Place.TRAIN, "Train one")
        return
    run = chooser.choose(networks, label="Trained model", key="predict_run")
    if trained.synthetic(run.id):
        st.caption(f":material/draw: {DRAWINGS_ONLY}")
    photographs = _given()
    if photographs:
        if len(photographs) > _MOST:
            st.caption(f"The first {_MOST}; for more use the command “predict” with a folder.")
        cards.show(run, photographs[:_MOST])


def _has_model(run: RunRecord) -> bool:
    return run.state in {RunState.SUCCEEDED, RunState.STOPPED}


def _given() -> list[Photograph]:
    """What was dropped, and the demo images that were asked for, the latest first."""
    st.markdown(wording.DROP_ZONE)
    files = st.file_uploader(
        "Images",
        type=ENDINGS,
        accept_multiple_files=True,
        max_upload_size=_MB,
        key="predict_files",
        label_visibility="collapsed",
    )
    asked: int = st.session_state.get(_DEMOS, 0)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Try another demo image" if asked else "Try a demo image",
            icon=":material/draw:",
            key="predict_demo",
            help="The program draws a lesion that no network was trained on. It is no patient.",
            on_click=_another,
        )
    taken = (files or [])[: _MOST + 1]  # one more tells that there are more; the rest is not read
    given = [Photograph(file.name, file.getvalue(), key=file.file_id) for file in taken]
    return given + [demo(number) for number in range(asked, 0, -1)]


def _another() -> None:
    st.session_state[_DEMOS] = st.session_state.get(_DEMOS, 0) + 1
