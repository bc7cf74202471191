"""How sure a number is: 95 % intervals that know that images of one lesion are no new evidence.

These are written as formulas; what must be drawn again and again is left to bootstrap. The numbers
themselves are metrics' business; which interval is shown where is summary's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from runs.evaluation.metrics import placements
from runs.interval import UNDEFINED, Interval, Z, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.evaluation.metrics import Booleans, Floats, Integers

__all__ = [
    "UNDEFINED",
    "Interval",
    "Z",
    "clustered_delong",
    "delong",
    "newcombe",
    "one_group",
    "separated",
    "sides",
    "wilson",
]


def delong(positive: Booleans, score: Floats) -> Interval:
    """DeLong's interval for the AUC of independent images, cut at 0 and 1.

    Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988). Needs two images of either side;
    where the two sides are separated completely its variance is 0 and ``newcombe`` takes over.
    """
    if 1 in (positive.sum(), (~positive).sum()):  # a variance needs two
        return UNDEFINED
    above, below = placements(positive, score)
    area = above.mean()
    error = np.sqrt(above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below))
    if error == 0:
        return newcombe(float(area), len(above), len(below))
    low, high = max(0.0, float(area - Z * error)), min(1.0, float(area + Z * error))
    return Interval(low, high, "DeLong")


def clustered_delong(
    labels: Integers, scores: Floats, groups: Integers, targets: Sequence[int]
) -> Interval:
    """DeLong's interval for the mean AUC of several classes, or of images that share lesions.

    The structural components are added up over classes and within groups before they are squared.
    Of one class this is Obuchowski's variance (Biometrics 53 (1997) 567-578), but for the factor
    G / (G - 1) of all G groups. As quick as a formula, where the bootstrap takes seconds.

    Args:
        labels: of shape (n,), class indices.
        scores: of shape (n, classes).
        groups: of shape (n,), counted from 0.
        targets: classes that have images on both sides.
    """
    if one_group(sides(labels, targets), groups):
        return UNDEFINED
    pulls = np.zeros(len(labels))
    areas = []
    for k in targets:
        positive = labels == k
        above, below = placements(positive, scores[:, k])
        areas.append(above.mean())
        pulls[positive] += (above - above.mean()) / len(above)
        pulls[~positive] += (below - below.mean()) / len(below)
    area = float(np.mean(areas))
    together = np.bincount(groups, weights=pulls / len(targets))
    count = len(np.unique(groups))
    error = np.sqrt((together**2).sum() * count / max(count - 1, 1))
    if error == 0:
        return separated(area, labels, groups, targets)
    low, high = max(0.0, float(area - Z * error)), min(1.0, float(area + Z * error))
    return Interval(low, high, "DeLong over groups (Obuchowski)")


def sides(labels: Integers, targets: Sequence[int]) -> list[Booleans]:
    """Which images are of each of these classes, and which are not."""
    return [side for k in targets for side in (labels == k, labels != k)]


def one_group(parts: Sequence[Booleans], groups: Integers) -> bool:
    """Whether one of these parts, of shape (n,) each, is a single lesion or patient.

    Then nothing tells how much it varies: an interval would be that of the other parts alone.
    """
    return any(len(np.unique(groups[part])) == 1 for part in parts)


def separated(area: float, labels: Integers, groups: Integers, targets: Sequence[int]) -> Interval:
    """``newcombe`` where no variance can be seen: the smallest class bounds what is known."""
    own = [len(np.unique(groups[labels == k])) for k in targets]
    rest = [len(np.unique(groups[labels != k])) for k in targets]
    least = int(np.argmin(np.minimum(own, rest)))
    return newcombe(area, own[least], rest[least])


def newcombe(area: float, positives: int, negatives: int) -> Interval:
    """An interval for an AUC that stays open where no variance can be seen, as at exactly 1.

    Source: Newcombe, Statistics in Medicine 25 (2006) 559-573, method 5: Hanley and McNeil's
    variance, inverted as Wilson's interval inverts the binomial one.

    Args:
        area: the AUC.
        positives: independent units (lesions) of the positive side, at least 1.
        negatives: of the negative side, at least 1.
    """
    extra = (positives + negatives) / 2 - 1

    def excess(true: float, sign: float) -> float:
        spread = 1 + extra * (1 - true) / (2 - true) + extra * true / (1 + true)
        variance = true * (1 - true) * spread / (positives * negatives)
        return true - area - sign * Z * float(np.sqrt(variance))

    edge = 1e-12
    low = 0.0 if area <= edge else brentq(excess, edge, min(area, 1 - edge), args=(-1.0,))
    high = 1.0 if area >= 1 - edge else brentq(excess, max(area, edge), 1 - edge, args=(1.0,))
    return Interval(float(low), float(high), "Newcombe (complete separation)")
