"""The dictionary that pages and the command line show."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest

from runs.evaluation import evaluate

BINARY = ("benign", "malignant")


def predictions(
    n: int, classes: int, *, lesions: int, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    groups = random.integers(0, lesions, n)
    labels = (groups * 7919 % classes).astype(np.int64)
    scores = random.dirichlet(np.ones(classes), n) + 0.3 * np.eye(classes)[labels]
    return labels, scores / scores.sum(axis=1, keepdims=True), groups


def test_two_classes_with_repeated_lesions() -> None:
    labels, scores, groups = predictions(400, 2, lesions=150)
    told = evaluate(labels, scores, groups, BINARY, seed=1)
    assert told["images"] == 400
    assert told["groups"] == len(np.unique(groups)) < 400
    assert told["auc_low"] < told["auc"] < told["auc_high"]
    assert told["auc_method"] == "bootstrap over groups, 2,000 resamples"
    assert told["auc_of"] == "malignant against benign"
    assert np.array(told["confusion"]).sum() == 400
    assert told["accuracy"] == pytest.approx(np.mean(scores.argmax(axis=1) == labels))
    malignant, benign = told["per_class"]["malignant"], told["per_class"]["benign"]
    assert malignant["sensitivity"] == benign["specificity"]
    assert malignant["auc"] == pytest.approx(told["auc"])
    assert malignant["sensitivity_low"] < malignant["sensitivity"] < malignant["sensitivity_high"]
    assert told["balanced_accuracy"] == pytest.approx(
        (malignant["sensitivity"] + benign["sensitivity"]) / 2
    )
    json.dumps(told, allow_nan=False)


def test_one_image_a_lesion_uses_delong() -> None:
    labels, scores, _ = predictions(200, 2, lesions=200)
    assert evaluate(labels, scores, np.arange(200), BINARY)["auc_method"] == "DeLong"


def test_repeats_of_a_lesion_widen_the_interval_of_sensitivity() -> None:
    labels, scores, _ = predictions(300, 2, lesions=300)
    alone = evaluate(labels, scores, np.arange(300), BINARY)["per_class"]["malignant"]
    repeated = evaluate(labels, scores, np.arange(300) // 3, BINARY)["per_class"]["malignant"]
    assert alone["sensitivity"] == repeated["sensitivity"]
    assert repeated["sensitivity_low"] < alone["sensitivity_low"]


def test_several_classes_have_a_macro_auc_and_a_curve_each() -> None:
    names = ("akiec", "bcc", "mel", "nv")
    labels, scores, groups = predictions(600, 4, lesions=300)
    told = evaluate(labels, scores, groups, names)
    assert told["auc"] == pytest.approx(np.mean([told["per_class"][name]["auc"] for name in names]))
    assert told["auc_low"] < told["auc"] < told["auc_high"]
    assert told["auc_of"] == "macro mean of each class against the rest"
    assert told["per_class"]["mel"]["roc"]["tpr"][-1] == 1.0
    json.dumps(told, allow_nan=False)


@pytest.mark.parametrize("groups", [np.arange(40), np.arange(40) // 2])
def test_perfect_scores_keep_an_open_interval(groups: np.ndarray) -> None:
    labels = (np.arange(40) >= 30).astype(np.int64)
    scores = np.eye(2)[labels]
    told = evaluate(labels, scores, groups, BINARY)
    assert told["auc"] == told["auc_high"] == 1.0
    assert 0.6 < told["auc_low"] < 0.98
    assert told["auc_method"].startswith("Newcombe")


def test_the_majority_share_stands_beside_accuracy() -> None:
    labels = np.array([0, 0, 0, 1])
    told = evaluate(labels, np.tile([0.9, 0.1], (4, 1)), np.arange(4), BINARY)
    assert (told["accuracy"], told["majority_share"]) == (0.75, 0.75)
    assert told["majority_class"] == "benign"
    assert told["auc"] == 0.5
    assert told["per_class"]["malignant"]["sensitivity"] == 0.0


def test_one_class_only_is_undefined_and_said() -> None:
    told = evaluate(np.zeros(5, dtype=int), np.tile([0.9, 0.1], (5, 1)), np.arange(5), BINARY)
    assert told["auc"] is told["auc_low"] is told["balanced_accuracy"] is told["roc"] is None
    assert told["per_class"]["malignant"]["sensitivity"] is None
    assert told["per_class"]["benign"]["specificity_low"] is None
    assert told["notes"] == [
        "No image here is “malignant”: the AUC and balanced accuracy are undefined."
    ]
    json.dumps(told, allow_nan=False)


def test_same_seed_same_document() -> None:
    data = predictions(150, 3, lesions=60)
    names = ("a", "b", "c")
    assert evaluate(*data, names, seed=4) == evaluate(*data, names, seed=4)


@pytest.mark.parametrize(
    ("labels", "scores", "words"),
    [
        (np.zeros(0), np.zeros((0, 2)), "no image"),
        (np.zeros(3), np.zeros((3, 3)), "shape"),
        (np.zeros(3), np.full((3, 2), np.nan), "finite"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    labels: np.ndarray, scores: np.ndarray, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        evaluate(labels, scores, np.arange(len(labels)), BINARY)


def test_seven_classes_of_ten_thousand_images_take_seconds() -> None:
    data = predictions(10_015, 7, lesions=7_470)
    started = time.process_time()
    evaluate(*data, tuple("abcdefg"))
    assert time.process_time() - started <= 10


def test_one_lesion_of_a_class_leaves_the_intervals_of_ranking_undefined() -> None:
    """Resampled, one lesion never varies: the interval would be that of the other class alone."""
    random = np.random.default_rng(0)
    labels = np.r_[np.ones(3, dtype=int), np.zeros(120, dtype=int)]
    groups = np.r_[0, 0, 0, 1 + np.arange(120) // 2]
    score = np.r_[0.7, 0.72, 0.68, random.random(120)]
    told = evaluate(labels, np.column_stack([1 - score, score]), groups, BINARY)
    assert told["auc"] > 0.5
    assert told["auc_low"] is told["average_precision_high"] is None
    assert told["per_class"]["benign"]["auc_low"] is None
    assert [one["low"] is None for one in told["challenge"]] == [False, True, True, True]


def test_one_lesion_of_a_rare_class_leaves_the_mean_open_and_the_other_classes_told() -> None:
    random = np.random.default_rng(0)
    labels = np.r_[np.full(3, 2), random.integers(0, 2, 150)]
    groups = np.r_[0, 0, 0, 1 + np.arange(150)]
    told = evaluate(labels, random.dirichlet(np.ones(3), 153), groups, ("a", "b", "rare"))
    assert told["auc_low"] is told["per_class"]["rare"]["auc_low"] is None
    assert told["per_class"]["a"]["auc_low"] < told["per_class"]["a"]["auc"]
