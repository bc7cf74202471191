"""Subgroups against the numbers of their images alone, and that none is left out."""

from __future__ import annotations

import json

import numpy as np
import pytest

from runs.evaluation import evaluate
from runs.evaluation.confirmation import confirmed
from runs.evaluation.subgroups import subgroups
from runs.groupings import AGE_BANDS, age_band

BINARY = ("benign", "malignant")


def drawn(n: int, classes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    groups = random.integers(0, n // 2, n)
    labels = (groups * 7919 % classes).astype(np.int64)
    scores = random.dirichlet(np.ones(classes), n) + 0.4 * np.eye(classes)[labels]
    return labels, scores / scores.sum(axis=1, keepdims=True), groups


def test_a_subgroup_has_the_numbers_of_its_images_alone() -> None:
    labels, scores, groups = drawn(600, 2)
    sexes = np.random.default_rng(1).choice(["female", "male", None], 600, p=[0.5, 0.4, 0.1])
    rows = subgroups(labels, scores, groups, BINARY, {"sex": sexes.tolist()})
    assert [row["value"] for row in rows] == ["female", "male", "not known"]
    assert sum(row["images"] for row in rows) == 600
    for row in rows:
        chosen = np.array([sex or "not known" for sex in sexes]) == row["value"]
        alone = evaluate(labels[chosen], scores[chosen], groups[chosen], BINARY)
        malignant = alone["per_class"]["malignant"]
        assert (row["images"], row["groups"]) == (alone["images"], alone["groups"])
        assert row["positives"] + row["negatives"] == row["images"]
        for name in ("auc", "balanced_accuracy"):
            assert row[name] == pytest.approx(alone[name], abs=1e-12)
        for name in ("sensitivity", "sensitivity_low", "specificity", "specificity_high"):
            assert row[name] == malignant[name]
        assert row["auc_low"] == pytest.approx(alone["auc_low"], abs=0.03)  # formula, bootstrap
        assert row["auc_high"] == pytest.approx(alone["auc_high"], abs=0.03)
    json.dumps(rows, allow_nan=False)


def test_few_counts_lesions_and_not_images() -> None:
    labels = np.repeat([0, 1], 60)
    scores = np.column_stack([1 - labels * 0.5 - 0.1, labels * 0.5 + 0.1])
    sites = {"site": ["back"] * 119 + ["face"]}
    many, _ = subgroups(labels, scores, np.arange(120), BINARY, sites)
    assert not many["few"]
    few, one = subgroups(labels, scores, np.arange(120) // 4, BINARY, sites)
    assert few["few"]  # 15 lesions of each class
    assert few["auc"] == few["auc_high"] == 1.0
    assert few["auc_low"] < 0.95  # complete separation still leaves doubt
    assert (one["few"], one["auc"], one["auc_low"]) == (True, None, None)
    assert (one["specificity"], one["sensitivity"], one["sensitivity_low"] < 0.5) == (None, 1, True)


def test_of_several_classes_it_says_which_ones_the_auc_is_of() -> None:
    names = ("bcc", "mel", "nv")
    labels, scores, groups = drawn(600, 3)
    ages = [70.0 if k == 1 and i % 2 else 20.0 + 20 * (i % 2) for i, k in enumerate(labels)]
    ages[7] = float("nan")
    rows = subgroups(labels, scores, groups, names, {"age": [age_band(age) for age in ages]})
    assert [row["value"] for row in rows] == [
        "under 30",
        "30 to 49",
        "70 and over",
        "not known",
    ]
    young, middle, old, _ = rows
    assert young["auc_of"] == list(names)
    assert middle["auc_of"] == ["bcc", "nv"]
    assert old["auc_of"] == []
    assert old["auc"] is old["sensitivity"] is old["specificity_low"] is old["positives"] is None
    assert old["per_class"]["mel"]["sensitivity"] == old["balanced_accuracy"]
    assert old["per_class"]["nv"]["sensitivity"] is None
    macro = np.mean([young["per_class"][name]["sensitivity"] for name in names])
    assert young["balanced_accuracy"] == pytest.approx(macro)


def test_ages_lie_in_bands() -> None:
    assert [age_band(age) for age in (0.0, 29.9, 30.0, 50.0, 69.0, 70.0, 95.0)] == [
        *(AGE_BANDS[0], AGE_BANDS[0], AGE_BANDS[1], AGE_BANDS[2], AGE_BANDS[2]),
        *(AGE_BANDS[3], AGE_BANDS[3]),
    ]
    assert age_band(float("nan")) is None


def test_what_says_nothing_has_no_row_and_rare_values_share_one() -> None:
    labels, scores, groups = drawn(100, 2)
    alike, unknown = ["dermoscopic"] * 100, [None] * 100
    assert subgroups(labels, scores, groups, BINARY, {"type": alike, "skin": unknown}) == []
    many = [f"clinic {number % 30}" for number in range(100)]
    rows = subgroups(labels, scores, groups, BINARY, {"source": many})
    assert len(rows) == 21
    assert rows[-1]["value"] == "all others"
    assert sum(row["images"] for row in rows) == 100


def test_specificity_on_lesions_that_pathology_confirmed() -> None:
    labels = np.array([0, 0, 0, 0, 0, 1, 1])
    called = np.array([0, 0, 1, 1, 0, 1, 0])
    sure = np.array([True, True, True, False, False, True, True])
    groups = np.array([0, 0, 1, 2, 3, 4, 5])
    (row,) = confirmed(labels, np.eye(2)[called], groups, BINARY, sure)
    assert (row["class"], row["measure"]) == ("benign", "specificity")
    assert (row["images"], row["groups"]) == (5, 4)
    assert (row["confirmed"], row["confirmed_groups"], row["share"]) == (3, 2, 0.6)
    assert row["right"] == pytest.approx(2 / 3)
    assert row["right_low"] < 2 / 3 < row["right_high"]


def test_of_several_classes_each_has_its_sensitivity_on_those() -> None:
    labels, scores, groups = drawn(90, 3)
    rows = confirmed(labels, scores, groups, ("a", "b", "c"), labels == 1)
    assert [row["share"] for row in rows] == [0.0, 1.0, 0.0]
    assert [row["right"] is None for row in rows] == [True, False, True]
    assert rows[1]["right"] == (scores.argmax(axis=1) == 1)[labels == 1].mean()


def test_one_lesion_of_a_class_has_no_interval_of_its_auc() -> None:
    random = np.random.default_rng(0)
    labels = np.r_[1, 1, np.zeros(60, dtype=int), 1, 1, np.zeros(60, dtype=int)]
    lesion = np.r_[0, 0, 1 + np.arange(60) // 2, 40, 41, 50 + np.arange(60) // 2]
    score = random.random(len(labels))
    sex = ["female"] * 62 + ["male"] * 62
    scores = np.column_stack([1 - score, score])
    first, second = subgroups(labels, scores, lesion, ("benign", "malignant"), {"sex": sex})
    assert (first["value"], first["auc_low"], first["few"]) == ("female", None, True)
    assert second["auc_low"] < second["auc"]
