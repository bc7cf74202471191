"""Runs: what have I tried? A table with search and filter; tick one to open, two to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runs.training import launcher
from ui.frame import session, shell
from ui.frame.errors import guarded
from ui.frame.navigation import Place, go, link
from ui.pages.runs import compare, run_table, series_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord


def page() -> None:
    """The page."""
    shell.header(Place.RUNS, "What have I tried?")
    runs = session.store().list()
    if not runs:
        st.markdown("### Your trainings appear here")
        link(Place.TRAIN, "Train your first network")
        return
    asked = _asked(runs)
    first = [run.id for run in asked]
    chosen = _chosen(runs)
    series_list.show([run for run in chosen if run.series])
    alone = [run for run in chosen if run.series is None or run.id in first]
    only_folds = bool(chosen) and not alone
    ticked: list[RunRecord] = []
    if not only_folds:
        ticked = run_table.show(alone, key="runs", tick=True, ticked=first)
        _actions(ticked)
    changed = {run.id for run in ticked} != set(first)
    compared = ticked if len(ticked) > 1 and changed else asked
    if len(compared) > 1:
        st.query_params["compare"] = ",".join(str(run.id) for run in compared)
        compare.show(compared)


def _chosen(runs: list[RunRecord]) -> list[RunRecord]:
    """The runs that the search and the filters leave."""
    with st.container(horizontal=True, vertical_alignment="center"):
        sought = st.text_input(
            "Search",
            key="runs_search",
            placeholder="Name, design, dataset or number",
            label_visibility="collapsed",
            icon=":material/search:",
            width=320,
        ).lower()
        states = st.pills(
            "State",
            list(run_table.STATES),
            format_func=lambda state: run_table.STATES[state],
            selection_mode="multi",
            key="runs_states",
            label_visibility="collapsed",
        )
        starred = st.toggle("Starred only", key="runs_starred")
    return [
        run
        for run in runs
        if sought in f"{run.id} {run.name} {run.design_name} {run.dataset}".lower()
        and (not states or run.state in states)
        and (run.starred or not starred)
    ]


def _actions(ticked: Sequence[RunRecord]) -> None:
    """What can be done with the ticked runs."""
    if not ticked:
        st.caption("Tick a run to open its results; tick two or more to compare them.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(ticked) == 1:
            run = ticked[0]
            if st.button("Open results", type="primary", icon=":material/query_stats:", key="open"):
                go(Place.RESULTS, run=str(run.id))
            if not run.state.finished and st.button("Watch it train", key="watch"):
                go(Place.TRAIN, run=str(run.id))
        starred = all(run.starred for run in ticked)
        label, icon = ("Take the star away", "star_off") if starred else ("Star", "star")
        if st.button(label, icon=f":material/{icon}:", key="star"):
            for run in ticked:
                session.store().star(run.id, starred=not starred)
            st.rerun()
        over = [run for run in ticked if run.state.finished]
        if over and st.button("Delete", type="tertiary", icon=":material/delete:", key="delete"):
            _confirm(over)


@st.dialog("Delete these runs?")
@guarded  # what is clicked in a dialog runs it alone, without the page around it
def _confirm(over: Sequence[RunRecord]) -> None:
    names = ", ".join(str(run.id) for run in over)
    st.markdown(
        f"Run {names}: the trained network, its numbers and its curves will be removed. Openings "
        "of the test set stay counted."
    )
    if st.button("Delete", type="primary", key="delete_yes"):
        for run in over:
            launcher.delete(session.workspace(), run.id)
        st.rerun()


def _asked(runs: list[RunRecord]) -> list[RunRecord]:
    """The runs that the address wants compared."""
    wanted = st.query_params.get("compare", "").split(",")
    by_id = {str(run.id): run for run in runs}
    return [by_id[number] for number in wanted if number in by_id]
