"""Shares of right answers of several classifiers on the same images: which, of whom, decided how.

Whether two of them differ by more than chance is left to ``comparison``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation import metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from runs.evaluation.metrics import Booleans, Floats, Integers

HIGHEST, OWN_POINT = "the highest score", "each run's own operating point"


@dataclass(frozen=True)
class Point:
    """Where a classifier was set to decide: positive from the threshold on.

    Args:
        positive: the classes that count as positive, by their index; their scores are added.
        threshold: of that sum.
    """

    positive: frozenset[int]
    threshold: float

    def flagged(self, scores: Floats) -> Booleans:
        """Which images it calls positive."""
        total = np.minimum(1.0, scores[:, sorted(self.positive)].sum(axis=1))
        return np.asarray(total >= self.threshold, dtype=np.bool_)


@dataclass(frozen=True)
class Judged:
    """One classifier.

    Args:
        scores: of shape (n, classes), in the order of the images that all were judged on.
        point: its operating point, if it was given one.
    """

    scores: NDArray[Any]
    point: Point | None = None


@dataclass(frozen=True)
class Share:
    """A share of right answers: the mean over some classes' images, each class counting the same.

    Args:
        measure: its name.
        at: how it is decided.
        right: of shape (classifiers, n).
        parts: which images count, one mask a class.
        having: which classifiers have it.
    """

    measure: str
    at: str
    right: NDArray[np.bool_]
    parts: tuple[Booleans, ...]
    having: tuple[bool, ...]


def at_highest(y: Integers, scores: Sequence[Floats]) -> list[Share]:
    """Balanced accuracy, and of two classes both shares, where the highest score decides."""
    classes = scores[0].shape[1]
    right = np.array([one.argmax(axis=1) == y for one in scores])
    of_class = tuple(np.asarray(y == k) for k in range(classes))
    kinds = [("balanced_accuracy", of_class)]
    if metrics.binary(scores[0]):
        kinds += [("sensitivity", of_class[1:]), ("specificity", of_class[:1])]
    everybody = (True,) * len(scores)
    return [Share(measure, HIGHEST, right, parts, everybody) for measure, parts in kinds]


def at_points(y: Integers, scores: Sequence[Floats], points: Sequence[Point | None]) -> list[Share]:
    """Both shares at the points, of those whose positive classes are the first's."""
    first = points[0]
    if first is None:
        return []
    truth = np.isin(y, sorted(first.positive))
    right = np.zeros((len(scores), len(y)), dtype=np.bool_)
    having = tuple(point is not None and point.positive == first.positive for point in points)
    for place, point in enumerate(points):
        if point is not None and having[place]:
            right[place] = point.flagged(scores[place]) == truth
    return [
        Share(measure, OWN_POINT, right, (side,), having)
        for measure, side in (("sensitivity", truth), ("specificity", ~truth))
    ]
