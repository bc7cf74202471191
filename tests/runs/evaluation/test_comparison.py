"""Which number is tested how, with groups and without, for two classes and several."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from runs.evaluation import metrics, paired
from runs.evaluation.comparison import compare
from runs.evaluation.shares import OWN_POINT, Judged, Point


def scored(random: np.random.Generator, labels: np.ndarray, skill: float) -> np.ndarray:
    positive = 1 / (1 + np.exp(-(skill * (2 * labels - 1) + random.normal(size=len(labels)))))
    return np.column_stack([1 - positive, positive])


def named(rows: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["measure"], row["at"]): row for row in rows}


def test_single_images_are_tested_by_delong_and_mcnemar() -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, 300)
    first, second = scored(random, labels, 0.4), scored(random, labels, 1.2)
    (rows,) = compare(labels, [Judged(first), Judged(second)], np.arange(300))
    area, balanced, sensitivity, specificity = rows
    expected = paired.delong_paired(labels == 1, first[:, 1], second[:, 1])
    assert (area["difference"], area["p"]) == (expected.value, expected.p)
    assert area["word"] == "better"
    assert balanced["method"].startswith("bootstrap")
    shares = (sensitivity["difference"] + specificity["difference"]) / 2
    assert balanced["difference"] == pytest.approx(shares, abs=1e-12)
    side = labels == 1
    by_hand = paired.mcnemar(first[side, 1] > 0.5, second[side, 1] > 0.5)
    assert (sensitivity["p"], sensitivity["low"]) == (by_hand.p, by_hand.low)
    assert area["smallest"] == pytest.approx(
        (1.959964 + 0.841621) * (expected.error or 0), rel=1e-5
    )


def test_images_of_one_lesion_are_resampled_together() -> None:
    random = np.random.default_rng(1)
    lesion = np.repeat(np.arange(80), 3)
    labels = (np.arange(80) % 2)[lesion]
    one, two = (scored(random, np.arange(80) % 2, 0.8)[lesion] for _ in range(2))
    (rows,) = compare(labels, [Judged(one), Judged(two)], lesion, seed=4)
    assert all(row["method"].startswith("bootstrap of the difference") for row in rows)
    (again,) = compare(labels, [Judged(one), Judged(two)], lesion, seed=4)
    (other,) = compare(labels, [Judged(one), Judged(two)], lesion, seed=5)
    assert rows == again
    assert rows != other
    naive = paired.delong_paired(labels == 1, one[:, 1], two[:, 1])
    assert naive.low is not None
    assert naive.high is not None
    width = rows[0]["high"] - rows[0]["low"]
    assert width == pytest.approx(np.sqrt(3) * (naive.high - naive.low), rel=0.15)


def test_the_cluster_bootstrap_agrees_with_delong_where_groups_are_single() -> None:
    random = np.random.default_rng(2)
    labels = random.integers(0, 2, 500)
    first, second = scored(random, labels, 0.6), scored(random, labels, 0.8)
    exact = compare(labels, [Judged(first), Judged(second)], np.arange(500))[0][0]
    twice = np.r_[labels, labels[:1]]  # one lesion with two equal images
    groups = np.r_[np.arange(500), 0]
    more = [Judged(np.r_[one, one[:1]]) for one in (first, second)]
    near = compare(twice, more, groups)[0][0]
    assert near["method"].startswith("bootstrap")
    for key in ("difference", "low", "high", "smallest"):
        assert near[key] == pytest.approx(exact[key], abs=0.006)


def test_resampled_shares_equal_a_plain_loop() -> None:
    from runs.evaluation.bootstrap import drawn
    from runs.evaluation.resampled_together import Resamples
    from runs.evaluation.shares import at_highest

    random = np.random.default_rng(3)
    labels, groups = random.integers(0, 3, 60), random.integers(0, 20, 60)
    _, codes = np.unique(groups, return_inverse=True)
    scores = [random.dirichlet(np.ones(3), 60) for _ in range(2)]
    shares = at_highest(labels, scores)
    found = Resamples(labels, scores, codes, shares, 9).shares(shares[0])
    counts = next(drawn(int(codes.max()) + 1, 9))
    for row in range(30):
        taken = np.repeat(np.arange(60), counts[:, row].astype(int)[codes])
        for which in range(2):
            table = metrics.confusion(labels[taken], scores[which][taken].argmax(1), classes=3)
            assert found[which, row] == pytest.approx(metrics.balanced_accuracy(table), abs=1e-12)


def test_several_classes_are_compared_by_the_macro_auc() -> None:
    random = np.random.default_rng(4)
    labels = random.integers(0, 4, 400)
    noise = [random.normal(size=(400, 4)) for _ in range(2)]
    first, second = (
        np.exp(skill * np.eye(4)[labels] + one) for skill, one in zip((0.5, 2), noise, strict=True)
    )
    first, second = (one / one.sum(axis=1, keepdims=True) for one in (first, second))
    (rows,) = compare(labels, [Judged(first), Judged(second)], np.arange(400))
    assert [row["measure"] for row in rows] == ["auc", "balanced_accuracy"]
    assert rows[0]["value"] == metrics.headline_auc(labels, second)
    assert [row["word"] for row in rows] == ["better", "better"]


def test_each_runs_own_point_counts_where_both_have_one_of_the_same_classes() -> None:
    random = np.random.default_rng(5)
    labels = random.integers(0, 2, 200)
    one, two = scored(random, labels, 1), scored(random, labels, 1)
    low, high = Point(frozenset({1}), 0.2), Point(frozenset({1}), 0.8)
    other = Point(frozenset({0}), 0.8)
    told = compare(
        labels,
        [Judged(one, low), Judged(two, high), Judged(two, other), Judged(two)],
        np.arange(200),
    )
    at_points = named(told[0])["sensitivity", OWN_POINT]
    side = labels == 1
    assert at_points["reference"] == (one[side, 1] >= 0.2).mean()
    assert at_points["value"] == (two[side, 1] >= 0.8).mean()
    assert at_points["word"] == "worse"
    assert named(told[0])["specificity", OWN_POINT]["word"] == "better"
    assert [len(rows) for rows in told] == [6, 4, 4]


def test_more_than_two_are_adjusted_for_each_other() -> None:
    random = np.random.default_rng(6)
    labels = random.integers(0, 2, 250)
    judged = [Judged(scored(random, labels, skill)) for skill in (0.7, 0.9, 1.0, 1.1)]
    told = compare(labels, judged, np.arange(250))
    areas = [rows[0] for rows in told]
    assert [row["p_adjusted"] for row in areas] == paired.holm([row["p"] for row in areas])
    alone = compare(labels, [judged[0], judged[1]], np.arange(250))[0][0]
    assert alone["p_adjusted"] == alone["p"] == areas[0]["p"]
    assert areas[0]["smallest"] == pytest.approx(alone["smallest"] * 3.2356 / 2.8016, rel=1e-3)


def test_a_missing_class_leaves_all_undefined() -> None:
    scores = np.random.default_rng(7).dirichlet(np.ones(2), 30)
    (rows,) = compare(np.zeros(30, int), [Judged(scores), Judged(scores[::-1])], np.arange(30))
    area, balanced, sensitivity, specificity = (row["word"] for row in rows)
    assert (area, balanced, sensitivity) == ("undefined",) * 3
    assert specificity != "undefined"


def test_the_cluster_test_holds_its_level_and_one_by_images_does_not() -> None:
    random = np.random.default_rng(8)
    lesion = np.repeat(np.arange(60), 4)
    truth = np.arange(60) % 2
    by_groups = by_images = 0
    for repeat in range(120):
        one, two = (scored(random, truth, 0.7)[lesion] for _ in range(2))
        labels = truth[lesion]
        (rows,) = compare(labels, [Judged(one), Judged(two)], lesion, seed=repeat)
        by_groups += rows[0]["p"] < 0.05
        by_images += (paired.delong_paired(labels == 1, one[:, 1], two[:, 1]).p or 1) < 0.05
    assert by_groups / 120 <= 0.1
    assert by_images / 120 > 0.2


def test_ten_thousand_images_of_three_runs_take_seconds() -> None:
    random = np.random.default_rng(9)
    labels = random.integers(0, 2, 10_000)
    judged = [Judged(scored(random, labels, 1)) for _ in range(3)]
    began = time.process_time()
    compare(labels, judged, random.integers(0, 7_500, 10_000))
    assert time.process_time() - began < 15


def test_one_lesion_of_a_class_makes_no_run_worse() -> None:
    random = np.random.default_rng(0)
    labels = np.r_[np.ones(3, dtype=int), np.zeros(120, dtype=int)]
    lesion = np.r_[0, 0, 0, 1 + np.arange(120) // 2]
    one, two = (np.r_[first, random.random(120)] for first in ([0.7, 0.72, 0.68], [0.6, 0.4, 0.4]))
    judged = [Judged(np.column_stack([1 - score, score])) for score in (one, two)]
    (rows,) = compare(labels, judged, lesion)
    words = {row["measure"]: row["word"] for row in rows}
    assert words.pop("specificity") == "not distinguishable"
    assert set(words.values()) == {"undefined"}
    assert rows[0]["method"] == "undefined: too few groups of a class"


def test_a_perfect_run_is_not_said_to_rank_as_one_that_says_nothing() -> None:
    labels = np.arange(30) % 2
    nothing, perfect = np.full((30, 2), 0.5), np.eye(2)[labels]
    (rows,) = compare(labels, [Judged(nothing), Judged(perfect)], np.arange(30))
    assert rows[0]["difference"] == 0.5
    assert "alike" not in rows[0]["method"]


def test_above_every_score_nothing_is_flagged_whatever_the_last_digit_of_a_sum() -> None:
    """Three float32 scores may add up to a little more than 1."""
    scores = np.array([[0.6, 0.4000001, 0.0]])
    assert not Point(frozenset({0, 1}), np.nextafter(1.0, 2.0)).flagged(scores).any()
