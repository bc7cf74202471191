"""How good, how sure, and what speaks against it: the first part of a run's results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.operating import choosing
from runs.operating.applying import applied
from runs.operating.errors import OperatingPointError
from runs.series.paths import FOLDS
from ui import charts
from ui.charts import figures
from ui.frame import session, wording
from ui.pages.results import (
    calibrated,
    cells,
    doubted,
    measured_on,
    numbers,
    operating_scores,
    verdict,
)
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.store.records import RunRecord


def show(run: RunRecord, evaluation: Mapping[str, Any], split: str) -> None:
    """Verdict and doubts side by side, headline numbers, then the figures."""
    against = evaluation.get("doubts") is not None
    left, right = st.columns([3, 2], gap="large") if against else (st.container(), st.container())
    with left:
        _verdict(run, evaluation, split)
    with right:
        doubted.show(run, evaluation, split)
    _headline(evaluation)
    _figures(run, evaluation, split)


def _verdict(run: RunRecord, evaluation: Mapping[str, Any], split: str) -> None:
    said = verdict.verdict(
        evaluation,
        split=measured_on.named(run, split),
        grouped_by=trained.grouped_by(run.id),
        saved=_at_the_line(run, split),
    )
    if said.against:
        st.markdown(f"#### :red[{wording.plain(said.against)}]")
    for line in said.lines:
        st.markdown(f"#### {wording.plain(line)}")
    st.markdown(wording.plain(said.measured))
    if said.highest:
        st.markdown(wording.plain(said.highest))
    for note in evaluation.get("notes", ()):
        st.caption(f":material/info: {wording.plain(note)}")


def _at_the_line(run: RunRecord, split: str) -> verdict.AtPoint | None:
    """What the saved operating point is worth here; nothing where none is saved, or can be read."""
    if split == FOLDS:
        return None
    try:
        point = choosing.saved(session.workspace(), run.id)
        if point is None:
            return None
        told = (
            point.validation
            if split == "validation"
            else applied(operating_scores.scored(run.id, split), point)
        )
    except OperatingPointError:
        return None
    return verdict.AtPoint(point, told)


def _headline(evaluation: Mapping[str, Any]) -> None:
    with st.grid(3, min_column_width=140):
        for told in verdict.headline(evaluation):
            st.metric(
                told.name,
                told.value,
                delta=told.beside,
                delta_color="off",
                delta_arrow="off",
                help=told.why,
                border=True,
            )


def _figures(run: RunRecord, evaluation: Mapping[str, Any], split: str) -> None:
    dark = session.dark()
    left, right = st.columns(2, gap="large")
    with left:
        figures.show(charts.roc(evaluation, dark=dark), title="ROC", key=f"roc_{split}", help=_ROC)
    with right:
        if evaluation.get("pr"):
            figures.show(
                charts.precision_recall(evaluation, dark=dark),
                title="Precision-recall",
                key=f"pr_{split}",
                help=_PRECISION,
            )
    cells.show(run, evaluation, split)
    numbers.shares(evaluation, split)
    numbers.per_class(evaluation, split, unit=trained.grouped_by(run.id))
    calibrated.show(evaluation, split)
    numbers.challenge(evaluation, split)


_ROC = (
    "Every possible threshold at once: how many are found against how many false alarms. The dot "
    "is where the highest score decides, its arms are 95 % intervals."
)
_PRECISION = (
    "Of those called so, how many are (precision), as more and more are found. Guessing gives the "
    "share of that class at every threshold. AP, average precision, is the mean. Both depend on "
    "how common the class is here."
)
