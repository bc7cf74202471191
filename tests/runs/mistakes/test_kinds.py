"""Sure errors, close calls and doubtful labels: which images, in which order, and why."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from runs.mistakes.kinds import (
    FLAGGED,
    LEFT_ALONE,
    label_faults,
    least_sure,
    of_cell,
    surest,
)
from runs.operating.point import OperatingPoint
from runs.operating.rules import Kind as RuleKind
from runs.operating.rules import Rule
from runs.operating.scored import Scored

TWO = ("benign", "malignant")


def scored(*images: tuple[str, int, float]) -> Scored:
    """Images as (id, label, score of the second class)."""
    score = np.array([one[2] for one in images])
    return Scored(
        TWO,
        np.column_stack([1 - score, score]),
        np.array([one[1] for one in images], dtype=np.int64),
        np.arange(len(images)),
        tuple(one[0] for one in images),
    )


def point(threshold: float) -> OperatingPoint:
    return OperatingPoint(
        positive=("malignant",),
        called="malignant",
        threshold=threshold,
        rule=Rule(RuleKind.BY_HAND, threshold),
        chosen_at=datetime.now(UTC),
        validation={"images": 1, "groups": 1, "sensitivity": 1.0, "specificity": 1.0},
    )


IMAGES = scored(
    ("right", 1, 0.9), ("alarm", 0, 0.75), ("missed", 1, 0.05), ("close", 1, 0.55), ("low", 1, 0.3)
)


def test_the_surest_errors_come_first() -> None:
    found = surest(IMAGES, None)
    assert [(one.image_id, one.named) for one in found] == [
        ("missed", "benign"),
        ("alarm", "malignant"),
        ("low", "benign"),
    ]
    assert (found[0].score, found[0].own) == pytest.approx((0.95, 0.05))
    assert not any(one.right for one in found)


def test_at_an_operating_point_it_decides_and_misses_are_not_last() -> None:
    """At 0.2 "low" is flagged rightly; a miss at 0.05 is 3/4 of its side away, 0.75 less."""
    found = surest(IMAGES, point(0.2))
    assert [(one.image_id, one.named) for one in found] == [
        ("missed", LEFT_ALONE),
        ("alarm", FLAGGED),
    ]
    assert found[0].score == pytest.approx(0.05)  # of the positive classes
    (first, *_) = surest(scored(("missed", 1, 0.01), ("alarm", 0, 0.3)), point(0.02))
    assert first.image_id == "missed"  # 0.01 of 0.02, though only 0.01 away; 0.28 of 0.98


def test_the_least_sure_lie_nearest_the_line() -> None:
    assert [one.image_id for one in least_sure(IMAGES, None)][:2] == ["close", "low"]
    near = least_sure(IMAGES, point(0.29))
    assert near[0].image_id == "low"
    assert near[0].right
    assert len(near) == 5


def test_the_images_of_a_cell() -> None:
    assert [one.image_id for one in of_cell(IMAGES, "malignant", "benign")] == ["missed", "low"]
    assert [one.image_id for one in of_cell(IMAGES, "malignant", "malignant")] == [
        "right",
        "close",
    ]
    assert of_cell(IMAGES, "benign", "benign") == []


def test_planted_label_faults_are_found() -> None:
    """Of 300 well told apart 12 labels are exchanged: most are found, and nothing else is."""
    random = np.random.default_rng(7)
    truth = random.integers(0, 3, 300)
    scores = random.dirichlet(np.ones(3), 300) * 0.05 + np.eye(3)[truth] * 0.95
    labels = truth.copy()
    exchanged = random.choice(300, 12, replace=False)
    labels[exchanged] = (labels[exchanged] + 1) % 3
    images = Scored(
        ("a", "b", "c"), scores, labels, np.arange(300), tuple(str(n) for n in range(300))
    )
    found = label_faults(images, np.zeros((300, 3), dtype=np.int64))
    assert {one.row for one in found} <= set(exchanged.tolist())
    assert len(found) >= 10  # whose score reaches the mean of its class
    assert all(one.named == "abc"[truth[one.row]] for one in found)


def test_a_score_below_the_mean_of_its_class_is_no_candidate() -> None:
    """Confident learning: malignant is meant from 0.7 on, the mean of those labelled so."""
    images = scored(
        ("m1", 1, 0.9), ("m2", 1, 0.5), ("mild", 0, 0.6), ("clear", 0, 0.8), ("b", 0, 0.1)
    )
    found = label_faults(images, np.zeros((5, 2), dtype=np.int64))
    assert [one.image_id for one in found] == ["clear", "m2"]  # m2: 0.5 reaches benign's 0.5


def test_where_other_runs_agree_it_stands_first() -> None:
    images = scored(("m", 1, 0.7), ("clear", 0, 0.9), ("also", 0, 0.8), ("b", 0, 0.1))
    votes = np.array([[0, 3], [2, 1], [0, 3], [3, 0]], dtype=np.int64)
    found = label_faults(images, votes)
    assert [(one.image_id, one.agree, one.asked) for one in found] == [
        ("also", 3, 3),
        ("clear", 1, 3),
    ]


def test_a_class_without_an_image_disturbs_nobody() -> None:
    images = scored(("one", 0, 0.2), ("two", 0, 0.9))
    assert label_faults(images, np.zeros((2, 2), dtype=np.int64)) == []
