"""A cross-validation while its folds train: how far all of them are, and which one is at hand."""

from __future__ import annotations

import statistics
from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from runs.series.paths import FOLDS
from runs.series.repeats import place_of
from runs.series.results import pooled, repeated
from runs.store.errors import RunConflictError
from runs.store.states import RunState
from runs.training import launcher
from ui.frame import session, wording
from ui.frame.errors import guarded
from ui.frame.navigation import Place, link
from ui.pages.runs import series_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runs.store.records import RunRecord

_TICK = 3.0
_WAITING = (RunState.RUNNING, RunState.QUEUED, RunState.INTERRUPTED)
"""Those that are to be shown, the first kind before the second."""


def beside(run: RunRecord, runs: Iterable[RunRecord]) -> list[RunRecord]:
    """All folds of the cross-validation that a run is a fold of, of every repeat, in their order.

    Empty where it is a run of its own.
    """
    if run.series is None:
        return []
    whole = place_of(run.series).whole
    found = (one for one in runs if one.series and place_of(one.series).whole == whole)
    return sorted(found, key=lambda one: one.id)


def at_hand(run: RunRecord, folds: Sequence[RunRecord]) -> RunRecord:
    """The run itself, or where it has ended the fold that trains now or is the next to."""
    if not run.state.finished:
        return run
    waiting = ([one for one in folds if one.state is state] for state in _WAITING)
    return next((found[0] for found in waiting if found), run)


def watch(folds: Sequence[RunRecord]) -> None:
    """How far the cross-validation is; looks again every few seconds until all have ended."""
    moving = any(not one.state.finished for one in folds)
    ids = tuple(one.id for one in folds)
    st.fragment(_tick, run_every=_TICK if moving else None)(ids)


@guarded
def _tick(ids: tuple[int, ...]) -> None:
    folds = sorted((one for one in session.store().list() if one.id in ids), key=lambda one: one.id)
    if not folds:  # they were put into the bin elsewhere
        return
    (repeats,) = repeated(folds)
    left = [one for one in folds if not one.state.finished]
    with st.container(border=True, gap="small"):
        st.markdown(f"**Cross-validation: {series_list.name(repeats)}**")
        st.markdown(series_list.said(repeats))
        if left:
            st.progress(1 - len(left) / len(folds), text=_left(folds, left))
        _buttons(folds, left)


def _left(folds: Sequence[RunRecord], left: Sequence[RunRecord]) -> str:
    """How many have ended, and how long the others take if they take as long as those did."""
    done = f"{len(folds) - len(left)} of {len(folds)} folds"
    took = [one.seconds for one in folds if one.state is RunState.SUCCEEDED and one.seconds]
    if not took:
        return f"{done}; the first one will tell how long all take"
    each, now = statistics.median(took), left[0].read_at
    spent = sum(
        min(each, (now - one.started_at).total_seconds())
        for one in left
        if one.state is RunState.RUNNING and one.started_at
    )
    return f"{done}; {wording.time_left(len(left) * each - spent)}"


def _buttons(folds: Sequence[RunRecord], left: Sequence[RunRecord]) -> None:
    first = folds[0]
    with st.container(horizontal=True, vertical_alignment="center"):
        if pooled(session.workspace(), first):
            link(Place.RESULTS, "Results of all folds", run=str(first.id), on=FOLDS)
        if left and st.button(
            "Stop all folds", icon=":material/stop_circle:", key=f"stop_folds_{first.id}"
        ):
            for one in reversed(left):  # those that wait first, so that none is begun meanwhile
                with suppress(RunConflictError):  # it has just ended by itself
                    launcher.stop(session.workspace(), one.id)
            st.rerun()
        if left:
            st.caption("Folds that have ended are kept.", width="content")
