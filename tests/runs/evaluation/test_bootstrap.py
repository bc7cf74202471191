"""The bootstrap over groups against a plain loop, against DeLong, and how often it covers."""

from __future__ import annotations

import time

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from runs.evaluation import bootstrap, challenge, intervals
from runs.evaluation.intervals import Interval

TRUE_AUC = 0.76024994
"""Φ(1 / √2): of two normal distributions one standard deviation apart."""


def two_normals(
    random: np.random.Generator, positives: int, negatives: int
) -> tuple[np.ndarray, np.ndarray]:
    positive = np.arange(positives + negatives) < positives
    return positive, random.normal(size=len(positive)) + positive


def of_auc(positive: np.ndarray, score: np.ndarray, groups: np.ndarray, seed: int) -> Interval:
    scores = np.column_stack([-score, score])
    found = bootstrap.resample(positive.astype(np.int64), scores, groups, [1], seed=seed)
    return bootstrap.percentile(found.auc[0])


def test_it_covers_where_images_repeat_lesions_and_delong_does_not() -> None:
    random = np.random.default_rng(5)
    groups = np.repeat(np.arange(90), 4)
    by_groups = by_images = 0
    for repeat in range(150):
        positive, lesion = two_normals(random, 40, 50)
        score = lesion[groups] + 1e-6 * random.normal(size=len(groups))  # views hardly differ
        honest = of_auc(positive[groups], score, groups, repeat)
        naive = intervals.delong(positive[groups], score)
        assert honest.low is not None
        assert honest.high is not None
        assert naive.low is not None
        assert naive.high is not None
        by_groups += honest.low <= TRUE_AUC <= honest.high
        by_images += naive.low <= TRUE_AUC <= naive.high
    assert 0.89 <= by_groups / 150 <= 0.99
    assert by_images / 150 < 0.8


def test_around_a_number_the_logit_scale_is_even_and_never_left() -> None:
    """In the middle of the scale, error e and 11 groups: logit 0.5 ± t(10) · e / 0.25."""
    values = np.array([0.45, 0.55] * 1_000)
    reach = 2.2281388520 * values.std(ddof=1) / 0.25
    found = bootstrap.around(0.5, values, top=1.0, groups=11)
    assert found.low == pytest.approx(1 / (1 + np.exp(reach)), abs=1e-9)
    assert found.high == pytest.approx(1 / (1 + np.exp(-reach)), abs=1e-9)
    fifth = bootstrap.around(0.1, values / 5, top=0.2, groups=11)
    assert (fifth.low, fifth.high) == pytest.approx((found.low / 5, found.high / 5))
    near = bootstrap.around(0.98, values + 0.45, top=1.0, groups=3)
    assert near.low is not None
    assert near.high is not None
    assert 0 < near.low < 0.98 < near.high < 1
    assert bootstrap.around(1.0, values, top=1.0, groups=11) == intervals.UNDEFINED
    nowhere = np.where(np.arange(2_000) % 3, np.nan, values)
    assert bootstrap.around(0.5, nowhere, top=1.0, groups=11) == intervals.UNDEFINED


def plainly(positive: np.ndarray, score: np.ndarray) -> list[float | None]:
    """What a resample measures, in the order of its fields, by the functions of the whole."""
    return [
        roc_auc_score(positive, score),
        average_precision_score(positive, score),
        challenge.partial_auc(positive, score),
        challenge.auc_sens_80(positive, score),
    ]


def test_each_measure_equals_a_plain_loop_over_the_same_draws() -> None:
    random = np.random.default_rng(6)
    groups = np.unique(random.integers(0, 16, 80), return_inverse=True)[1]
    positive = random.random(80) < 0.4
    score = random.normal(size=80) + positive
    counts = next(bootstrap.drawn(int(groups.max()) + 1, 7))
    fast = bootstrap.Ranked.of(positive, score, groups).measured(counts)
    for column in range(60):
        taken = np.repeat(np.arange(80), counts[:, column].astype(int)[groups])
        ours, theirs = positive[taken], score[taken]
        assert fast[:, column] == pytest.approx(plainly(ours, theirs), abs=1e-6)


def test_ties_count_one_half_and_are_taken_together() -> None:
    random = np.random.default_rng(6)
    positive = random.random(60) < 0.5
    score = (random.normal(size=60) + positive).round(1)
    counts = next(bootstrap.drawn(60, 7))
    fast = bootstrap.Ranked.of(positive, score, np.arange(60)).measured(counts)
    for column in range(40):
        taken = np.repeat(np.arange(60), counts[:, column].astype(int))
        ours, theirs = positive[taken], score[taken]
        assert fast[:, column] == pytest.approx(plainly(ours, theirs), abs=1e-6)


def test_a_resample_of_each_image_once_measures_what_is_measured_of_the_images() -> None:
    """Also of few images, and of scores that are one, two, eleven or 101 different ones."""
    random = np.random.default_rng(12)
    seen = 0
    for _ in range(400):
        positive = random.random(int(random.integers(2, 60))) < 0.4
        score = random.random(len(positive)).round(random.integers(0, 3)) * random.integers(0, 2)
        if positive.all() or not positive.any():
            continue
        ranked = bootstrap.Ranked.of(positive, score, np.arange(len(positive)))
        once = ranked.measured(np.ones((len(positive), 1), np.float32))[:, 0]
        assert once[2] == pytest.approx(challenge.partial_auc(positive, score), abs=1e-9)
        assert once[3] == pytest.approx(challenge.auc_sens_80(positive, score), abs=1e-9)
        seen += 1
    assert seen > 300


def test_it_is_seeded() -> None:
    random = np.random.default_rng(8)
    positive, score, groups = random.random(80) < 0.5, random.random(80), np.arange(80) // 2
    first, again, other = (of_auc(positive, score, groups, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_it_agrees_with_delong_where_every_image_is_a_group() -> None:
    positive, score = two_normals(np.random.default_rng(9), 300, 400)
    resampled = of_auc(positive, score, np.arange(700), 0)
    exact = intervals.delong(positive, score)
    assert resampled.low == pytest.approx(exact.low, abs=0.005)
    assert resampled.high == pytest.approx(exact.high, abs=0.005)


def test_ten_thousand_images_of_seven_classes_take_seconds() -> None:
    random = np.random.default_rng(10)
    labels, scores = random.integers(0, 7, 10_000), random.random((10_000, 7))
    started = time.process_time()
    bootstrap.resample(labels, scores, random.integers(0, 7_500, 10_000), range(7), seed=0)
    assert time.process_time() - started <= 5


def test_where_most_resamples_miss_a_class_it_is_undefined() -> None:
    labels = np.array([0, 1, *([2] * 30)])
    scores = np.random.default_rng(11).random((32, 3))
    found = bootstrap.resample(labels, scores, np.arange(32), [0, 1, 2], seed=0)
    assert bootstrap.percentile(found.auc.mean(axis=0)) == intervals.UNDEFINED
