"""Intervals against independent implementations, and their coverage in small simulations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from runs.evaluation import intervals


def two_normals(
    random: np.random.Generator, positives: int, negatives: int
) -> tuple[np.ndarray, np.ndarray]:
    """Scores of a test whose true AUC is Φ(1 / √2) = 0.7602."""
    positive = np.arange(positives + negatives) < positives
    return positive, random.normal(size=len(positive)) + positive


TRUE_AUC = 0.76024994


def delong_by_all_pairs(positive: np.ndarray, score: np.ndarray) -> tuple[float, float]:
    """AUC and its standard error straight from the paper's kernel, pair by pair."""
    ours, theirs = score[positive], score[~positive]
    kernel = (ours[:, None] > theirs) + 0.5 * (ours[:, None] == theirs)
    area = kernel.mean()
    s10 = ((kernel.mean(axis=1) - area) ** 2).sum() / (len(ours) - 1)
    s01 = ((kernel.mean(axis=0) - area) ** 2).sum() / (len(theirs) - 1)
    return area, float(np.sqrt(s10 / len(ours) + s01 / len(theirs)))


@pytest.mark.parametrize("decimals", [1, 8])
def test_delong_equals_the_pairwise_formula(decimals: int) -> None:
    positive, score = two_normals(np.random.default_rng(3), 40, 70)
    score = score.round(decimals)
    area, error = delong_by_all_pairs(positive, score)
    interval = intervals.delong(positive, score)
    assert interval.low == pytest.approx(area - 1.959963985 * error, abs=1e-9)
    assert interval.high == pytest.approx(area + 1.959963985 * error, abs=1e-9)
    assert interval.method == "DeLong"


def test_delong_covers() -> None:
    random = np.random.default_rng(4)
    inside = 0
    for _ in range(600):
        interval = intervals.delong(*two_normals(random, 50, 80))
        assert interval.low is not None
        assert interval.high is not None
        inside += interval.low <= TRUE_AUC <= interval.high
    assert 0.92 <= inside / 600 <= 0.98


@pytest.mark.parametrize(("hits", "n"), [(0, 12), (3, 17), (40, 40), (142, 360)])
def test_wilson_equals_scipy(hits: int, n: int) -> None:
    expected = binomtest(hits, n).proportion_ci(method="wilson")
    interval = intervals.wilson(hits / n, n)
    assert interval.low == pytest.approx(expected.low, abs=1e-12)
    assert interval.high == pytest.approx(expected.high, abs=1e-12)


def test_wilson_of_forty_out_of_forty_is_not_certain() -> None:
    assert intervals.wilson(1.0, 40).low == pytest.approx(0.912, abs=1e-3)
    assert intervals.wilson(None, 0) == intervals.UNDEFINED


def test_complete_separation_still_leaves_doubt() -> None:
    positive = np.arange(60) < 20
    interval = intervals.delong(positive, positive.astype(float))
    assert interval.high == 1.0
    assert interval.low is not None
    assert 0.85 < interval.low < 0.97
    turned = intervals.delong(~positive, positive.astype(float))
    assert turned.low == 0.0
    assert turned.high is not None
    assert 0.03 < turned.high < 0.15


def test_newcombe_bounds_solve_his_equation() -> None:
    m, n, area = 25, 60, 0.83
    interval = intervals.newcombe(area, m, n)
    for bound in (interval.low, interval.high):
        assert bound is not None
        spread = (m + n) / 2 - 1
        variance = bound * (1 - bound) / (m * n)
        variance *= 1 + spread * (1 - bound) / (2 - bound) + spread * bound / (1 + bound)
        assert abs(area - bound) == pytest.approx(intervals.Z * np.sqrt(variance), abs=1e-9)


def test_one_positive_gives_no_delong_interval() -> None:
    positive = np.arange(10) == 3
    assert intervals.delong(positive, np.arange(10.0)) == intervals.UNDEFINED
