"""What the scores decide, and how often rightly, with intervals over groups.

The decision is the class with the highest score; another operating point is no business of this
module. Ranking is left to ranking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation import intervals, metrics
from runs.evaluation.ranking import told

if TYPE_CHECKING:
    from runs.evaluation.intervals import Interval
    from runs.evaluation.metrics import Booleans, Integers


def of_class(
    labels: Integers, decided: Integers, groups: Integers, table: Integers, k: int
) -> dict[str, Any]:
    """Counts of a class, its sensitivity, specificity and precision, each with its interval.

    Args:
        labels: of shape (n,), what each image is.
        decided: of shape (n,), what it was called.
        groups: of shape (n,).
        table: ``metrics.confusion`` of the two.
        k: the class.
    """
    own, rest, called = (count(groups, side) for side in (labels == k, labels != k, decided == k))
    right = {
        "sensitivity": (metrics.sensitivity(table, k), own),
        "specificity": (metrics.specificity(table, k), rest),
        "precision": (metrics.precision(table, k), called),
    }
    found: dict[str, Any] = {"images": int((labels == k).sum()), "groups": own}
    for name, (share, units) in right.items():
        found |= told(name, share, intervals.wilson(share, units))
    return found


def balanced_accuracy(table: Integers, groups_of_class: list[int]) -> Interval:
    """The interval of the mean sensitivity over the classes that have images.

    Each sensitivity's Wilson interval on groups is carried over to their mean, so that it stays
    open where all are right. Source: Zou & Donner, Statistics in Medicine 27 (2008) 1693-1702
    ("MOVER"); the classes are taken as independent.

    Args:
        table: rows: what images are, columns: what they were called.
        groups_of_class: lesions or patients of each class.
    """
    shares = [metrics.sensitivity(table, k) for k in range(len(table))]
    below = above = 0.0
    known = []
    for share, units in zip(shares, groups_of_class, strict=True):
        interval = intervals.wilson(share, units)
        if share is None or interval.low is None or interval.high is None:
            continue
        known.append(share)
        below += (share - interval.low) ** 2
        above += (interval.high - share) ** 2
    if not known:
        return intervals.UNDEFINED
    mean, n = float(np.mean(known)), len(known)
    return intervals.Interval(
        max(0.0, mean - float(np.sqrt(below)) / n),
        min(1.0, mean + float(np.sqrt(above)) / n),
        "Wilson on groups of each class, joined (MOVER)",
    )


def count(groups: Integers, chosen: Booleans) -> int:
    """How many groups have an image among those chosen."""
    return len(np.unique(groups[chosen]))
