"""Shares, Bayes and intervals, against counts by hand, scipy, and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from runs.operating.errors import PointCallError
from runs.operating.measures import measured, predictive
from runs.operating.scored import Scored, Sides


def of_counts(found: int, positives: int, left_alone: int, negatives: int) -> dict[str, float]:
    """Numbers from a table of four, one image a lesion."""
    positive = np.arange(positives + negatives) < positives
    flagged = np.r_[np.arange(positives) < found, np.arange(negatives) >= left_alone]
    sides = Sides(flagged.astype(float), positive, np.arange(len(positive)))
    return measured(sides, flagged)


def test_the_example_of_the_page() -> None:
    told = of_counts(45, 50, 80, 100)
    assert (told["sensitivity"], told["specificity"]) == (0.9, 0.8)
    for name, k, n in (("sensitivity", 45, 50), ("specificity", 80, 100)):
        expected = binomtest(k, n).proportion_ci(method="wilson")
        assert told[f"{name}_low"] == pytest.approx(expected.low, abs=1e-12)
        assert told[f"{name}_high"] == pytest.approx(expected.high, abs=1e-12)
    at = predictive(told, 0.02)
    # Of 1,000 lesions 20 are positive, 18 of them flagged; of 980 others 196 are.
    assert at["ppv"] == pytest.approx(18 / 214)
    assert at["flagged_per_true_positive"] == pytest.approx(214 / 18)
    assert at["npv"] == pytest.approx(784 / 786)


def test_images_of_one_lesion_are_no_new_evidence() -> None:
    positive = np.arange(150) < 50
    flagged = np.r_[np.arange(50) < 45, np.arange(100) >= 80]
    alone = measured(Sides(flagged.astype(float), positive, np.arange(150)), flagged)
    thrice = measured(
        Sides(np.tile(flagged, 3).astype(float), np.tile(positive, 3), np.tile(np.arange(150), 3)),
        np.tile(flagged, 3),
    )
    assert (thrice["images"], thrice["groups"], thrice["positive_groups"]) == (450, 150, 50)
    ends = [f"{name}{end}" for name in ("sensitivity", "specificity") for end in ("_low", "_high")]
    assert [thrice[end] for end in ends] == [alone[end] for end in ends]


def test_empty_denominators_are_undefined() -> None:
    no_positive = of_counts(0, 0, 8, 10)
    assert no_positive["sensitivity"] is None
    assert no_positive["sensitivity_low"] is None
    told = predictive(no_positive, 0.1)
    assert {told[name] for name in ("ppv", "npv", "flagged_per_true_positive")} == {None}
    nothing_flagged = predictive(of_counts(0, 5, 10, 10), 0.1)
    assert nothing_flagged["ppv"] is None
    assert nothing_flagged["npv"] == pytest.approx(0.9)
    all_flagged = predictive(of_counts(5, 5, 0, 10), 0.1)
    assert all_flagged["npv"] is None
    assert all_flagged["ppv"] == pytest.approx(0.1)


def test_ends_of_the_scale_stay_open() -> None:
    perfect = predictive(of_counts(40, 40, 60, 60), 0.02)
    assert (perfect["ppv"], perfect["npv"]) == (1.0, 1.0)
    assert perfect["ppv_high"] == perfect["npv_high"] == 1.0
    assert 0.1 < perfect["ppv_low"] < 0.5
    assert 0.99 < perfect["npv_low"] < 1.0
    nothing_right = predictive(of_counts(0, 40, 50, 60), 0.02)
    assert nothing_right["ppv"] == nothing_right["ppv_low"] == 0.0
    assert nothing_right["flagged_per_true_positive"] is None
    assert nothing_right["flagged_per_true_positive_high"] is None
    assert nothing_right["flagged_per_true_positive_low"] == pytest.approx(
        1 / nothing_right["ppv_high"]
    )


@given(
    st.integers(1, 60), st.integers(1, 60), st.floats(0, 1), st.floats(0, 1),
    st.floats(0.001, 0.999),
)  # fmt: skip
def test_intervals_hold_their_value_and_stay_within_0_and_1(
    positives: int, negatives: int, caught: float, spared: float, prevalence: float
) -> None:
    told = of_counts(round(caught * positives), positives, round(spared * negatives), negatives)
    at = predictive(told, prevalence)
    for name in ("ppv", "npv"):
        if at[name] is not None:
            assert -1e-12 <= at[f"{name}_low"] <= at[name] + 1e-9
            assert at[name] <= at[f"{name}_high"] + 1e-9 <= 1 + 1e-8


def koopman(k1: int, n1: int, k2: int, n2: int) -> tuple[float, float]:
    """The score interval of a ratio of shares (Koopman, Biometrics 40 (1984)), by bisection."""

    def excess(ratio: float) -> float:
        """The score statistic at a ratio, by the constrained estimate in closed form."""
        a = (n1 + n2) * ratio
        b = -(n1 * ratio + k1 + n2 + k2 * ratio)
        p2 = (-b - math.sqrt(b * b - 4 * a * (k1 + k2))) / (2 * a)
        p1 = ratio * p2
        variance = p1 * (1 - p1) / n1 + ratio**2 * p2 * (1 - p2) / n2
        return (k1 / n1 - ratio * k2 / n2) / math.sqrt(variance)

    def solved(low: float, high: float, z: float) -> float:
        for _ in range(200):
            middle = math.sqrt(low * high)
            low, high = (middle, high) if excess(middle) > z else (low, middle)
        return low

    estimate = (k1 / n1) / (k2 / n2)
    return solved(1e-6, estimate, 1.959964), solved(estimate, 1e6, -1.959964)


@pytest.mark.parametrize("counts", [(45, 50, 80, 100), (260, 300, 270, 360), (15, 20, 150, 200)])
def test_the_interval_is_near_that_of_the_score_method(counts: tuple[int, int, int, int]) -> None:
    found, positives, left_alone, negatives = counts
    told = predictive(of_counts(*counts), 0.02)
    ratios = koopman(found, positives, negatives - left_alone, negatives)
    odds = 0.02 / 0.98
    low, high = (odds * ratio / (1 + odds * ratio) for ratio in ratios)
    assert told["ppv_low"] == pytest.approx(low, rel=0.03)
    assert told["ppv_high"] == pytest.approx(high, rel=0.03)


@pytest.mark.parametrize(
    ("sensitivity", "specificity", "positives", "negatives"),
    [(0.9, 0.8, 100, 300), (0.85, 0.95, 60, 240), (0.95, 0.6, 150, 150)],
)
def test_95_percent_intervals_hold_the_truth_about_95_times_in_100(
    sensitivity: float, specificity: float, positives: int, negatives: int
) -> None:
    random, prevalence = np.random.default_rng(7), 0.02
    odds = prevalence / (1 - prevalence)
    ppv = 1 / (1 + (1 - specificity) / (odds * sensitivity))
    npv = 1 / (1 + odds * (1 - sensitivity) / specificity)
    inside = {"ppv": 0, "npv": 0}
    for _ in range(1000):
        told = of_counts(
            random.binomial(positives, sensitivity), positives,
            random.binomial(negatives, specificity), negatives,
        )  # fmt: skip
        at = predictive(told, prevalence)
        for name, truth in (("ppv", ppv), ("npv", npv)):
            inside[name] += at[f"{name}_low"] <= truth <= at[f"{name}_high"]
    assert 930 <= inside["ppv"] <= 970, inside
    assert 930 <= inside["npv"] <= 970, inside


@pytest.mark.parametrize("prevalence", [0.0, 1.0])
def test_a_prevalence_must_leave_room(prevalence: float) -> None:
    with pytest.raises(PointCallError):
        predictive(of_counts(4, 5, 8, 10), prevalence)


def test_several_classes_can_be_positive_together() -> None:
    scores = np.array([[0.5, 0.3, 0.2], [0.4, 0.3, 0.3], [0.1, 0.2, 0.7]])
    images = Scored(("nv", "mel", "bcc"), scores, np.array([0, 1, 2]), np.arange(3))
    sides = images.sides(("bcc", "mel"))
    assert sides.score == pytest.approx([0.5, 0.6, 0.9])
    assert list(sides.positive) == [False, True, True]
    assert list(images.named_positive(("bcc", "mel"))) == [False, False, True]
    for wrong in ((), ("nv", "mel", "bcc"), ("scc",)):
        with pytest.raises(PointCallError):
            images.sides(wrong)
