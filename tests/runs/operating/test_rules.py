"""Rules do what they say, held against counting by hand over every possible threshold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.operating.counting import Curve, curve, flagged
from runs.operating.errors import OperatingPointError, PointCallError
from runs.operating.rules import Kind, Rule, threshold_of
from runs.operating.scored import Sides

SCORES = st.one_of(
    st.integers(0, 20).map(lambda n: n / 20),
    st.floats(0, 1, allow_subnormal=False),
    st.just(float(np.nextafter(0.5, 1))),
)


@st.composite
def images(draw: st.DrawFn) -> Sides:
    """Images with ties, scores at 0 and 1 and neighbours in the last digit; both sides there."""
    score = draw(st.lists(SCORES, min_size=2, max_size=40))
    positive = draw(st.lists(st.booleans(), min_size=len(score), max_size=len(score)))
    positive[:2] = [True, False]
    return Sides(np.array(score), np.array(positive), np.arange(len(score)))


def counted(sides: Sides, threshold: float) -> tuple[int, int]:
    """Found and false alarms, one image after another."""
    both = list(zip(sides.score, sides.positive, strict=True))
    hits = [bool(positive) for score, positive in both if score >= threshold]
    return sum(hits), len(hits) - sum(hits)


def every(sides: Sides) -> list[tuple[int, int]]:
    """Every pair of counts that any threshold can give."""
    return [counted(sides, at) for at in [*map(float, sides.score), 2.0]]


@given(images())
def test_counts_are_those_of_counting_by_hand(sides: Sides) -> None:
    told = curve(sides)
    assert told.thresholds[0] == 0.0
    for at, found, alarms in zip(told.thresholds, told.found, told.false_alarms, strict=True):
        assert counted(sides, float(at)) == (found, alarms)
    assert set(every(sides)) == set(zip(told.found, told.false_alarms, strict=True))


@given(images())
def test_sensitivity_never_rises_with_the_threshold(sides: Sides) -> None:
    told = curve(sides)
    assert (np.diff(told.thresholds) > 0).all()
    assert (np.diff(told.sensitivity) <= 0).all()
    assert (np.diff(told.specificity) >= 0).all()
    assert told.thresholds[-1] <= np.nextafter(1.0, 2.0)


@given(images(), st.floats(0, 1))
def test_a_fixed_sensitivity_is_reached_with_the_fewest_false_alarms(
    sides: Sides, target: float
) -> None:
    rule = Rule(Kind.SENSITIVITY, target)
    found, alarms = counted(sides, threshold_of(curve(sides), rule))
    positives = int(sides.positive.sum())
    assert found >= (target - 1e-9) * positives
    enough = [pair for pair in every(sides) if pair[0] >= (target - 1e-9) * positives]
    assert alarms == min(false for _, false in enough)
    assert found == max(hits for hits, false in enough if false == alarms)


@given(images(), st.floats(0, 1))
def test_a_fixed_specificity_is_reached_with_the_most_found(sides: Sides, target: float) -> None:
    rule = Rule(Kind.SPECIFICITY, target)
    found, alarms = counted(sides, threshold_of(curve(sides), rule))
    negatives = int((~sides.positive).sum())
    spared = (1 - target + 1e-9) * negatives
    enough = [pair for pair in every(sides) if pair[1] <= spared]
    assert (found, -alarms) == max((hits, -false) for hits, false in enough)


@given(images())
def test_youden_is_the_highest_of_all(sides: Sides) -> None:
    positives, negatives = int(sides.positive.sum()), int((~sides.positive).sum())

    def index(pair: tuple[int, int]) -> float:
        return pair[0] / positives - pair[1] / negatives

    chosen = counted(sides, threshold_of(curve(sides), Rule(Kind.YOUDEN)))
    assert index(chosen) == pytest.approx(max(map(index, every(sides))))


@given(images(), st.floats(0.01, 100), st.one_of(st.none(), st.floats(0.001, 0.999)))
def test_no_threshold_costs_less(sides: Sides, weight: float, prevalence: float | None) -> None:
    positives, negatives = int(sides.positive.sum()), int((~sides.positive).sum())
    share = positives / (positives + negatives) if prevalence is None else prevalence

    def cost(pair: tuple[int, int]) -> float:
        missed = weight * share * (1 - pair[0] / positives)
        return missed + (1 - share) * pair[1] / negatives

    rule = Rule(Kind.MISS_COSTS, weight)
    chosen = counted(sides, threshold_of(curve(sides), rule, prevalence=prevalence))
    assert cost(chosen) == pytest.approx(min(map(cost, every(sides))), abs=1e-8)


@given(images(), st.floats(0, 1))
def test_by_hand_is_taken_as_it_is(sides: Sides, by_hand: float) -> None:
    threshold = threshold_of(curve(sides), Rule(Kind.BY_HAND, by_hand))
    assert threshold == by_hand
    assert (flagged(sides, threshold) == (sides.score >= by_hand)).all()


def ten() -> Curve:
    """Positives at 0.9, 0.8, 0.7, 0.3; negatives at 0.6, 0.5, 0.4, 0.2, 0.1, 0.1."""
    score = np.array([0.9, 0.8, 0.7, 0.3, 0.6, 0.5, 0.4, 0.2, 0.1, 0.1])
    return curve(Sides(score, np.arange(10) < 4, np.arange(10)))


@pytest.mark.parametrize(
    ("rule", "prevalence", "threshold"),
    [
        (Rule(Kind.SENSITIVITY, 0.75), None, 0.65),
        (Rule(Kind.SENSITIVITY, 0.76), None, 0.25),
        (Rule(Kind.SPECIFICITY, 1.0), None, 0.65),
        (Rule(Kind.SPECIFICITY, 0.5), None, 0.25),
        (Rule(Kind.YOUDEN), None, 0.65),  # 0.75 + 1 against 1 + 0.5
        (Rule(Kind.MISS_COSTS, 10), None, 0.25),  # 10 * 0.4 * 0.25 = 1 against 0.6 * 0.5 = 0.3
        (Rule(Kind.MISS_COSTS, 10), 0.02, 0.65),  # 10 * 0.02 * 0.25 = 0.05 against 0.49
        (Rule(Kind.BY_HAND, 0.5), None, 0.5),
    ],
)
def test_rules_on_ten_images(rule: Rule, prevalence: float | None, threshold: float) -> None:
    assert threshold_of(ten(), rule, prevalence=prevalence) == pytest.approx(threshold)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.SENSITIVITY, 90),
        (Kind.SENSITIVITY, None),
        (Kind.SPECIFICITY, -0.1),
        (Kind.MISS_COSTS, 0.0),
        (Kind.YOUDEN, 0.5),
        (Kind.BY_HAND, 1.5),
        (Kind.BY_HAND, float("nan")),
    ],
)
def test_numbers_that_mean_nothing_are_refused(kind: Kind, value: float | None) -> None:
    with pytest.raises(PointCallError):
        Rule(kind, value)


@pytest.mark.parametrize("prevalence", [0.0, 1.0, 2.0, -0.1])
def test_prevalences_that_are_none_are_refused(prevalence: float) -> None:
    with pytest.raises(PointCallError, match="is no prevalence"):
        threshold_of(ten(), Rule(Kind.YOUDEN), prevalence=prevalence)


@pytest.mark.parametrize(("positive", "side"), [(False, "positive"), (True, "negative")])
def test_one_side_alone_lets_no_rule_choose(positive: bool, side: str) -> None:  # noqa: FBT001
    told = curve(Sides(np.array([0.1, 0.9]), np.array([positive] * 2), np.arange(2)))
    with pytest.raises(OperatingPointError, match=f"No validation image is {side}"):
        threshold_of(told, Rule(Kind.YOUDEN))
