"""Precision against sensitivity: what a call is worth where one class is rare.

Precision here is that of this collection's mix of cases; what it would be elsewhere is no business
of this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve

from runs.evaluation.metrics import evenly, headline_classes

if TYPE_CHECKING:
    from runs.evaluation.metrics import Booleans, Floats, Integers

PR_POINTS = 500


def average_precision(positive: Booleans, score: Floats) -> float | None:
    """The mean precision over the positive images, each taken at its own score (ISIC 2016).

    Args:
        positive: of shape (n,), which images are positive.
        score: of shape (n,), higher where positive is more likely.

    Returns:
        A number in [0, 1]; scores that say nothing have about the share of positives. ``None``
        where one of the two sides has no image. Not interpolated: scikit-learn's definition.
    """
    if positive.all() or not positive.any():
        return None
    return float(average_precision_score(positive, score))


def headline(labels: Integers, scores: Floats) -> float | None:
    """Of the second of two classes, else the mean over the classes; ``None`` where one is empty."""
    values = [average_precision(labels == k, scores[:, k]) for k in headline_classes(scores)]
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if len(known) == len(values) else None


def points(
    positive: Booleans, score: Floats, *, most: int = PR_POINTS
) -> dict[str, list[float | None]] | None:
    """The curve from sensitivity 0 to 1, thinned to about ``most`` points evenly along its length.

    Returns:
        ``recall`` (the sensitivity), ``precision`` and ``thresholds`` (an image is positive from
        that score on; ``None`` at the first point, which calls nothing positive), or ``None``
        where a side has no image.
    """
    if positive.all() or not positive.any():
        return None
    precision, recall, thresholds = (
        column[::-1] for column in precision_recall_curve(positive, score)
    )
    length = np.r_[0.0, np.cumsum(np.abs(np.diff(recall)) + np.abs(np.diff(precision)))]
    kept = evenly(length, most)
    return {
        "recall": recall[kept].tolist(),
        "precision": precision[kept].tolist(),
        "thresholds": [None, *thresholds[kept[1:] - 1].tolist()],
    }


def macro(labels: Integers, scores: Floats) -> dict[str, list[float | None]] | None:
    """The mean over classes of their curves, at 201 sensitivities; it has no thresholds.

    Between two images of a class the precision at the next one holds, as in average precision.
    """
    grid = np.linspace(0.0, 1.0, 201)
    heights = []
    for k in range(scores.shape[1]):
        if not 0 < (labels == k).sum() < len(labels):
            return None
        precision, recall, _ = precision_recall_curve(labels == k, scores[:, k])
        rising, worth = recall[::-1], precision[::-1]
        heights.append(worth[np.searchsorted(rising, grid - 1e-12, side="left")])
    return {
        "recall": grid.tolist(),
        "precision": np.mean(heights, axis=0).tolist(),
        "thresholds": [None] * len(grid),
    }
