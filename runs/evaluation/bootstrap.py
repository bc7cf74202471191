"""What could as well have been seen: datasets drawn from this one, the images of a group together.

All that is measured of a resample is measured at once, over one ranking of the scores; which
interval belongs to which number is summary's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import expit, logit
from scipy.stats import t as student

from runs.evaluation.challenge import LEAST_SENSITIVITY
from runs.evaluation.intervals import UNDEFINED, Interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from runs.evaluation.metrics import Booleans, Floats, Integers

    Counts = NDArray[np.float32]

RESAMPLES: Final = 2_000
CELLS_AT_ONCE: Final = 500_000
"""Entries of one block of weights: 2 MB, so that it stays in the processor's cache."""
LEAST_DEFINED: Final = 0.5
"""A bootstrap counts only where at least this share of its resamples has both sides."""
METHOD: Final = f"bootstrap over groups, {RESAMPLES:,} resamples"
AROUND: Final = f"{METHOD}, on the logit scale"
_ROUNDING: Final = 1e-6


@dataclass(frozen=True)
class Resampled:
    """What each resample measures of each class; NaN where a side was not drawn.

    Args:
        auc: of shape (classes, resamples), each class against the rest.
        average_precision: of the same shape, as the others.
        partial_auc: above 80 % sensitivity, as ``challenge.partial_auc``.
        sensitive_auc: as ``challenge.auc_sens_80``.
    """

    auc: Floats
    average_precision: Floats
    partial_auc: Floats
    sensitive_auc: Floats


def resample(
    labels: Integers, scores: Floats, groups: Integers, targets: Sequence[int], *, seed: int
) -> Resampled:
    """Draw groups with replacement, as many as there are, and measure, ``RESAMPLES`` times.

    Args:
        labels: of shape (n,), class indices.
        scores: of shape (n, classes).
        groups: of shape (n,), the same value for images of one lesion or patient.
        targets: the classes that are measured against all others.
        seed: equal seeds give equal resamples.
    """
    _, codes = np.unique(groups, return_inverse=True)
    if not len(targets):
        return Resampled(*np.empty((4, 0, RESAMPLES)))
    ranked = [Ranked.of(labels == k, scores[:, k], codes) for k in targets]
    blocks = [
        np.stack([side.measured(counts) for side in ranked], axis=1)
        for counts in drawn(int(codes.max()) + 1, seed)
    ]
    return Resampled(*np.concatenate(blocks, axis=2))


def percentile(values: Floats) -> Interval:
    """The interval that holds the middle 95 % of what resamples measure, of shape (resamples,).

    Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    defined = values[np.isfinite(values)]
    if len(defined) < LEAST_DEFINED * len(values):
        return UNDEFINED
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high), METHOD)


def around(value: float, values: Floats, *, top: float, groups: int) -> Interval:
    """An interval around a number in (0, top), as wide on the logit scale as its resamples say.

    For what rests on few positives: its resamples lie too high, and so would their middle 95 %.
    Source: the logit interval of Boyd, Eng & Page, Area under the precision-recall curve: point
    estimates and confidence intervals (ECML PKDD 2013), with Student's t.

    Args:
        value: the number itself.
        values: what resamples measure, of shape (resamples,).
        top: the greatest that it can be.
        groups: lesions or patients that have positive images; at least two.
    """
    defined = values[np.isfinite(values)] / top
    share = value / top
    if len(defined) < LEAST_DEFINED * len(values) or not 0 < share < 1:
        return UNDEFINED
    error = defined.std(ddof=1) / (share * (1 - share))
    reach = student.ppf(0.975, groups - 1) * error
    low, high = top * expit(logit(share) + np.array([-reach, reach]))
    return Interval(float(low), float(high), AROUND)


def drawn(groups: int, seed: int) -> Iterator[Counts]:
    """Blocks of shape (groups, resamples): how often each group was drawn, with replacement."""
    random = np.random.default_rng(seed)
    columns = max(1, CELLS_AT_ONCE // groups)
    for first in range(0, RESAMPLES, columns):
        block = min(columns, RESAMPLES - first)
        places = random.integers(0, groups, size=(block, groups))
        places += np.arange(block)[:, None] * groups
        counts = np.bincount(places.ravel(), minlength=block * groups).reshape(block, groups)
        yield np.ascontiguousarray(counts.T, dtype=np.float32)  # whole numbers: sums are exact


@dataclass(frozen=True)
class Ranked:
    """One class against the rest, ranked once, so that a resample only weighs and adds up.

    Args:
        ours: the group of each positive image, by rising score.
        theirs: the group of each negative image, by rising score.
        first: for each positive image, how many positives score lower.
        last: for each positive image, how many positives do not score higher.
        below: for each positive image, how many negatives score lower.
        not_above: for each positive image, how many negatives do not score higher.
    """

    ours: Integers
    theirs: Integers
    first: Integers
    last: Integers
    below: Integers
    not_above: Integers

    @classmethod
    def of(cls, positive: Booleans, score: Floats, groups: Integers) -> Ranked:
        """Rank one class.

        Args:
            positive: of shape (n,), which images are of the class.
            score: of shape (n,).
            groups: of shape (n,), counted from 0.
        """
        order = np.argsort(score, kind="stable")
        positive, score, groups = positive[order], score[order], groups[order]
        own, others = score[positive], score[~positive]
        return cls(
            groups[positive],
            groups[~positive],
            np.searchsorted(own, own, side="left"),
            np.searchsorted(own, own, side="right"),
            np.searchsorted(others, own, side="left"),
            np.searchsorted(others, own, side="right"),
        )

    def measured(self, counts: Counts) -> Floats:
        """The fields of ``Resampled`` in their order, of shape (4, resamples).

        Args:
            counts: of shape (groups, resamples), as drawn.
        """
        ours, before = counts[self.ours], _running(counts[self.theirs])
        reached = _running(ours)
        lower, total, others = before[self.below], reached[-1], before[-1]
        with np.errstate(invalid="ignore", divide="ignore"):
            beaten = (lower + before[self.not_above]) / (2 * others)
            found = total - reached[self.first]
            precision = found / (found + others - lower)
            measures = [_mean(ours, beaten), _mean(ours, precision)]
            partial, at_cut = self._lowest(reached, before, 1 - LEAST_SENSITIVITY)
        either = np.where((total > 0) & (others > 0), 1.0, np.nan)
        measures += [partial, partial + LEAST_SENSITIVITY * at_cut]
        return np.stack(measures) * either

    def _lowest(self, reached: Counts, before: Counts, share: float) -> tuple[Floats, Floats]:
        """Specificity over the lowest ``share`` of the positives' weight: its area, and its end.

        Through images with one score the ROC curve is a straight line, so specificity rises evenly
        over the weight of the positives among them.

        Args:
            reached: running weight of the positives, of shape (positives + 1, resamples).
            before: of the negatives.
            share: in (0, 1).
        """
        total, others = (sums[-1].astype(np.float64) for sums in (reached, before))
        cut = share * total
        place = np.minimum((reached[1:] <= cut + _ROUNDING).sum(axis=0), len(self.ours) - 1)
        rows = slice(int(place.max()) + 1)  # beyond them no resample has anything below its cut
        low, high = before[self.below[rows]] / others, before[self.not_above[rows]] / others
        start, end = reached[self.first[rows]], reached[self.last[rows]]
        slope = (high - low) / np.maximum(end - start, 1)  # weights are whole; 0: nothing drawn
        inside = np.clip(reached[: rows.stop + 1], None, cut)
        middle = low + slope * ((inside[:-1] + inside[1:]) / 2 - start)
        partial = (np.diff(inside, axis=0) * middle).sum(axis=0) / total
        at = place, np.arange(len(place))
        return partial, low[at] + slope[at] * (cut - start[at])


def _running(values: Counts) -> Counts:
    """Sums from the first row on, a row of zeros before them."""
    sums = np.zeros((len(values) + 1, values.shape[1]), dtype=np.float32)
    np.cumsum(values, axis=0, out=sums[1:])
    return sums


def _mean(weights: Counts, values: Counts) -> Floats:
    summed = np.nansum(weights * values, axis=0, dtype=np.float64)
    return np.asarray(summed / weights.sum(axis=0, dtype=np.float64))
