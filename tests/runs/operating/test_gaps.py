"""What is told of a point at a temperature is what the exported network decides in float32."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from points import chosen

from runs.evaluation.calibration import temperature
from runs.evaluation.metrics import auc
from runs.operating.counting import flagged
from runs.operating.gaps import gaps
from runs.operating.moving import moved
from runs.operating.point import HIGHEST
from runs.operating.rules import Kind, Rule
from runs.operating.scored import Scored
from runs.tempering import LEAST_SCORE, tempered

RULES = [
    Rule(Kind.SENSITIVITY, 0.9), Rule(Kind.SENSITIVITY, 0.98), Rule(Kind.SPECIFICITY, 0.95),
    Rule(Kind.YOUDEN), Rule(Kind.BY_HAND, 0.5), Rule(Kind.BY_HAND, 1.0),
]  # fmt: skip


def study(classes: int, seed: int, sure: float, images: int = 240) -> Scored:
    """Scores as float32 stores them, of a network whose logits spread by ``sure``."""
    random = np.random.default_rng(seed)
    labels = np.arange(images) % classes
    logits = random.normal(0, sure, (images, classes)) + 1.2 * sure * np.eye(classes)[labels]
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32).astype(np.float64)
    names = tuple(f"class {number}" for number in range(classes))
    return Scored(names, scores, labels, np.arange(images))


def as_exported(scores: NDArray[np.float64], at: float) -> NDArray[np.float64]:
    """The layers of ``chances_form``, all in float32."""
    given = np.maximum(scores.astype(np.float32), np.float32(LEAST_SCORE))
    over = np.log(given) * np.float32(1 / at)
    odds = np.exp(over - over.max(axis=1, keepdims=True))
    said = odds / odds.sum(axis=1, keepdims=True)
    assert said.dtype == np.float32
    return said.astype(np.float64)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([(2, ("class 1",)), (3, ("class 2",)), (3, ("class 1", "class 2"))]),
    st.integers(0, 10**6), st.sampled_from([1.0, 4.0, 8.0, 15.0, 40.0]), st.sampled_from(RULES),
)  # fmt: skip
def test_the_network_in_float32_decides_as_told(
    sides: tuple[int, tuple[str, ...]], seed: int, sure: float, rule: Rule
) -> None:
    classes, positive = sides
    images = study(classes, seed, sure)
    at = temperature(images.labels, images.scores)
    assume(at is not None)
    assert at is not None
    later, said = moved(chosen(images, positive, rule), images, at)
    places = [images.classes.index(name) for name in positive]
    score = [min(1.0, sum(row)) for row in as_exported(images.scores, at)[:, places].tolist()]
    decided = np.array(score) >= later.threshold
    own = np.isin(images.labels, places)
    assert decided[own].mean() == later.validation["sensitivity"]
    assert (~decided)[~own].mean() == later.validation["specificity"]
    before = flagged(images.sides(positive), chosen(images, positive, rule).threshold)
    otherwise = int((decided != before).sum())
    assert ("every validation image as before" in said) is (otherwise == 0)


def test_scores_far_below_a_millionth_are_still_told_apart() -> None:
    random = np.random.default_rng(0)
    logits = np.r_[random.normal(-40, 15, 300), random.normal(-10, 15, 60)]
    labels = np.repeat([0, 1], [300, 60])
    scores = np.column_stack([1 / (1 + np.exp(logits)), 1 / (1 + np.exp(-logits))])
    scores = scores.astype(np.float32).astype(np.float64)
    before = auc(labels == 1, scores[:, 1])
    assert auc(labels == 1, tempered(scores, 3.0)[:, 1]) == pytest.approx(before, abs=2e-4)
    images = Scored(("benign", "bad"), scores, labels, np.arange(360))
    at = temperature(labels, scores)
    assert at is not None
    point = chosen(images, ("bad",), Rule(Kind.SENSITIVITY, 0.95))
    later, said = moved(point, images, at)
    assert later.validation == point.validation
    assert said.endswith("It decides every validation image as before.")


def test_no_threshold_lies_between_scores_that_rounding_may_turn_around() -> None:
    scores = np.array([0.2, 0.5, np.nextafter(np.float32(0.5), np.float32(1)), 0.8])
    images = Scored(
        ("a", "b"), np.column_stack([1 - scores, scores]), np.array([0, 0, 1, 1]), np.arange(4)
    )
    there = gaps(images, ("b",), 1.0)
    assert there.places.tolist() == [0, 1, 3, 4]
    assert there.deciding(np.array([False, False, True, True])) == 1  # one more is flagged
    assert there.deciding(np.array([False, False, False, True])) == 3
    assert there.threshold(3) == pytest.approx(0.65)
    assert there.threshold(3, wished=0.7) == 0.7
    assert there.threshold(3, wished=0.9) == pytest.approx(0.65)
    assert there.threshold(0) == 0
    assert there.threshold(4) == pytest.approx(0.9)
    assert there.joined()[1] == there.joined()[2]


def test_certain_scores_leave_room_for_no_threshold_above() -> None:
    images = Scored(("a", "b"), np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([1, 0]), np.arange(2))
    there = gaps(images, ("b",), 1.0)
    assert there.threshold(2) == HIGHEST
    assert 0 < there.threshold(1) < 1
