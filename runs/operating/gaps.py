"""Thresholds that a network in float32 decides by as it is told here, whatever it rounds.

Scores nearer to each other than float32's rounding in softmax(log(score) / temperature) may come
out in any order, so no threshold is put between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from runs.operating.point import HIGHEST
from runs.tempering import LEAST_SCORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.operating.scored import Booleans, Floats, Integers, Scored

_STEP: Final = 2.0**-22
"""Four roundings of float32: of the score, its logarithm, the quotient, the exponential."""


@dataclass(frozen=True, eq=False)
class Gaps:
    """Where a threshold may lie among n images.

    Args:
        scores: rising, of shape (n,).
        order: which image has which of them, of shape (n,).
        below: of shape (n + 1,), what the scores before each place may reach at most.
        above: of shape (n + 1,), what those from there on may reach at least.
    """

    scores: Floats
    order: Integers
    below: Floats
    above: Floats

    @property
    def places(self) -> Integers:
        """Those with a gap: all images from such a place on can be flagged, and no other."""
        return np.flatnonzero(self.below < self.above)

    def deciding(self, wanted: Booleans) -> int:
        """The place that decides the fewest images otherwise than wanted; of equals the lowest."""
        asked = wanted[self.order]
        missed = np.append(0, asked.cumsum())
        too_many = np.append((~asked)[::-1].cumsum()[::-1], 0)
        return self._best(missed + too_many)

    def flagging(self, count: int) -> int:
        """The place that flags as many images, or about as many."""
        return self._best(np.abs(len(self.scores) - np.arange(len(self.below)) - count))

    def joined(self) -> Floats:
        """Each image's score, of shape (n,): the same where no threshold may lie between two."""
        of = np.searchsorted(self.places, np.arange(len(self.scores)), side="right") - 1
        joined = np.empty_like(self.scores)
        joined[self.order] = self.scores[self.places[of]]
        return joined

    def place_of(self, threshold: float) -> int:
        """The place where a threshold divides the joined scores."""
        return int((self.joined() < threshold).sum())

    def threshold(self, place: int, wished: float | None = None) -> float:
        """One in the gap at a place: as wished where that lies in it, else in its middle."""
        low, high = float(self.below[place]), float(self.above[place])
        if wished is not None and low < wished <= high:
            return wished
        if place == 0:
            return 0.0
        last = place == len(self.scores)
        first, second = float(self.scores[place - 1]), 1.0 if last else float(self.scores[place])
        middle = first + (second - first) / 2
        if low < middle <= high:
            return middle
        return high if last else low + (high - low) / 2

    def _best(self, costs: Integers) -> int:
        return int(self.places[costs[self.places].argmin()])


def gaps(before: Scored, positive: Sequence[str], temperature: float) -> Gaps:
    """The gaps among summed scores at a temperature.

    Args:
        before: the images with their scores as the network gives them without it.
        positive: the classes that are summed.
        temperature: above 0.
    """
    score = before.at_temperature(temperature).sides(positive).score
    logs = np.log(np.maximum(before.scores, LEAST_SCORE)).min(axis=1) / temperature
    error = _STEP * score * (1 + 2 * (1 - score) * (1 - logs)) + LEAST_SCORE
    order = np.argsort(score, kind="stable")
    low, high = (score - error)[order], np.minimum(score + error, np.nextafter(HIGHEST, 0.0))[order]
    below = np.append(-np.inf, np.maximum.accumulate(high))
    above = np.append(np.minimum.accumulate(low[::-1])[::-1], HIGHEST)
    return Gaps(score[order], order, below, above)
