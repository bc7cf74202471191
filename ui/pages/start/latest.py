"""The latest of what was tried: a row a training, a line a cross-validation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from runs.series.repeats import place_of
from runs.series.results import repeated
from ui.frame.navigation import Place, link
from ui.pages.runs import run_table, series_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord

_MOST: Final = 5


def show(runs: Sequence[RunRecord]) -> None:
    """The latest trainings and cross-validations, a cross-validation counted as one.

    Args:
        runs: all there are, the latest first.
    """
    if not runs:
        return
    st.subheader("Latest runs", anchor=False)
    latest = latest_of(runs)
    single = [run for run in latest if run.series is None]
    if single:
        run_table.show(single, key="latest")
    shown = {_whole(run) for run in latest}
    for repeats in repeated(runs):
        if _whole(repeats[0][0]) in shown:
            told = series_list.said(repeats)
            st.markdown(f":material/stacks: **{series_list.name(repeats)}**: {told}")
    link(Place.RUNS, "All runs")


def latest_of(runs: Sequence[RunRecord]) -> list[RunRecord]:
    """The latest runs, of each cross-validation the latest fold only."""
    units: dict[str, RunRecord] = {}
    for run in runs:
        units.setdefault(_whole(run), run)
    return list(units.values())[:_MOST]


def _whole(run: RunRecord) -> str:
    """Names what a run is counted as: itself, or the cross-validation with all its repeats."""
    return f"run {run.id}" if run.series is None else place_of(run.series).whole
