"""What the ISIC challenges scored, under their own names, to set a result beside theirs.

Each score is told only where its challenge defines it; intervals are put to them in summary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.metrics import auc as area_under
from sklearn.metrics import roc_curve

if TYPE_CHECKING:
    from runs.evaluation.metrics import Booleans, Floats

LEAST_SENSITIVITY: Final = 0.8
"""Both scores look at the part of the ROC curve from this sensitivity on."""
GREATEST_PARTIAL: Final = 1 - LEAST_SENSITIVITY
"""The partial AUC of perfect scores; of scores that say nothing it is 0.02."""


def partial_auc(positive: Booleans, score: Floats) -> float | None:
    """The area between the ROC curve and the line of 80 % sensitivity, in [0, 0.2] (ISIC 2024).

    The curve is turned, so that specificity is averaged over sensitivities from 0.8 to 1. Source:
    the metric of ISIC 2024 (Kurtansky et al.): with v = 1 − y, s = −p and scikit-learn's
    standardised r = ``roc_auc_score(v, s, max_fpr=0.2)`` (McClish, 1989) it is
    0.02 + (0.2 − 0.02) / 0.5 · (r − 0.5).

    Args:
        positive: of shape (n,), which images are positive.
        score: of shape (n,), higher where positive is more likely.

    Returns:
        ``None`` where one of the two sides has no image.
    """
    if positive.all() or not positive.any():
        return None
    missed, spared, _ = roc_curve(~positive, -score)
    kept = missed <= GREATEST_PARTIAL
    height = float(np.interp(GREATEST_PARTIAL, missed, spared))
    return float(
        area_under(np.append(missed[kept], GREATEST_PARTIAL), np.append(spared[kept], height))
    )


def auc_sens_80(positive: Booleans, score: Floats) -> float | None:
    """The area under the ROC curve right of where it reaches 80 % sensitivity, in [0, 1].

    It reaches down to the axis, so it is greater than ``partial_auc``: 1 for perfect scores, 0.18
    for scores that say nothing. Source: ``auc_sens_80`` of the scorer of ISIC 2018 and 2019
    (isic-challenge-scoring): the curve is cut at sensitivity 0.8 exactly, interpolated, and
    integrated over the false-positive rate from there to 1.

    Args:
        positive: of shape (n,), which images are positive.
        score: of shape (n,), higher where positive is more likely.

    Returns:
        ``None`` where one of the two sides has no image.
    """
    if positive.all() or not positive.any():
        return None
    fpr, tpr, _ = roc_curve(positive, score, drop_intermediate=False)
    place = int(np.searchsorted(tpr, LEAST_SENSITIVITY, side="left"))
    around = slice(place - 1, place + 1)
    start = float(np.interp(LEAST_SENSITIVITY, tpr[around], fpr[around]))
    return float(area_under(np.r_[start, fpr[place:]], np.r_[LEAST_SENSITIVITY, tpr[place:]]))
