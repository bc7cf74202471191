"""Single numbers against scikit-learn and against cases counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import balanced_accuracy_score, log_loss, recall_score, roc_auc_score

from runs.evaluation import metrics


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=2, max_size=60))
def test_auc_equals_scikit_learn_ties_counted_half(pairs: list[tuple[bool, int]]) -> None:
    positive = np.array([side for side, _ in pairs])
    score = np.array([value for _, value in pairs], dtype=float)
    ours = metrics.auc(positive, score)
    if positive.all() or not positive.any():
        assert ours is None
    else:
        assert ours == pytest.approx(roc_auc_score(positive, score), abs=1e-12)


def test_macro_auc_equals_scikit_learn() -> None:
    random = np.random.default_rng(0)
    scores = random.dirichlet(np.ones(4), size=300)
    labels = random.integers(0, 4, 300)
    expected = roc_auc_score(labels, scores, multi_class="ovr", average="macro")
    assert metrics.headline_auc(labels, scores) == pytest.approx(expected, abs=1e-12)


def test_headline_of_two_classes_is_the_auc_of_the_second() -> None:
    scores = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])
    assert metrics.headline_auc(np.array([0, 1, 0]), scores) == 1.0
    assert metrics.headline_auc(np.array([1, 0, 0]), scores) == 0.0


def test_a_missing_class_leaves_the_macro_auc_undefined() -> None:
    scores = np.full((4, 3), 1 / 3)
    assert metrics.headline_auc(np.array([0, 1, 0, 1]), scores) is None
    assert metrics.one_vs_rest(np.array([0, 1, 0, 1]), scores) == [0.5, 0.5, None]


def test_shares_of_a_table_counted_by_hand() -> None:
    labels = np.array([0, 0, 0, 1, 1, 2, 2, 2])
    decided = np.array([0, 0, 1, 1, 2, 2, 2, 0])
    table = metrics.confusion(labels, decided, classes=3)
    assert table.tolist() == [[2, 1, 0], [0, 1, 1], [1, 0, 2]]
    assert metrics.sensitivity(table, 0) == pytest.approx(2 / 3)
    assert metrics.specificity(table, 0) == pytest.approx(4 / 5)
    assert metrics.specificity(table, 2) == pytest.approx(4 / 5)
    assert metrics.balanced_accuracy(table) == pytest.approx(
        balanced_accuracy_score(labels, decided)
    )
    assert metrics.sensitivity(table, 1) == recall_score(labels, decided, labels=[1], average=None)


def test_what_has_no_image_is_undefined_not_perfect() -> None:
    table = metrics.confusion(np.array([0, 0]), np.array([0, 1]), classes=2)
    assert metrics.sensitivity(table, 1) is None
    assert metrics.specificity(table, 0) is None
    assert metrics.specificity(table, 1) == 0.5
    assert metrics.balanced_accuracy(table) is None


def test_roc_goes_corner_to_corner_and_keeps_its_area_when_thinned() -> None:
    random = np.random.default_rng(1)
    positive = random.random(20_000) < 0.3
    score = random.normal(size=20_000) + positive
    points = metrics.roc_points(positive, score)
    assert points is not None
    fpr, tpr = np.array(points["fpr"], dtype=float), np.array(points["tpr"], dtype=float)
    assert len(fpr) == len(tpr) == len(points["thresholds"]) <= 500
    assert (fpr[0], tpr[0], fpr[-1], tpr[-1]) == (0, 0, 1, 1)
    assert points["thresholds"][0] is None
    assert np.trapezoid(tpr, fpr) == pytest.approx(metrics.auc(positive, score), abs=1e-3)


def test_a_roc_threshold_gives_its_point() -> None:
    positive = np.array([True, True, False, True, False])
    score = np.array([0.9, 0.8, 0.7, 0.6, 0.1])
    points = metrics.roc_points(positive, score)
    assert points is not None
    for fpr, tpr, threshold in zip(*points.values(), strict=True):
        called = score >= (np.inf if threshold is None else threshold)
        assert called[positive].mean() == pytest.approx(tpr)
        assert called[~positive].mean() == pytest.approx(fpr)


def test_macro_roc_has_about_the_macro_auc() -> None:
    random = np.random.default_rng(2)
    labels = random.integers(0, 3, 600)
    scores = random.dirichlet(np.ones(3), 600) + np.eye(3)[labels] * 0.3
    points = metrics.macro_roc(labels, scores)
    assert points is not None
    area = np.trapezoid(np.array(points["tpr"]), np.array(points["fpr"]))
    assert area == pytest.approx(metrics.headline_auc(labels, scores), abs=5e-3)
    assert metrics.macro_roc(np.zeros(5, dtype=int), scores[:5]) is None


def test_loss_equals_scikit_learn_and_stays_finite() -> None:
    random = np.random.default_rng(3)
    scores, labels = random.dirichlet(np.ones(3), 100), random.integers(0, 3, 100)
    assert metrics.log_loss(labels, scores) == pytest.approx(log_loss(labels, scores), rel=1e-9)
    assert metrics.log_loss(np.array([0]), np.array([[0.0, 1.0]])) == pytest.approx(
        16.118, abs=1e-3
    )
