"""Average precision and its curve, against scikit-learn and against each other."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from runs.evaluation import precision_recall


def test_headline_is_of_the_second_class_or_the_mean() -> None:
    random = np.random.default_rng(0)
    labels, scores = random.integers(0, 4, 300), random.dirichlet(np.ones(4), 300)
    expected = np.mean([average_precision_score(labels == k, scores[:, k]) for k in range(4)])
    assert precision_recall.headline(labels, scores) == pytest.approx(expected, abs=1e-12)
    two = labels % 2
    assert precision_recall.headline(two, scores[:, :2]) == pytest.approx(
        average_precision_score(two, scores[:, 1]), abs=1e-12
    )
    assert precision_recall.headline(np.zeros(300, dtype=int), scores) is None


def test_each_point_is_what_its_threshold_gives() -> None:
    positive = np.array([True, True, False, True, False])
    score = np.array([0.9, 0.8, 0.8, 0.6, 0.1])
    points = precision_recall.points(positive, score)
    assert points is not None
    assert (points["recall"][0], points["precision"][0], points["thresholds"][0]) == (0, 1, None)
    for recall, precision, threshold in list(zip(*points.values(), strict=True))[1:]:
        called = score >= threshold
        assert called[positive].mean() == pytest.approx(recall)
        assert positive[called].mean() == pytest.approx(precision)


def test_a_thinned_curve_keeps_its_area() -> None:
    random = np.random.default_rng(1)
    positive = random.random(20_000) < 0.3
    score = random.normal(size=20_000) + positive
    points = precision_recall.points(positive, score)
    assert points is not None
    recall, precision = np.array(points["recall"]), np.array(points["precision"])
    assert len(recall) == len(precision) == len(points["thresholds"]) <= 500
    area = np.sum(np.diff(recall) * precision[1:])
    assert area == pytest.approx(average_precision_score(positive, score), abs=2e-3)
    assert precision_recall.points(np.ones(3, dtype=bool), np.arange(3.0)) is None


def test_the_macro_curve_has_about_the_macro_average_precision() -> None:
    random = np.random.default_rng(2)
    labels = random.integers(0, 3, 2_000)
    scores = random.dirichlet(np.ones(3), 2_000) + np.eye(3)[labels] * 0.3
    points = precision_recall.macro(labels, scores)
    assert points is not None
    area = np.mean(points["precision"][1:])
    assert area == pytest.approx(precision_recall.headline(labels, scores), abs=5e-3)
    assert precision_recall.macro(np.zeros(5, dtype=int), scores[:5]) is None
