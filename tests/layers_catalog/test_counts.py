"""Multiply-adds and remarks, by hand-worked numbers; shapes and weights are held against Keras."""

from __future__ import annotations

from typing import Any

import pytest

from layers_catalog import Layer
from layers_catalog.base import Inference
from layers_catalog.facts import Facts
from layers_catalog.shapes import Shape

WINDOW = {"kernel_size": (3, 3)}


def inferred(name: str, shape: Shape, **params: Any) -> Inference:
    return Layer.catalog[name](**params).infer(shape, facts=Facts())


@pytest.mark.parametrize(
    ("name", "params", "shape", "macs"),
    [
        ("Conv2D", {**WINDOW, "filters": 8, "padding": "same"}, (10, 10, 3), 100 * 27 * 8),
        ("Conv2D", {**WINDOW, "filters": 8, "strides": (2, 2)}, (11, 11, 3), 25 * 27 * 8),
        ("SeparableConv2D", {**WINDOW, "filters": 8}, (5, 5, 4), 9 * (4 * 9 + 4 * 8)),
        ("DepthwiseConv2D", {**WINDOW, "depth_multiplier": 2}, (5, 5, 4), 9 * 9 * 8),
        ("Dense", {"units": 7}, (10,), 70),
        ("Dense", {"units": 7}, (2, 3, 10), 6 * 70),
        ("Classifier", {}, (10,), 20),
        ("LogisticRegression", {}, (10,), 20),
        ("SVM", {"kernel": "linear"}, (10,), 20),
        ("SVM", {}, (10,), 10 * 100 + 10 + 100 * 2),
        ("BatchNormalization", {}, (4, 4, 8), 0),
        ("MaxPooling2D", {}, (4, 4, 8), 0),
    ],
)
def test_multiply_adds(name: str, params: dict[str, Any], shape: Shape, macs: int) -> None:
    assert inferred(name, shape, **params).macs == macs


@pytest.mark.parametrize(
    ("name", "params", "shape", "code"),
    [
        ("Dense", {"units": 4}, (4, 4, 8), "dense-on-image"),
        ("Dense", {"units": 2_001}, (10_000,), "many-weights"),
        ("Dense", {"units": 1, "activation": "softmax"}, (4,), "softmax-of-one"),
        ("Activation", {"activation": "softmax"}, (4, 4, 1), "softmax-of-one"),
        ("Conv2D", {**WINDOW, "filters": 2, "strides": (4, 1)}, (9, 9, 3), "skips-pixels"),
        ("MaxPooling2D", {"strides": (2, 3)}, (9, 9, 3), "skips-pixels"),
        ("Flatten", {}, (9,), "already-flat"),
        ("Rescaling", {"scale": 0}, (9, 9, 3), "blank"),
        ("Backbone", {"weights": "none"}, (64, 64, 3), "frozen-at-random"),
        ("SVM", {}, (20_001,), "long-list"),
    ],
)
def test_unusual_is_remarked_on(name: str, params: dict[str, Any], shape: Shape, code: str) -> None:
    (remark,) = inferred(name, shape, **params).remarks
    assert remark.code == code
    assert remark.message.endswith(".")
    assert remark.hint.endswith(".")


@pytest.mark.parametrize(
    ("name", "params", "shape"),
    [
        ("Dense", {"units": 2_000}, (10_000,)),
        ("Dense", {"units": 2, "activation": "softmax"}, (4,)),
        ("Activation", {"activation": "sigmoid"}, (4, 4, 1)),
        ("Conv2D", {**WINDOW, "filters": 2, "strides": (3, 3)}, (9, 9, 3)),
        ("MaxPooling2D", {}, (9, 9, 3)),
        ("Flatten", {}, (9, 9, 3)),
        ("Rescaling", {"scale": 0.1}, (9, 9, 3)),
        ("Backbone", {"weights": "none", "trainable": True}, (64, 64, 3)),
        ("Backbone", {}, (64, 64, 3)),
        ("RandomFlip", {}, (9, 9, 3)),
    ],
)
def test_usual_is_not_remarked_on(name: str, params: dict[str, Any], shape: Shape) -> None:
    assert inferred(name, shape, **params).remarks == ()


def test_the_classifier_has_a_unit_for_each_class_of_the_dataset() -> None:
    seven = Facts(class_names=tuple("abcdefg"))
    classifier = Layer.catalog["Classifier"]()
    assert classifier.infer((10,), facts=seven).shape == (7,)
    (call,) = classifier.calls("answer", (), seven)
    assert (call.path, call.kwargs) == ("keras.layers.Dense", {"units": 7, "activation": "softmax"})


def test_the_size_of_an_svm_is_a_fact_that_fitting_tells() -> None:
    known = Facts(support_vectors={"svm": 7, "other": 3})
    svm = Layer.catalog["SVM"]()
    before, after = svm.infer((10,), facts=Facts()), svm.infer((10,), facts=known.at("svm"))
    assert before.note == "weights known after training"
    assert (after.note, after.trainable) == ("", 10 * 7 + 7 + 10 + 7 * 2 + 2)
    (call,) = [one for one in svm.calls("svm", (), known.at("svm")) if one.from_data]
    assert (call.kwargs, call.from_data) == ({"units": 7}, {"units": "support_vectors"})


def test_facts_of_an_older_run_are_read() -> None:
    old = Facts.model_validate_json('{"class_names": ["a", "b"], "from_dataset": true}')
    assert (old.support_vectors, old.statistics, old.at("svm").vectors) == ({}, {}, None)


def test_a_frozen_batch_normalization_counts_nothing_as_trainable() -> None:
    frozen = inferred("BatchNormalization", (4, 4, 8), trainable=False)
    assert (frozen.trainable, frozen.non_trainable) == (0, 32)
