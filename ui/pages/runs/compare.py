"""Two or more runs side by side: what is better, and what differs.

Whether a difference is more than chance is left to ``compare_tested``, their curves to ``curves``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from ui import charts
from ui.charts import figures
from ui.frame import session, wording
from ui.pages.runs import chosen, compare_tested, trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord


def show(runs: Sequence[RunRecord]) -> None:
    """The comparison of the ticked runs."""
    st.subheader("Comparison", anchor=False)
    compare_tested.show(runs)
    dark = session.dark()
    _areas(runs, dark=dark)
    _table(runs)


def _areas(runs: Sequence[RunRecord], *, dark: bool) -> None:
    judged = [run for run in runs if run.summary and not trained.synthetic(run.id)]
    if judged:
        rows = [(f"Run {run.id}", *_area(run.summary or {})) for run in judged]
        figures.show(
            charts.intervals(rows, dark=dark, percent=False, title="AUC"),
            title=f"Validation AUC with its 95 % interval ({wording.OPTIMISTIC})",
            key="compared_areas",
            help="Intervals that overlap do not say that two runs are equal, nor that one is "
            "better. Repeat a run with other seeds to see how much chance matters.",
        )
    if len(judged) < len(runs) and any(trained.synthetic(run.id) for run in runs):
        st.caption(f":material/draw: {wording.DRAWINGS}")


def _area(summary: dict[str, Any]) -> tuple[Any, Any, Any]:
    return summary.get("auc"), summary.get("auc_low"), summary.get("auc_high")


def _table(runs: Sequence[RunRecord]) -> None:
    rows = differing(runs)
    st.markdown("**What differs**")
    if not rows:
        st.caption("Nothing: the same design, dataset, recipe and seed.")
        return
    st.dataframe(
        rows,
        hide_index=True,
        column_config={"": st.column_config.TextColumn(pinned=True, width="medium")},
    )


def differing(runs: Sequence[RunRecord]) -> list[dict[str, str]]:
    """One row for each setting that is not the same in all runs."""
    told = [_settings(run) | {"drawing": _drawing(run, runs)} for run in runs]
    names = dict.fromkeys(name for settings in told for name in settings)
    return [
        {
            "": name,
            **{f"Run {run.id}": of.get(name, "–") for run, of in zip(runs, told, strict=True)},
        }
        for name in names
        if len({settings.get(name) for settings in told}) > 1 or "differs" in told[0].get(name, "")
    ]


def _drawing(run: RunRecord, runs: Sequence[RunRecord]) -> str:
    """Whether a run's drawing is that of an earlier column."""
    like = next(one for one in runs if one.design_digest == run.design_digest)
    if len({one.design_digest for one in runs}) == 1:
        return "the same"
    return "differs" if like.id == run.id else f"as run {like.id}"


def _settings(run: RunRecord) -> dict[str, str]:
    """Everything that was chosen for a run, and what it cost."""
    recipe = {chosen.words(name): str(value) for name, value in chosen.recipe(run).items()}
    return {
        "design": run.design_name,
        "drawing": "",
        "dataset": run.dataset,
        **recipe,
        "seed": str(run.seed),
        "took": wording.duration(run.seconds),
    }
