"""Start: what now? Three steps with their state, the demo in one click, the latest runs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from runs.store.states import RunState
from ui.frame import session, shell, tour, wording
from ui.frame.navigation import Place, go, link
from ui.frame.session import Hand
from ui.pages.data.ways_in import jobs
from ui.pages.data.ways_in.progress import show_job
from ui.pages.start import latest

if TYPE_CHECKING:
    from collections.abc import Callable

    from runs.store.records import RunRecord


def page() -> None:
    """The page."""
    shell.header(Place.START, "Draw a network, train it on your photographs, judge it honestly.")
    with st.container(width=1080):
        runs = session.store().list()
        if not runs:
            _offer_tour()
        _steps(runs)
        show_job(when_done=False)
        latest.show(runs)


def _offer_tour() -> None:
    if not tour.offered():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="tour_offer"):
        st.markdown("New here? Five steps on drawn lesions show the whole way.")
        if st.button("Take the tour", icon=":material/explore:", key="tour_begin"):
            tour.begin()
            st.rerun()
        if st.button("No, thank you", type="tertiary", key="tour_decline"):
            tour.end()
            st.rerun()


def _steps(runs: list[RunRecord]) -> None:
    """The three steps; the first that is not done is lit."""
    done = (
        session.held(Hand.DATASET) is not None,
        session.held(Hand.DESIGN) is not None,
        any(run.summary for run in runs),
    )
    lit = done.index(False) if False in done else None
    shown: tuple[Callable[..., None], ...] = (_photographs, _design, partial(_train, runs))
    for rank, (column, show) in enumerate(zip(st.columns(3), shown, strict=True)):
        with column.container(border=True, height="stretch", key=f"step_{rank + 1}"):
            _heading(rank, done=done[rank], lit=rank == lit)
            show(lit=rank == lit)


_TITLES = ("Photographs", "Design", "Training")


def _heading(rank: int, *, done: bool, lit: bool) -> None:
    mark = ":green[:material/check_circle:]" if done else f":material/counter_{rank + 1}:"
    colour = ":primary[{}]" if lit else "{}"
    st.markdown(f"### {colour.format(f'{mark} {_TITLES[rank]}')}")


def _photographs(*, lit: bool) -> None:
    name = session.held(Hand.DATASET)
    if name:
        st.markdown(f"**{wording.plain(name)}**: {wording.population(session.summary(name))}.")
        link(Place.DATA, "Look at them")
        return
    st.markdown("Dermoscopy images from this computer, or drawings to try everything with.")
    if jobs.running(session.workspace()):
        st.caption("They are being imported now: see below.")
        return
    if jobs.DEMO not in session.names(Hand.DATASET) and st.button(
        "Try with demo lesions",
        type="primary" if lit else "secondary",
        icon=":material/draw:",
        key="demo",
        help="The program draws 600 lesions of two classes. They are drawings, not patients.",
    ):
        jobs.start(session.workspace(), jobs.Task.DEMO, name=jobs.DEMO)
        st.rerun()
    link(Place.DATA, "Import photographs", icon="upload_file")


def _design(*, lit: bool) -> None:
    name = session.held(Hand.DESIGN)
    if name:
        st.markdown(f"**{wording.plain(name)}** is in hand.")
        link(Place.DESIGN, "Open the drawing")
        return
    st.markdown("Begin with a template that works, then change it as you like.")
    if st.button("Choose a template", type="primary" if lit else "secondary", key="to_design"):
        go(Place.DESIGN)


def _train(runs: list[RunRecord], *, lit: bool) -> None:
    running = [run for run in runs if run.state is RunState.RUNNING]
    if running:
        st.markdown(f"Run {running[0].id} is learning now.")
        link(Place.TRAIN, "Watch it")
        return
    if any(run.summary for run in runs):
        st.markdown(f"{wording.plural(len(runs), 'training')} so far.")
        link(Place.RUNS, "Compare them")
        return
    st.markdown("It runs by itself; you may close the browser.")
    if st.button("Train", type="primary" if lit else "secondary", key="to_train", disabled=not lit):
        go(Place.TRAIN)
