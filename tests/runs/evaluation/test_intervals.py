"""Intervals against independent implementations, and their coverage in small simulations."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.stats import binomtest

from runs.evaluation import intervals, metrics


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


def test_bootstrap_covers_where_images_repeat_lesions_and_delong_does_not() -> None:
    random = np.random.default_rng(5)
    groups = np.repeat(np.arange(90), 4)
    by_groups = by_images = 0
    for repeat in range(150):
        positive, lesion = two_normals(random, 40, 50)
        labels = positive[groups].astype(np.int64)
        score = lesion[groups] + 1e-6 * random.normal(size=len(groups))  # views hardly differ
        scores = np.column_stack([-score, score])
        honest = intervals.cluster_bootstrap(labels, scores, groups, [1], seed=repeat)
        naive = intervals.delong(labels == 1, score)
        assert honest.low is not None
        assert honest.high is not None
        assert naive.low is not None
        assert naive.high is not None
        by_groups += honest.low <= TRUE_AUC <= honest.high
        by_images += naive.low <= TRUE_AUC <= naive.high
    assert 0.89 <= by_groups / 150 <= 0.99
    assert by_images / 150 < 0.8


def test_bootstrap_equals_a_plain_loop_over_the_same_draws() -> None:
    random = np.random.default_rng(6)
    groups = random.integers(0, 12, 60)
    _, codes = np.unique(groups, return_inverse=True)
    labels = random.integers(0, 2, 60)
    score = (random.normal(size=60) + labels).round(1)
    counts = next(intervals._resampled(int(codes.max()) + 1, 7))
    fast = intervals._Ranked.of(labels == 1, score, codes).areas(counts)
    for row in range(40):
        taken = np.repeat(np.arange(60), counts[row].astype(int)[codes])
        assert fast[row] == pytest.approx(metrics.auc(labels[taken] == 1, score[taken]))


def test_bootstrap_is_seeded() -> None:
    random = np.random.default_rng(8)
    labels = random.integers(0, 2, 80)
    scores = random.random((80, 2))
    groups = np.arange(80) // 2
    first, again, other = (
        intervals.cluster_bootstrap(labels, scores, groups, [1], seed=seed) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_bootstrap_agrees_with_delong_where_every_image_is_a_group() -> None:
    positive, score = two_normals(np.random.default_rng(9), 300, 400)
    scores = np.column_stack([-score, score])
    resampled = intervals.cluster_bootstrap(
        positive.astype(np.int64), scores, np.arange(700), [1], seed=0
    )
    exact = intervals.delong(positive, score)
    assert resampled.low == pytest.approx(exact.low, abs=0.005)
    assert resampled.high == pytest.approx(exact.high, abs=0.005)


def test_bootstrap_of_ten_thousand_images_takes_seconds() -> None:
    random = np.random.default_rng(10)
    labels = random.integers(0, 2, 10_000)
    scores = random.random((10_000, 2))
    started = time.process_time()
    intervals.cluster_bootstrap(labels, scores, random.integers(0, 7_500, 10_000), [1], seed=0)
    assert time.process_time() - started <= 3


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


def test_a_bootstrap_that_mostly_misses_a_class_is_undefined() -> None:
    labels = np.array([0, 1, *([2] * 30)])
    scores = np.random.default_rng(11).random((32, 3))
    interval = intervals.cluster_bootstrap(labels, scores, np.arange(32), [0, 1, 2], seed=0)
    assert interval == intervals.UNDEFINED
