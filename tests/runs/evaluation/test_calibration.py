"""Calibration against scikit-learn, and that a temperature mends what it can and no more."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.special import expit, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss

from runs.evaluation import calibration


def right_chances(n: int, classes: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits whose softmax is the true chance of each class, and classes drawn by it."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 1.5, (n, classes))
    drawn = softmax(logits, axis=1).cumsum(axis=1) > random.random((n, 1))
    return drawn.argmax(axis=1), logits


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("too_sure", [0.5, 1.0, 3.0])
def test_the_temperature_finds_how_much_too_sure_scores_are(classes: int, too_sure: float) -> None:
    labels, logits = right_chances(20_000, classes, 1)
    scores = softmax(too_sure * logits, axis=1)
    found = calibration.temperature(labels, scores)
    assert found == pytest.approx(too_sure, rel=0.05)
    told = calibration.calibration(labels, scores, np.arange(len(labels)), found)
    assert told["after"]["ece"] < 0.015
    assert told["after"]["log_loss"] <= told["before"]["log_loss"]
    if too_sure != 1.0:
        assert told["before"]["ece"] > 0.05
        assert told["after"]["brier"] < told["before"]["brier"]
    json.dumps(told, allow_nan=False)


def test_the_temperature_of_two_classes_is_a_logistic_regression_without_intercept() -> None:
    labels, logits = right_chances(500, 2, 2)
    apart = 2.0 * (logits[:, 1] - logits[:, 0])
    scores = np.column_stack([expit(-apart), expit(apart)])
    slope = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10).fit(apart[:, None], labels)
    assert calibration.temperature(labels, scores) == pytest.approx(1 / slope.coef_[0, 0], rel=1e-5)


def test_no_temperature_where_none_can_be_told() -> None:
    labels = np.array([0, 0, 1, 1])
    apart = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.3, 0.7]])
    assert calibration.temperature(labels, apart) is None  # colder is always better
    assert calibration.temperature(np.zeros(4, dtype=int), apart) is None
    assert calibration.calibration(labels, apart, np.arange(4), None)["after"] is None
    alike = np.full((4, 2), 0.5)
    assert calibration.temperature(labels, alike) == 1.0


def test_brier_and_log_loss_equal_scikit_learn() -> None:
    labels, logits = right_chances(300, 2, 3)
    scores = softmax(logits, axis=1)
    told = calibration.measured(labels, scores, np.arange(300))
    assert told["brier"] == pytest.approx(brier_score_loss(labels, scores[:, 1]), abs=1e-12)
    assert told["log_loss"] == pytest.approx(log_loss(labels, scores), abs=1e-9)
    several, logits = right_chances(300, 3, 3)
    scores = softmax(logits, axis=1)
    expected = brier_score_loss(several, scores, scale_by_half=False)
    told = calibration.measured(several, scores, np.arange(300))
    assert told["brier"] == pytest.approx(expected, abs=1e-12)


def test_ece_and_bins_counted_by_hand() -> None:
    score = (np.arange(30) + 0.5) / 30
    hit = np.arange(30) % 2 == 0
    bins = calibration.reliability(score, hit, np.arange(30), 15)
    assert [one["images"] for one in bins] == [2] * 15
    assert [one["share"] for one in bins] == [0.5] * 15
    scores = np.column_stack([1 - score, score])
    told = calibration.measured(hit.astype(int), scores, np.arange(30))
    assert told["ece"] == pytest.approx(np.mean(np.abs((np.arange(15) * 2 + 1) / 30 - 0.5)))


@pytest.mark.parametrize(("images", "bins"), [(30, 5), (100, 5), (200, 10), (299, 14), (300, 15)])
def test_on_few_images_the_curve_has_fewer_bins_and_the_ece_as_many(images: int, bins: int) -> None:
    random = np.random.default_rng(0)
    score = random.random(images)
    labels = (random.random(images) < score).astype(int)
    told = calibration.measured(labels, np.column_stack([1 - score, score]), np.arange(images))
    assert len(told["bins"]) == bins
    assert sum(one["images"] for one in told["bins"]) == images
    narrow = calibration.reliability(score, labels == 1, np.arange(images), 15)
    gaps = [abs(one["score"] - one["share"]) * one["images"] for one in narrow]
    assert told["ece"] == pytest.approx(sum(gaps) / images, abs=1e-12)


def test_equal_scores_stay_in_one_bin_and_lesions_are_counted() -> None:
    score = np.repeat([0.1, 0.9], 30)
    bins = calibration.reliability(score, score > 0.5, np.arange(60) // 3, 15)
    assert [(one["images"], one["groups"]) for one in bins] == [(30, 10), (30, 10)]
    assert bins[1]["share"] == bins[1]["high"] == 1.0
    assert bins[1]["low"] == pytest.approx(0.7225, abs=1e-3)  # of 10, not of 30


def test_zeros_and_a_single_image_do_no_harm() -> None:
    labels = np.arange(60) % 2
    scores = np.eye(2)[labels]
    scores[0] = [0.0, 1.0]  # one sure mistake
    found = calibration.temperature(labels, scores)
    assert found is not None
    assert found > 2
    told = calibration.calibration(labels[:1], scores[:1], np.arange(1), found)
    assert told["before"]["ece"] == 1.0
    assert told["after"]["ece"] < 1.0
