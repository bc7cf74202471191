"""Runs: what have I tried? All of them, found, grouped, ranked, compared, and thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from runs.series.naming import is_run
from runs.series.repeats import place_of
from runs.series.results import repeated
from runs.store.listing import Wanted
from ui.frame import session, shell, wording
from ui.frame.navigation import Place, link
from ui.pages.runs import (
    actions,
    binned,
    compare,
    compared,
    grouped,
    leaderboard,
    many,
    narrowing,
    series_list,
    series_ticked,
)

if TYPE_CHECKING:
    from runs.store.listing import RunLine
    from ui.pages.runs.compared import Compared

_TICKED: Final = "runs_ticked"
_ADDRESS: Final = "compare"
_VIEWS: Final = {
    "table": ":material/table_rows: All runs",
    "grouped": ":material/folder: Grouped",
    "leaderboard": ":material/leaderboard: Leaderboard",
    "bin": ":material/delete: Bin",
}
_SERIES = 10
"""Cross-validations that are shown at once."""


def page() -> None:
    """The page."""
    shell.header(Place.RUNS, "What have I tried?")
    in_bin = len(session.store().lines(Wanted(binned=True)))
    if not in_bin and not session.store().lines(Wanted(limit=1)):
        st.markdown("### Your trainings appear here")
        link(Place.TRAIN, "Train your first network")
        return
    view = _view(in_bin)
    if view == "bin":
        binned.show()
        return
    lines = many.known(session.store().lines(narrowing.wanted(ordered=view == "table")))
    if view == "grouped":
        grouped.show(lines)
    elif view == "leaderboard":
        leaderboard.show(lines)
    else:
        _table(lines)


def _view(in_bin: int) -> str:
    names = _VIEWS | ({"bin": f"{_VIEWS['bin']} ({in_bin:,})"} if in_bin else {})
    chosen = st.segmented_control(
        "View",
        list(names),
        format_func=lambda view: names[view],
        default="table",
        required=True,
        key=grouped.VIEW,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or "table"


def _table(lines: list[RunLine]) -> None:
    before = _ticked()
    folds = [run for run in lines if run.series is not None and run.id not in before]
    series_ticked.hidden(_series(folds))
    alone = [run for run in lines if run.series is None or run.id in before]
    ticked = _rows(alone, before) if alone or before or not folds else []
    series = series_ticked.ticked()
    st.session_state[_TICKED] = ticked
    found = _found(ticked, series)
    if len(found) > 1:
        st.query_params[_ADDRESS] = ",".join(map(str, (*ticked, *series)))
        compare.show(found)
    else:
        for name in (_ADDRESS, compare.ADDRESS):
            st.query_params.pop(name, None)


def _rows(lines: list[RunLine], before: set[int]) -> list[int]:
    """The table and what can be done with its ticked runs, whose numbers are returned."""
    hidden = before - {run.id for run in lines}
    picked = set(many.show(lines, key="runs", ticked=before))
    ticked = _still_there(sorted(hidden | picked))
    actions.show(ticked, hidden=len(hidden & set(ticked)))
    return ticked


def _found(ticked: list[int], series: list[str]) -> list[Compared]:
    """What is to be compared: runs first, each once."""
    store = session.store()
    runs = sorted(store.list(among=ticked), key=lambda run: run.id) if ticked else []
    found = repeated(store.list(series=series)) if series else []
    return [*map(compared.of_run, runs), *map(compared.of_series, found)]


def _series(folds: list[RunLine]) -> set[str]:
    """The latest of the cross-validations of which a fold is asked for, each whole.

    Returns:
        the names of those that can be ticked here.
    """
    series = list(dict.fromkeys(_whole(run) for run in folds))
    if not series:
        return set()
    boxes = series_list.show(session.store().list(series=series[:_SERIES]))
    if len(series) > _SERIES:
        st.caption(
            f"The first {_SERIES} of {wording.plural(len(series), 'cross-validation')}: search or "
            "filter for the others."
        )
    return boxes


def _whole(fold: RunLine) -> str:
    """Names the cross-validation of a fold, with all its repeats."""
    return place_of(str(fold.series)).whole


def _ticked() -> set[int]:
    """The runs that are ticked: what the address asks for on arrival, then what was ticked."""
    if session.arrived() or _TICKED not in st.session_state:
        asked = [name for name in st.query_params.get(_ADDRESS, "").split(",") if name]
        if asked:
            series_ticked.tick([name for name in asked if not is_run(name)])
            numbers = {int(number) for number in asked if is_run(number)}
            st.session_state[_TICKED] = _still_there(sorted(numbers))
            many.anew()
    return set(st.session_state.get(_TICKED, ()))


def _still_there(numbers: list[int]) -> list[int]:
    """Without those that were deleted, or put into the bin, meanwhile; in the order given."""
    there = {run.id for run in session.store().lines(Wanted(among=numbers))} if numbers else set()
    return [number for number in numbers if number in there]
