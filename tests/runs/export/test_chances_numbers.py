"""Thresholds in ``metrics.json`` are of the scores beside them, and bins say of which they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runs.evaluation.calibration import calibration
from runs.evaluation.metrics import macro_roc, roc_points
from runs.evaluation.precision_recall import points
from runs.export.chances_numbers import at_temperature
from runs.operating.scored import Scored

AT = 2.3


def study(classes: int) -> Scored:
    random = np.random.default_rng(5)
    labels = np.arange(300) % classes
    logits = random.normal(0, 8, (300, classes)) + 9 * np.eye(classes)[labels]
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32).astype(np.float64)
    return Scored(tuple("abcd"[:classes]), scores, labels, np.arange(300))


def told(images: Scored) -> dict[str, Any]:
    labels, scores = images.labels, images.scores
    one = {
        "roc": roc_points(labels == 1, scores[:, 1]),
        "pr": points(labels == 1, scores[:, 1]),
        "auc": 0.9,
    }
    whole = one if len(images.classes) == 2 else {**one, "roc": macro_roc(labels, scores)}
    return {
        **whole,
        "images": 300,
        "per_class": {"a": {"auc": 0.9}, "b": one},
        "calibration": calibration(labels, scores, images.groups, AT),
    }


@pytest.mark.parametrize("curve", ["roc", "pr"])
def test_of_two_classes_each_threshold_divides_the_images_as_before(curve: str) -> None:
    images = study(2)
    before = told(images)
    now = at_temperature(before, images, AT)
    after = images.at_temperature(AT).scores[:, 1]
    assert (images.scores[:, 1] == 1).sum() > 5  # where float32 ends, and the thresholds with it
    for old, new in (
        (before[curve], now[curve]),
        (before["per_class"]["b"][curve], now["per_class"]["b"][curve]),
    ):
        assert {name: new[name] for name in new if name != "thresholds"} == {
            name: old[name] for name in old if name != "thresholds"
        }
        assert len(new["thresholds"]) == len(old["thresholds"]) > 20
        assert new["thresholds"] != old["thresholds"]
        for one, other in zip(old["thresholds"], new["thresholds"], strict=True):
            assert (one is None) is (other is None)
            if one is not None:
                assert ((after >= other) == (images.scores[:, 1] >= one)).all()
    assert now["per_class"]["a"] == {"auc": 0.9}


def test_of_several_classes_there_is_no_threshold() -> None:
    images = study(3)
    now = at_temperature(told(images), images, AT)
    for numbers in (now, now["per_class"]["b"]):
        for curve in ("roc", "pr"):
            assert set(numbers[curve]["thresholds"]) == {None}
    assert now["per_class"]["b"]["roc"]["tpr"] == told(images)["per_class"]["b"]["roc"]["tpr"]


def test_the_bins_say_of_which_scores_they_are() -> None:
    images = study(2)
    before = told(images)
    now = at_temperature(before, images, AT)["calibration"]
    assert now["before"]["scores"] == "as they are without the temperature"
    assert now["after"]["scores"] == "at the temperature, as they are given out"
    assert now["before"]["bins"] == before["calibration"]["before"]["bins"]
    assert now["temperature"] == AT
    del before["calibration"]
    assert "calibration" not in at_temperature(before, images, AT)
