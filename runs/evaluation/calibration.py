"""Whether a score can be read as a chance: reliability, Brier, ECE, and one temperature to mend it.

The temperature is fitted on validation; whether it goes into a model is no business of this module.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from runs.evaluation import intervals, metrics
from runs.tempering import LEAST_SCORE, tempered

if TYPE_CHECKING:
    from runs.evaluation.metrics import Booleans, Floats, Integers

BINS: Final = 15
"""Bins of about equally many images, by rising score, over which the ECE is taken."""
FEWEST: Final = 5
LEAST: Final = 20
"""A reliability curve has so many bins that each holds ``LEAST`` images: ``FEWEST`` to ``BINS``."""
TEMPERATURES: Final = (0.05, 100.0)
"""Where a temperature is looked for; beyond them the scores are not what is wrong."""
_TOLERANCE: Final = 1e-9
_EDGE: Final = 1.01


class Scaled(NamedTuple):
    """Scores of several networks, each at a temperature of its own.

    Args:
        scores: of shape (n, classes).
        temperatures: of each network, fitted on photographs that are not among these.
    """

    scores: Floats
    temperatures: tuple[float, ...]


def temperature(labels: Integers, scores: Floats) -> float | None:
    """The temperature that makes the scores' log loss on these images least.

    Scores are taken as a softmax's: softmax(log(score) / temperature). Above 1 the scores were too
    sure. Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.

    Args:
        labels: of shape (n,), class indices.
        scores: of shape (n, classes), none negative.

    Returns:
        ``None`` where no temperature can be told: a class has no image, or the loss still falls
        at the end of ``TEMPERATURES``, as where scores tell the classes apart without a mistake.
    """
    if len(np.unique(labels)) < scores.shape[1]:
        return None
    logs = np.log(np.maximum(scores, LEAST_SCORE))

    def loss(log_temperature: float) -> float:
        told = log_softmax(logs / np.exp(log_temperature), axis=1)
        return float(-told[np.arange(len(labels)), labels].mean())

    low, high = np.log(TEMPERATURES)
    found = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-9})
    if loss(0.0) - found.fun < _TOLERANCE:  # flat, as of scores that are all alike
        return 1.0
    value = float(np.exp(found.x))
    inside = TEMPERATURES[0] * _EDGE < value < TEMPERATURES[1] / _EDGE
    return value if inside else None


def calibration(
    labels: Integers, scores: Floats, groups: Integers, at: float | None
) -> dict[str, Any]:
    """The scores of one part before and after the temperature that validation gave.

    Args:
        labels: of shape (n,), class indices.
        scores: of shape (n, classes).
        groups: of shape (n,).
        at: the temperature; ``None`` where there is none: then there is no "after".
    """
    after = None if at is None else measured(labels, tempered(scores, at), groups)
    return {
        "fitted_on": "validation",
        "temperature": at,
        "of": "the positive class's score" if metrics.binary(scores) else "the highest score",
        "ece_bins": BINS,
        "before": measured(labels, scores, groups),
        "after": after,
    }


def of_several(
    labels: Integers, scores: Floats, groups: Integers, after: Scaled | None
) -> dict[str, Any]:
    """As ``calibration``, of what several networks scored, such as the folds' each.

    Args:
        labels: of shape (n,), class indices.
        scores: of shape (n, classes).
        groups: of shape (n,).
        after: the same at each network's own temperature; ``None`` where one has none.

    Returns:
        besides, ``temperatures``: of each; ``temperature`` is their geometric mean.
    """
    at = None if after is None else float(np.exp(np.log(after.temperatures).mean()))
    return {
        **calibration(labels, scores, groups, None),
        "fitted_on": "the validation part of each fold",
        "temperature": at,
        "temperatures": [] if after is None else list(after.temperatures),
        "after": None if after is None else measured(labels, after.scores, groups),
    }


def measured(labels: Integers, scores: Floats, groups: Integers) -> dict[str, Any]:
    """Brier score, ECE and log loss of scores, and the bins of their reliability curve.

    Of two classes the score of the second is held against its share; of several the highest score
    against the share that it named rightly. Brier: the mean squared distance from 0 or 1 (Brier,
    1950), of several classes summed over them, so from 0 to 2. ECE: the mean distance between score
    and share over the bins, weighted by their images (Naeini et al., AAAI 2015), here in ``BINS``
    bins of equally many images. The curve has fewer where they would hold few.
    """
    two = metrics.binary(scores)
    score = scores[:, 1] if two else scores.max(axis=1)
    hit = labels == 1 if two else scores.argmax(axis=1) == labels
    truth = np.eye(scores.shape[1])[labels]
    squared = (score - hit) ** 2 if two else ((scores - truth) ** 2).sum(axis=1)
    narrow = reliability(score, hit, groups, BINS)
    gaps = [abs(one["score"] - one["share"]) * one["images"] for one in narrow]
    shown = min(max(len(labels) // LEAST, FEWEST), BINS)
    return {
        "brier": float(squared.mean()),
        "ece": float(sum(gaps) / len(labels)),
        "log_loss": metrics.log_loss(labels, scores),
        "bins": narrow if shown == BINS else reliability(score, hit, groups, shown),
    }


def reliability(score: Floats, hit: Booleans, groups: Integers, bins: int) -> list[dict[str, Any]]:
    """The share of hits among images scored alike, by rising score.

    Equal scores are never in two bins, so there are fewer than ``bins`` where many are tied.

    Returns:
        for each bin ``score`` (the mean), ``share`` of hits with ``low`` and ``high`` (Wilson on
        groups), ``images`` and ``groups``.
    """
    order = np.argsort(score, kind="stable")
    ranked = score[order]
    ends = np.searchsorted(ranked, ranked[_last_of_bins(len(score), bins)], side="right")
    bounds = np.unique(np.r_[0, ends])
    return [
        _bin(score[order[start:end]], hit[order[start:end]], groups[order[start:end]])
        for start, end in pairwise(bounds)
    ]


def _last_of_bins(images: int, bins: int) -> Integers:
    bins = min(bins, images)
    return np.asarray(np.arange(1, bins + 1) * images // bins - 1, dtype=np.int64)


def _bin(score: Floats, hit: Booleans, groups: Integers) -> dict[str, Any]:
    share, units = float(hit.mean()), len(np.unique(groups))
    sure = intervals.wilson(share, units)
    return {
        "score": float(score.mean()),
        "share": share,
        "low": sure.low,
        "high": sure.high,
        "images": len(score),
        "groups": units,
    }
