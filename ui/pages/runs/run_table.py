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
    from collections.abc import Collection, Sequence

    from streamlit.elements.arrow import DataframeState, DataframeStateInput

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
        "Star": run.starred,
    }


def show(
    runs: Sequence[RunRecord], *, key: str, tick: bool = False, ticked: Collection[int] = ()
) -> list[RunRecord]:
    """The table; returns the ticked runs where rows can be ticked.

    Args:
        runs: a row each.
        key: of the widget, unique on the page.
        tick: whether rows can be ticked.
        ticked: numbers of the runs that are ticked at first.
    """
    columns = {
        "Run": st.column_config.NumberColumn(width=40, format="%d"),
        "Name": st.column_config.TextColumn(width=170),
        "Validation AUC": st.column_config.TextColumn(
            width=135,
            help="With its 95 % interval. Epochs, or whole runs, are chosen by how well they do on "
            "these images, so the number is a little too good. The test set tells more, once.",
        ),
        "Took": st.column_config.TextColumn(width=55),
        "Started": st.column_config.DatetimeColumn(format="D MMM, HH:mm", width=105),
        "Star": st.column_config.CheckboxColumn(width=45),
    }
    st.caption(f"Validation AUC with its 95\u00a0% interval; {wording.OPTIMISTIC}.")
    at_first = [at for at, run in enumerate(runs) if run.id in ticked]
    first: DataframeStateInput | None = {"selection": {"rows": at_first}} if at_first else None
    picked = st.dataframe(
        [row(run) for run in runs],
        key=key,
        hide_index=True,
        column_config=columns,
        on_select="rerun" if tick else "ignore",
        selection_mode="multi-row",
        selection_default=first,
        height="content",
    )
    if not tick:
        return []
    rows = cast("DataframeState", picked)["selection"]["rows"]
    return [runs[at] for at in rows if at < len(runs)]
