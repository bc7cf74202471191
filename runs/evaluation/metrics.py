"""How well scores and decisions agree with the reference standard: one number at a time.

How sure such a number is belongs to intervals; putting them together belongs to summary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.metrics import confusion_matrix, roc_curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Booleans = NDArray[np.bool_]

ROC_POINTS = 500
_LEAST_SCORE: Final = 1e-7
"""Keras' epsilon."""


def binary(scores: Floats) -> bool:
    """Whether there are two classes: then one ROC curve says all, of the second class."""
    pair = 2
    return bool(scores.shape[1] == pair)


def headline_classes(scores: Floats) -> list[int]:
    """The classes whose mean is the headline: of two classes the second, else all of them."""
    return [1] if binary(scores) else list(range(scores.shape[1]))


def auc(positive: Booleans, score: Floats) -> float | None:
    """The area under the ROC curve: how often a positive image scores above a negative one.

    Args:
        positive: of shape (n,), which images are positive.
        score: of shape (n,), higher where positive is more likely; a tie counts one half.

    Returns:
        A number in [0, 1]; ``None`` where one of the two sides has no image.
    """
    if positive.all() or not positive.any():
        return None
    above, _ = placements(positive, score)
    return float(above.mean())


def placements(positive: Booleans, score: Floats) -> tuple[Floats, Floats]:
    """For each image the share of the other side that it is ranked rightly against.

    Returns:
        The positives' shares, of shape (m,), and the negatives', of shape (n,); the mean of
        either is the AUC. Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988), the
        structural components V10 and V01.
    """
    ours, theirs = score[positive], score[~positive]
    return _share_below(ours, theirs), _share_below(-theirs, -ours)


def _share_below(values: Floats, others: Floats) -> Floats:
    ranked = np.sort(others)
    below = np.searchsorted(ranked, values, side="left")
    not_above = np.searchsorted(ranked, values, side="right")
    return np.asarray((below + not_above) / (2 * len(others)), dtype=np.float64)


def one_vs_rest(labels: Integers, scores: Floats) -> list[float | None]:
    """The AUC of each class against all others, in the order of the columns of ``scores``."""
    return [auc(labels == k, scores[:, k]) for k in range(scores.shape[1])]


def headline_auc(labels: Integers, scores: Floats) -> float | None:
    """The one AUC of a classifier: of class 1 for two classes, else the macro mean one-vs-rest.

    ``None`` where a class has no image, or is all there is.
    """
    if binary(scores):
        return auc(labels == 1, scores[:, 1])
    areas = one_vs_rest(labels, scores)
    known = [area for area in areas if area is not None]
    return float(np.mean(known)) if len(known) == len(areas) else None


def log_loss(labels: Integers, scores: Floats) -> float:
    """The mean of −log(score of an image's own class), scores clipped as Keras does."""
    own = scores[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(own, _LEAST_SCORE, 1.0)).mean())


def confusion(labels: Integers, decided: Integers, *, classes: int) -> Integers:
    """Counts of shape (classes, classes): rows: what images are, columns: what they were called."""
    table = confusion_matrix(labels, decided, labels=range(classes))
    return np.asarray(table, dtype=np.int64)


def sensitivity(table: Integers, k: int) -> float | None:
    """Of the images of class ``k``, the share called so; ``None`` where it has no image."""
    return _share(table[k, k], table[k].sum())


def specificity(table: Integers, k: int) -> float | None:
    """Of the images of other classes, the share not called ``k``; ``None`` where there is none."""
    others = table.sum() - table[k].sum()
    return _share(others - (table[:, k].sum() - table[k, k]), others)


def precision(table: Integers, k: int) -> float | None:
    """Of the images called ``k``, the share that is (the PPV); ``None`` where none is called so."""
    return _share(table[k, k], table[:, k].sum())


def balanced_accuracy(table: Integers) -> float | None:
    """The mean sensitivity over all classes (ISIC 2018, 2019); ``None`` where one has no image."""
    shares = [sensitivity(table, k) for k in range(len(table))]
    known = [share for share in shares if share is not None]
    return float(np.mean(known)) if len(known) == len(shares) else None


def _share(part: int, whole: int) -> float | None:
    return float(part / whole) if whole else None


def roc_points(
    positive: Booleans, score: Floats, *, most: int = ROC_POINTS
) -> dict[str, list[float | None]] | None:
    """The ROC curve, from (0, 0) to (1, 1), thinned to ``most`` points evenly along its length.

    Returns:
        ``fpr``, ``tpr`` and ``thresholds`` (an image is positive from that score on; ``None`` at
        the first point, which calls nothing positive), or ``None`` where a side has no image.
    """
    if positive.all() or not positive.any():
        return None
    fpr, tpr, thresholds = roc_curve(positive, score)
    kept = evenly(fpr + tpr, most)
    return {
        "fpr": fpr[kept].tolist(),
        "tpr": tpr[kept].tolist(),
        "thresholds": [None, *thresholds[kept][1:].tolist()],
    }


def macro_roc(labels: Integers, scores: Floats) -> dict[str, list[float | None]] | None:
    """The mean over classes of the one-vs-rest ROC curves; it has no thresholds (all ``None``)."""
    grid = np.linspace(0.0, 1.0, 201)
    heights = []
    for k in range(scores.shape[1]):
        points = roc_points(labels == k, scores[:, k])
        if points is None:
            return None
        fpr, tpr = (np.asarray(points[axis], dtype=np.float64) for axis in ("fpr", "tpr"))
        heights.append(np.interp(grid, fpr, tpr))
    mean = np.mean(heights, axis=0)
    return {
        "fpr": [0.0, *grid.tolist()],
        "tpr": [0.0, *mean.tolist()],
        "thresholds": [None] * (len(grid) + 1),
    }


def evenly(length: Floats, most: int) -> Integers:
    """Indices of at most ``most`` points, first and last among them, evenly along ``length``."""
    if len(length) <= most:
        return np.arange(len(length))
    wanted = np.linspace(length[0], length[-1], most)
    return np.unique(np.r_[0, np.searchsorted(length, wanted[1:-1]), len(length) - 1])
