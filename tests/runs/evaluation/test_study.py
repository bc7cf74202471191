"""A whole study: what is carried from validation to test, and how long all of it takes."""

from __future__ import annotations

import json
import time

import numpy as np

from runs.evaluation import judge
from runs.evaluation.doubts import ORDER
from runs.evaluation.doubts.facts import Facts
from runs.evaluation.study import Part


def part(seed: int, *, classes: int, images: int, too_sure: float) -> Part:
    random = np.random.default_rng(seed)
    groups = random.integers(0, images * 3 // 4, images)
    labels = (groups * 7919 % classes).astype(np.int64)
    logits = random.normal(0, 1, (images, classes)) + np.eye(classes)[labels]
    scores = np.exp(too_sure * logits)
    return Part(
        labels=labels,
        scores=scores / scores.sum(axis=1, keepdims=True),
        groups=groups,
        known={
            name: random.choice([*values, None], images).tolist()
            for name, values in {"sex": ["f", "m"], "site": list("abcdefgh")}.items()
        },
        by_pathology=random.random(images) < 0.5,
    )


def test_the_temperature_of_validation_serves_the_test() -> None:
    parts = {
        "test": part(1, classes=2, images=600, too_sure=1.0),
        "validation": part(2, classes=2, images=600, too_sure=3.0),
    }
    told = judge(parts, ("a", "b"), Facts())
    at = told["validation"]["calibration"]["temperature"]
    assert 2.5 < at < 3.6
    assert told["test"]["calibration"]["temperature"] == at
    assert (
        told["test"]["calibration"]["after"]["ece"] > told["test"]["calibration"]["before"]["ece"]
    )
    assert list(told) == ["validation", "test"]
    json.dumps(told, allow_nan=False)


def test_a_test_alone_has_no_temperature() -> None:
    told = judge({"test": part(1, classes=3, images=90, too_sure=1.0)}, ("a", "b", "c"), Facts())
    assert told["test"]["calibration"]["temperature"] is None
    assert {one["code"] for one in told["test"]["doubts"]} <= set(ORDER)


def test_ten_thousand_images_of_seven_classes_take_at_most_five_seconds() -> None:
    whole = part(3, classes=7, images=10_000, too_sure=1.0)
    started = time.process_time()
    told = judge({"validation": whole}, tuple("abcdefg"), Facts())
    assert time.process_time() - started <= 5
    assert len(told["validation"]["subgroups"]) == 12
