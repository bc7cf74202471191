"""Runs as a table: what was tried, with what came of it on validation.

Test numbers never stand here; which rows are shown and what a tick does is left to the pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from runs.store.states import RunState
from ui.frame import wording
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.elements.arrow import DataframeState

    from runs.store.records import RunRecord

STATES = {
    RunState.QUEUED: "waiting",
    RunState.RUNNING: "training",
    RunState.INTERRUPTED: "interrupted",
    RunState.SUCCEEDED: "done",
    RunState.STOPPED: "stopped early",
    RunState.FAILED: "failed",
}
NO_NUMBER = "drawings, not patients"


def row(run: RunRecord) -> dict[str, Any]:
    """One run as the table shows it."""
    told = run.summary or {}
    area = NO_NUMBER if trained.synthetic(run.id) and told else wording.auc(told)
    return {
        "Run": run.id,
        "Name": run.name,
        "State": STATES[run.state],
        "Validation AUC": area,
        "Took": wording.UNKNOWN if run.seconds is None else wording.brief(run.seconds),
        "Started": run.started_at or run.created_at,
        "Seed": run.seed,
        "Star": run.starred,
    }


def show(runs: Sequence[RunRecord], *, key: str, tick: bool = False) -> list[RunRecord]:
    """The table; returns the ticked runs where rows can be ticked."""
    columns = {
        "Run": st.column_config.NumberColumn(width=45, format="%d"),
        "Name": st.column_config.TextColumn(width=300),
        "Validation AUC": st.column_config.TextColumn(
            width=155,
            help="With its 95 % interval. Epochs, or whole runs, are chosen by how well they do on "
            "these images, so the number is a little too good. The test set tells more, once.",
        ),
        "Took": st.column_config.TextColumn(width=70),
        "Seed": st.column_config.NumberColumn(width=60),
        "Started": st.column_config.DatetimeColumn(format="D MMM, HH:mm"),
        "Star": st.column_config.CheckboxColumn(width=50),
    }
    st.caption(f"Validation AUC with its 95\u00a0% interval; {wording.OPTIMISTIC}.")
    picked = st.dataframe(
        [row(run) for run in runs],
        key=key,
        hide_index=True,
        column_config=columns,
        on_select="rerun" if tick else "ignore",
        selection_mode="multi-row",
        height="content",
    )
    if not tick:
        return []
    ticked = cast("DataframeState", picked)["selection"]["rows"]
    return [runs[at] for at in ticked if at < len(runs)]
