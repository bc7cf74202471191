"""Judges a table of predictions made elsewhere as a run's own are judged.

Needs scikit-learn: run by the helper process and the command line, never by the pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation import evaluate
from runs.outside.table import read

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from runs.outside.table import Predictions

_LIMIT = 500.0
"""Of a logit of several: what is beyond is as sure as can be."""
_STEEPEST = 30.0
"""Of the logit of one score: the greatest is made that small, so that no two become equal."""
_HUNDRED = 100.0
_LEAST_PERCENT = 1.5
"""Greater than any score that a rounding has lifted above 1."""
_ROUNDING = 1e-5
_AS_LOGITS = (
    "Some scores lie outside 0 to 1, so all were taken for logits: of one score, 0 is where the "
    "positive class begins. Its AUC does not depend on that."
)
_AS_PERCENT = "The scores lie between 0 and 100, so they were taken for percentages."
_ALONE = "No column tells what belongs together, so every image counts as a lesion of its own."


def judge_table(path: Path, *, positive: str | None = None) -> dict[str, Any]:
    """Judge a table.

    Args:
        path: as ``runs.outside.table.read`` takes it.
        positive: the positive one of two labels, where the table does not tell.

    Returns:
        ``{table, rows_in, taken, reported: [{where, why}], columns: {role: name}, scores: {class:
        column}, ignored, grouped_by, evaluation}``.

    Raises:
        OutsideError: it cannot be judged; in words.
    """
    found = read(path, positive=positive)
    scores, notes = _as_scores(found)
    labels = np.array([found.classes.index(label) for label in found.labels], dtype=np.int64)
    evaluation = evaluate(labels, scores, np.array(found.groups), found.classes)
    grouped = "group" in found.used
    evaluation["notes"] = [
        *evaluation["notes"],
        *found.notes,
        *notes,
        *([] if grouped else [_ALONE]),
    ]
    return {
        "table": path.name,
        "rows_in": found.rows_in,
        "taken": len(found.images),
        "reported": found.reported,
        "columns": found.used,
        "scores": dict(
            zip(found.classes[-len(found.score_columns) :], found.score_columns, strict=True)
        ),
        "ignored": found.ignored,
        "grouped_by": "group" if grouped else "image",
        "evaluation": evaluation,
    }


def _as_scores(found: Predictions) -> tuple[NDArray[np.float64], list[str]]:
    """Scores of shape (n, classes) in 0 to 1, and what had to be taken for granted."""
    given, notes = np.array(found.scores, dtype=np.float64), []
    if given.min() >= 0 and _LEAST_PERCENT < given.max() <= _HUNDRED:
        given, notes = given / _HUNDRED, [_AS_PERCENT]
    elif given.min() >= 0 and given.max() <= 1 + _ROUNDING:
        given = np.minimum(given, 1)
    if given.min() >= 0 and given.max() <= 1:
        return (np.column_stack([1 - given, given]) if given.shape[1] == 1 else given), notes
    if given.shape[1] == 1:
        gentle = given * min(1.0, _STEEPEST / np.abs(given).max())
        given = np.column_stack([1 / (1 + np.exp(gentle)), 1 / (1 + np.exp(-gentle))])
    else:
        powers = np.exp(np.clip(given - given.max(axis=1, keepdims=True), -_LIMIT, 0))
        given = powers / powers.sum(axis=1, keepdims=True)
    return given, [_AS_LOGITS]
