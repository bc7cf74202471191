"""What the operating point's sections share: a run's scores, kept in memory, and their figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from runs.operating import choosing, naming
from runs.results import PREDICTIONS
from runs.series.paths import FOLDS
from runs.series.results import folder_of
from runs.workspace import run_folder
from ui import charts
from ui.charts import figures
from ui.frame import session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from runs.operating.counting import Curve
    from runs.operating.scored import Scored
    from runs.store.records import RunRecord


def scored(run_id: int, split: str) -> Scored:
    """The scores of a split, read once for as long as the file stays as it is.

    Raises:
        OperatingPointError: they are missing or damaged.
    """
    home = session.workspace()
    folder = run_folder(home, run_id)
    if split == FOLDS:
        folder = folder_of(home, session.store().get(run_id))
    path = folder / PREDICTIONS
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    return _scored(str(session.workspace()), run_id, split, stamp)


@st.cache_resource(max_entries=4, show_spinner=False)
def _scored(folder: str, run_id: int, split: str, stamp: int) -> Scored:  # noqa: ARG001  tells the cache
    return choosing.scored(Path(folder), run_id, split)


def called(run: RunRecord, positive: tuple[str, ...]) -> str:
    """What the positive classes are called, from the diagnoses behind them."""
    return _called(str(session.workspace()), run.dataset, run.dataset_digest, positive)


@st.cache_data(max_entries=100, show_spinner=False)
def _called(folder: str, dataset: str, digest: str, positive: tuple[str, ...]) -> str:
    found = choosing.diagnoses(Path(folder), dataset, digest, positive)
    return naming.called(positive, found)


def figures_of(
    counted: Curve,
    worth: Mapping[str, Any],
    threshold: float,
    prevalence: float | None,
    *,
    key: str,
) -> None:
    """The point on the ROC curve, and what each other threshold would give."""
    dark, along = session.dark(), _along(counted, prevalence)
    columns = {
        "threshold": along.thresholds,
        "sensitivity": along.sensitivity,
        "specificity": along.specificity,
        **({"ppv": along.ppv} if along.ppv else {}),
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    left, right = st.columns(2, gap="large")
    with left:
        figures.show(
            charts.roc_with_point(along, worth, dark=dark),
            title="Your threshold",
            key=f"{key}_roc",
            help="The ROC curve: every possible threshold at once. The dot is yours, its arms are "
            "95 % intervals.",
            rows=rows,
        )
    with right:
        figures.show(
            charts.along_threshold(along, threshold, dark=dark),
            title="Every other threshold",
            key=f"{key}_along",
            help="What moving the line would give and cost. PPV: the share of flagged lesions that "
            "are positive, at the prevalence that you gave.",
            rows=rows,
        )


def _along(counted: Curve, prevalence: float | None) -> charts.Along:
    """Shares over the thresholds, few enough to be drawn at once."""
    sensitivity, specificity = counted.sensitivity, counted.specificity
    ppv = [] if prevalence is None else _ppv(sensitivity, specificity, prevalence).tolist()
    return charts.Along(
        counted.thresholds.tolist(), sensitivity.tolist(), specificity.tolist(), ppv
    ).thinned()


def _ppv(
    sensitivity: NDArray[np.float64], specificity: NDArray[np.float64], prevalence: float
) -> NDArray[np.float64]:
    """By Bayes, as ``measures.predictive``; NaN where nothing is flagged."""
    right, wrong = prevalence * sensitivity, (1 - prevalence) * (1 - specificity)
    with np.errstate(invalid="ignore"):
        return np.asarray(right / (right + wrong), dtype=np.float64)
