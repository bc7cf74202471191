"""Runs by design or by dataset: how many, and the best of each on validation."""

from __future__ import annotations

import statistics
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from ui.frame import wording
from ui.pages.runs import narrowing, run_table, trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.listing import RunLine

VIEW: Final = "runs_view"
_BY: Final = ("Design", "Dataset")
_HELP = (
    "A row for each design and dataset: numbers measured on different photographs cannot be "
    "compared."
)


def show(lines: Sequence[RunLine]) -> None:
    """A row a group; a ticked one can be opened as a list of its runs."""
    by = st.segmented_control(
        "Grouped by", _BY, default=_BY[0], required=True, key="runs_grouped", help=_HELP
    )
    groups = grouped(lines, by or _BY[0])
    st.caption(
        f"Best and median validation AUC; {wording.OPTIMISTIC}: the best of many looks better than "
        "it is. Folds of a cross-validation are counted, but not ranked: each is judged on other "
        "images."
    )
    picked = st.dataframe(
        [row for row, _ in groups],
        key=f"runs_groups_{by}",
        hide_index=True,
        column_config={
            "Last": st.column_config.DatetimeColumn(format="D MMM YY, HH:mm", width=125),
            "Median AUC": st.column_config.NumberColumn(format="%.2f", width=95),
            "Runs": st.column_config.NumberColumn(width=60),
            "Judged": st.column_config.NumberColumn(width=60),
        },
        on_select="rerun",
        selection_mode="single-row",
        placeholder=wording.UNKNOWN,
    )
    rows = picked["selection"]["rows"]
    if not rows or rows[0] >= len(groups):
        st.caption("Tick a row to list its runs.")
        return
    _, first = groups[rows[0]]
    st.button(
        "List these runs",
        type="primary",
        icon=":material/table_rows:",
        key="runs_open_group",
        on_click=_open,
        args=(first.design_name, first.dataset),
    )


def grouped(lines: Sequence[RunLine], by: str) -> list[tuple[dict[str, Any], RunLine]]:
    """A row for each design and dataset, with its latest run.

    Args:
        lines: the runs.
        by: "Design" or "Dataset", which stands first and is sorted by.
    """
    found: dict[tuple[str, str], list[RunLine]] = defaultdict(list)
    for run in lines:
        names = (run.design_name, run.dataset)
        found[names if by == _BY[0] else names[::-1]].append(run)
    others = _BY if by == _BY[0] else _BY[::-1]
    return [
        (dict(zip(others, names, strict=True)) | _told(found[names]), _latest(found[names]))
        for names in sorted(found, key=lambda names: [name.casefold() for name in names])
    ]


def _told(runs: Sequence[RunLine]) -> dict[str, Any]:
    whole = [run for run in runs if run.series is None]  # each fold is judged on other images
    ranked = [run for run in whole if run.auc is not None and not trained.drawn(run)]
    best = max(ranked, key=lambda run: run.auc or 0, default=None)
    return {
        "Runs": len(runs),
        "Judged": sum(run.judged for run in runs),
        "Best validation AUC": run_table.area(best or whole[0]) if whole else wording.UNKNOWN,
        "Best run": best.id if best else None,
        "Median AUC": statistics.median(run.auc or 0 for run in ranked) if ranked else None,
        "Last": max(run.started_at or run.created_at for run in runs),
    }


def _latest(runs: Sequence[RunLine]) -> RunLine:
    return max(runs, key=lambda run: run.id)


def _open(design: str, dataset: str) -> None:
    st.session_state[narrowing.DESIGNS_KEY] = [design]
    st.session_state[narrowing.DATASETS_KEY] = [dataset]
    st.session_state[VIEW] = "table"
