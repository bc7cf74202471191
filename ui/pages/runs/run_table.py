"""Runs as rows: what was tried, with what came of it on validation.

Test numbers never stand here; searching and ticking among thousands is left to ``many``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.store.listing import RunLine
from ui.frame import wording
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord

NO_NUMBER = "drawings, not patients"
COLUMNS = {
    "Run": st.column_config.NumberColumn(width=50, format="%d", pinned=True),
    "Name": st.column_config.TextColumn(width=250),
    "Validation AUC": st.column_config.TextColumn(
        width=155,
        help="With its 95 % interval. Epochs, or whole runs, are chosen by how well they do on "
        "these images, so the number is a little too good. The test set tells more, once.",
    ),
    "Took": st.column_config.TextColumn(width=60),
    "Started": st.column_config.DatetimeColumn(format="D MMM YY, HH:mm", width=125),
    "Star": st.column_config.CheckboxColumn(width=50),
}
CAPTION = f"Validation AUC with its 95\u00a0% interval; {wording.OPTIMISTIC}."


def row(run: RunLine | RunRecord) -> dict[str, Any]:
    """One run as a table shows it."""
    return {
        "Run": run.id,
        "Name": run.name,
        "State": wording.STATES[run.state],
        "Validation AUC": area(run),
        "Took": wording.UNKNOWN if run.seconds is None else wording.brief(run.seconds),
        "Started": run.started_at or run.created_at,
        "Star": run.starred,
    }


def area(run: RunLine | RunRecord) -> str:
    """The validation AUC in words, or why there is none."""
    if isinstance(run, RunLine):
        told: dict[str, Any] = run.model_dump(include={"auc", "auc_low", "auc_high"})
        judged = run.judged
    else:
        told = run.summary or {}
        judged = bool(told)
    return NO_NUMBER if judged and trained.drawn(run) else wording.auc(told)


def show(runs: Sequence[RunRecord], *, key: str) -> None:
    """A few runs as a table.

    Args:
        runs: a row each.
        key: of the widget, unique on the page.
    """
    st.caption(CAPTION)
    st.dataframe(
        [row(run) for run in runs],
        key=key,
        hide_index=True,
        column_config=COLUMNS,
        height="content",
    )
