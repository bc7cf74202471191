"""A point that follows its scores to a temperature: which images it flags, and what is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from points import chosen

from runs.operating.applying import at as worth_at
from runs.operating.counting import curve, flagged
from runs.operating.moving import moved, threshold_at
from runs.operating.point import HIGHEST
from runs.operating.rules import Kind, Rule, threshold_of
from runs.operating.scored import Scored
from runs.tempering import tempered

TEMPERATURES = (0.3, 0.8, 1.0, 1.7, 4.0)


def study(classes: int, seed: int = 0, images: int = 240) -> Scored:
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, images)
    logits = random.normal(0, 2, (images, classes)) + 2 * np.eye(classes)[labels]
    odds = np.exp(logits)
    names = tuple(f"class {number}" for number in range(classes))
    return Scored(names, odds / odds.sum(axis=1, keepdims=True), labels, np.arange(images))


RULES = [
    Rule(Kind.SENSITIVITY, 0.9), Rule(Kind.SPECIFICITY, 0.8), Rule(Kind.YOUDEN),
    Rule(Kind.MISS_COSTS, 10), Rule(Kind.BY_HAND, 0.37),
]  # fmt: skip


@pytest.mark.parametrize("at", TEMPERATURES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.kind))
def test_of_two_classes_every_image_is_decided_as_before(rule: Rule, at: float) -> None:
    images = study(2)
    point = chosen(images, ("class 1",), rule)
    later, said = moved(point, images, at)
    fresh = study(2, seed=1, images=3000)  # images that no threshold was chosen on
    for one in (images, fresh):
        before = flagged(one.sides(point.positive), point.threshold)
        after = flagged(one.at_temperature(at).sides(point.positive), later.threshold)
        assert (before == after).all()
    assert later.validation == point.validation
    assert said.startswith(f"The threshold of {point.threshold:.3f} was moved along")
    assert said.endswith("It decides every validation image as before.")
    assert later.rule.kind is rule.kind
    if rule.kind is Kind.BY_HAND:
        assert later.rule.value == later.threshold != rule.value or at == 1


@given(st.floats(1e-6, 1 - 1e-6), st.floats(0.1, 10), st.integers(0, 1000))
def test_a_moved_threshold_divides_scores_as_before(threshold: float, at: float, seed: int) -> None:
    score = np.random.default_rng(seed).uniform(1e-6, 1 - 1e-6, 50)
    score = score[np.abs(score - threshold) > 1e-9]
    images = Scored(
        ("a", "b"), np.column_stack([1 - score, score]), np.zeros(len(score), np.int64),
        np.arange(len(score)),
    )  # fmt: skip
    after = replace(images, scores=tempered(images.scores, at)).sides(("b",))  # no rounding
    to = threshold_at(threshold, at)
    apart = after.score != to  # so near to 0 or 1 float64 tells them apart no more
    assert (flagged(after, to) == (score >= threshold))[apart].all()


@pytest.mark.parametrize("end", [0.0, HIGHEST])
def test_all_stay_flagged_and_none_does(end: float) -> None:
    assert threshold_at(end, 3.0) == end


@pytest.mark.parametrize("rule", RULES[:4], ids=lambda rule: str(rule.kind))
def test_of_several_classes_the_rule_chooses_anew(rule: Rule) -> None:
    images = study(5)
    point = chosen(images, ("class 1", "class 3"), rule)
    later, said = moved(point, images, 2.5)
    sides = images.at_temperature(2.5).sides(point.positive)
    assert later.threshold == threshold_of(curve(sides), rule)
    assert later.validation == worth_at(sides, later.threshold, None)
    otherwise: Any = flagged(sides, later.threshold) != flagged(
        images.sides(point.positive), point.threshold
    )
    assert "was chosen anew on the 240 validation images, by the same rule" in said
    assert f"decides {otherwise.sum()} validation image" in said
    assert 0 < otherwise.sum() < 40


def test_of_several_classes_a_threshold_by_hand_flags_as_many() -> None:
    images = study(5)
    point = chosen(images, ("class 1", "class 3"), Rule(Kind.BY_HAND, 0.4))
    later, said = moved(point, images, 2.5)
    sides = images.at_temperature(2.5).sides(point.positive)
    count = flagged(images.sides(point.positive), 0.4).sum()
    assert flagged(sides, later.threshold).sum() == count
    assert later.rule == Rule(Kind.BY_HAND, later.threshold)
    assert "so that it flags as many validation images" in said
    none = point.model_copy(update={"threshold": 1.0})
    assert flagged(sides, moved(none, images, 2.5)[0].threshold).sum() == 0
