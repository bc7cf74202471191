"""What every threshold finds and flags wrongly, counted once for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runs.operating.errors import OperatingPointError

if TYPE_CHECKING:
    from runs.operating.scored import Booleans, Floats, Integers, Sides


@dataclass(frozen=True, eq=False)
class Curve:
    """Every way in which a threshold can divide the images, from "all" to "none is flagged".

    Args:
        thresholds: rising, of shape (m + 1,) for m distinct scores. Each but the first lies
            between two scores, so that a score that differs in its last digit is not flagged
            elsewhere.
        found: positive images at or above each threshold.
        false_alarms: negative ones at or above it.
    """

    thresholds: Floats
    found: Integers
    false_alarms: Integers

    @property
    def positives(self) -> int:
        """All positive images."""
        return int(self.found[0])

    @property
    def negatives(self) -> int:
        """All negative images."""
        return int(self.false_alarms[0])

    @property
    def sensitivity(self) -> Floats:
        """At each threshold; NaN where there is no positive image."""
        return _shares(self.found, self.positives)

    @property
    def specificity(self) -> Floats:
        """At each threshold; NaN where there is no negative image."""
        return _shares(self.negatives - self.false_alarms, self.negatives)

    def need_both(self) -> None:
        """Without images on both sides no rule can choose.

        Raises:
            OperatingPointError: there is none on one of them.
        """
        if not self.positives or not self.negatives:
            side = "negative" if self.positives else "positive"
            raise OperatingPointError(
                f"No validation image is {side}, so no rule can choose a threshold.",
                "Let other classes count as positive, or divide the dataset anew.",
            )


def curve(sides: Sides) -> Curve:
    """Counts at every threshold; an image is flagged from the threshold on (>=)."""
    distinct, place = np.unique(sides.score, return_inverse=True)
    found = _at_or_above(place[sides.positive], len(distinct))
    false_alarms = _at_or_above(place[~sides.positive], len(distinct))
    return Curve(_between(distinct), found, false_alarms)


def flagged(sides: Sides, threshold: float) -> Booleans:
    """Which images are flagged at a threshold, of shape (n,)."""
    return np.asarray(sides.score >= threshold, dtype=np.bool_)


def _at_or_above(places: Integers, distinct: int) -> Integers:
    counts = np.bincount(places, minlength=distinct)
    return np.append(counts[::-1].cumsum()[::-1], 0)


def _between(distinct: Floats) -> Floats:
    """0, the middle of each two neighbours, and one above all."""
    above = np.append(distinct, 1.0)
    middle = distinct + (above[1:] - distinct) / 2
    higher = np.where(middle > distinct, middle, np.nextafter(distinct, 2.0))
    return np.concatenate([[0.0], higher])


def _shares(part: Integers, whole: int) -> Floats:
    return np.full(len(part), np.nan) if not whole else np.asarray(part / whole, dtype=np.float64)
