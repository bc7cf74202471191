"""How sure a number is: 95 % intervals that know that images of one lesion are no new evidence.

The numbers themselves are metrics' business; which interval is shown where is summary's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from runs.evaluation.metrics import placements
from runs.interval import UNDEFINED, Interval, Z, wilson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runs.evaluation.metrics import Booleans, Floats, Integers

__all__ = ["UNDEFINED", "Interval", "Z", "cluster_bootstrap", "delong", "newcombe", "wilson"]

RESAMPLES = 2_000
CELLS_AT_ONCE = 2_000_000
"""Entries of one block of resampled weights: 16 MB, whatever the size of the dataset."""
LEAST_DEFINED = 0.5
"""A bootstrap counts only where at least this share of its resamples has both sides."""


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


def cluster_bootstrap(
    labels: Integers, scores: Floats, groups: Integers, targets: list[int], *, seed: int
) -> Interval:
    """Percentile interval of the mean one-vs-rest AUC over ``targets``, groups drawn whole.

    Args:
        labels: of shape (n,), class indices.
        scores: of shape (n, classes).
        groups: of shape (n,), the same value for images of one lesion or patient.
        targets: the classes whose AUC is averaged: ``[1]`` for two classes.
        seed: equal seeds give equal intervals.
    """
    _, codes = np.unique(groups, return_inverse=True)
    ranked = [_Ranked.of(labels == k, scores[:, k], codes) for k in targets]
    areas = np.concatenate(
        [
            np.mean([side.areas(counts) for side in ranked], axis=0)
            for counts in _resampled(int(codes.max()) + 1, seed)
        ]
    )
    defined = areas[np.isfinite(areas)]
    if len(defined) < LEAST_DEFINED * RESAMPLES:
        return UNDEFINED
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high), f"bootstrap over groups, {RESAMPLES:,} resamples")


def _resampled(groups: int, seed: int) -> Iterator[Floats]:
    """Blocks of shape (resamples, groups): how often each group was drawn, with replacement."""
    random = np.random.default_rng(seed)
    rows = max(1, CELLS_AT_ONCE // groups)
    for first in range(0, RESAMPLES, rows):
        block = min(rows, RESAMPLES - first)
        drawn = random.integers(0, groups, size=(block, groups))
        drawn += np.arange(block)[:, None] * groups
        counts = np.bincount(drawn.ravel(), minlength=block * groups)
        yield counts.reshape(block, groups).astype(np.float64)


@dataclass(frozen=True)
class _Ranked:
    """One class against the rest, ranked once, so that a resample only weighs and adds up."""

    ours: Integers
    """The group of each positive image."""
    theirs: Integers
    """The group of each negative image, by rising score."""
    below: Integers
    """For each positive image, how many negatives score lower."""
    not_above: Integers
    """For each positive image, how many negatives do not score higher."""

    @classmethod
    def of(cls, positive: Booleans, score: Floats, groups: Integers) -> _Ranked:
        negatives = score[~positive]
        order = np.argsort(negatives, kind="stable")
        ranked, own = negatives[order], score[positive]
        return cls(
            groups[positive],
            groups[~positive][order],
            np.searchsorted(ranked, own, side="left"),
            np.searchsorted(ranked, own, side="right"),
        )

    def areas(self, counts: Floats) -> Floats:
        """The AUC in each resample, NaN where a side was not drawn; ``counts`` as resampled."""
        ours = counts[:, self.ours]
        before = np.zeros((len(counts), len(self.theirs) + 1))
        np.cumsum(counts[:, self.theirs], axis=1, out=before[:, 1:])
        won = np.einsum("ij,ij->i", ours, before[:, self.below] + before[:, self.not_above])
        pairs = ours.sum(axis=1) * before[:, -1]
        with np.errstate(invalid="ignore"):
            return np.asarray(won / (2 * pairs), dtype=np.float64)
