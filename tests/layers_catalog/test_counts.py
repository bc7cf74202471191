"""Multiply-adds and remarks, by hand-worked numbers; shapes and weights are held against Keras."""

from __future__ import annotations

from typing import Any

import pytest

from layers_catalog import Layer
from layers_catalog.base import Inference
from layers_catalog.call import Tensor
from layers_catalog.facts import Facts
from layers_catalog.shapes import Shape

HEADS = {"num_heads": 2, "key_dim": 4}
WINDOW = {"kernel_size": (3, 3)}
SHARES = {"activation": "softmax"}
RANDOM_VGG = {"architecture": "VGG16", "weights": "none", "trainable": True}


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
        ("ABCDFeatures", {}, (224, 224, 3), 1_200 * 224 * 224),
        ("Dense", {"units": 7}, (49, 10), 49 * 70),
        ("Conv2DTranspose", {**WINDOW, "filters": 8, "strides": (2, 2)}, (5, 5, 4), 25 * 9 * 32),
        ("MultiHeadAttention", HEADS, (5, 3), 5 * 3 * 8 * 4 + 2 * 8 * 5 * 5),
        ("MultiHeadAttention", {**HEADS, "value_dim": 1}, (2, 2, 3), 4 * 3 * 20 + 2 * 5 * 4 * 4),
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
        ("Softmax", {}, (9, 9, 1), "softmax-of-one"),
        ("Softmax", {"axis": 1}, (1, 9, 3), "softmax-of-one"),
        ("Conv2DTranspose", {**WINDOW, "filters": 1, **SHARES}, (9, 9, 3), "softmax-of-one"),
        ("CenterCrop", {"height": 9, "width": 10}, (9, 9, 3), "enlarges"),
        ("RandomCrop", {"height": 9, "width": 5}, (9, 9, 3), "never-random"),
        ("RandomGrayscale", {}, (9, 9, 1), "already-grey"),
        ("MultiHeadAttention", HEADS, (40, 40, 3), "many-comparisons"),
        ("Rescaling", {"scale": 0}, (9, 9, 3), "blank"),
        ("Backbone", {"weights": "none"}, (64, 64, 3), "frozen-at-random"),
        ("Backbone", {**RANDOM_VGG, "learning_blocks": 2}, (64, 64, 3), "frozen-at-random"),
        ("SVM", {}, (20_001,), "long-list"),
        ("LayerNormalization", {}, (9, 9, 1), "normalises-one"),
        ("GroupNormalization", {"groups": 8}, (8,), "normalises-one"),
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
        ("Flatten", {}, (9, 3)),
        ("Dense", {"units": 4}, (49, 8)),
        ("Softmax", {}, (9, 9, 2)),
        ("CenterCrop", {"height": 9, "width": 9}, (9, 9, 3)),
        ("RandomCrop", {"height": 8, "width": 8}, (9, 9, 3)),
        ("RandomGrayscale", {}, (9, 9, 3)),
        ("MultiHeadAttention", HEADS, (39, 40, 3)),
        ("Rescaling", {"scale": 0.1}, (9, 9, 3)),
        ("Backbone", RANDOM_VGG, (64, 64, 3)),
        ("Backbone", {"trainable": True, "learning_blocks": 2}, (64, 64, 3)),
        ("Backbone", {}, (64, 64, 3)),
        ("RandomFlip", {}, (9, 9, 3)),
        ("LayerNormalization", {}, (9, 9, 2)),
        ("GroupNormalization", {"groups": 4}, (8,)),
        ("GroupNormalization", {"groups": 8}, (2, 1, 8)),
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
    (call,) = [
        one for one in svm.calls("svm", (Tensor("in0", (10,)),), known.at("svm")) if one.from_data
    ]
    assert (call.kwargs, call.from_data) == ({"units": 7}, {"units": "support_vectors"})


def test_normalization_says_when_it_measures() -> None:
    note = inferred("Normalization", (9, 9, 3)).note
    assert note == "mean and spread are measured when training starts"


def test_facts_of_an_older_run_are_read() -> None:
    old = Facts.model_validate_json('{"class_names": ["a", "b"], "from_dataset": true}')
    assert (old.support_vectors, old.statistics, old.at("svm").vectors) == ({}, {}, None)


def test_a_frozen_batch_normalization_counts_nothing_as_trainable() -> None:
    frozen = inferred("BatchNormalization", (4, 4, 8), trainable=False)
    assert (frozen.trainable, frozen.non_trainable) == (0, 32)


@pytest.mark.parametrize(
    ("shared", "weights"), [(None, 4 * 5 * 8), ((1, 2), 8), ((1, 1), 5 * 8), ((3, 1), 5)]
)
def test_slopes_are_shared_along_axes(shared: tuple[int, int] | None, weights: int) -> None:
    assert inferred("PReLU", (4, 5, 8), shared_axes=shared).trainable == weights


@pytest.mark.parametrize(
    ("asked", "shape", "form"),
    [
        ("49, 1280", (7, 7, 1280), (49, 1280)),
        ("-1, 64", (8, 8, 64), (64, 64)),
        ("7,7,-1", (49, 3), (7, 7, 3)),
        ("-1", (4, 5, 6), (120,)),
        ("−1, 64", (8, 8, 64), (64, 64)),
    ],
)
def test_a_form_is_worked_out(asked: str, shape: Shape, form: Shape) -> None:
    assert inferred("Reshape", shape, target_shape=asked).shape == form


def test_attention_has_the_weights_of_four_dense_layers() -> None:
    """Query, key, value and the result, each with its bias: by hand."""
    found = Layer.catalog["MultiHeadAttention"](num_heads=2, key_dim=4, value_dim=3)
    known = found.infer((49, 10), (16, 5), (16, 7), facts=Facts())
    assert known.shape == (49, 10)
    query, key, value, result = 10 * 8 + 8, 7 * 8 + 8, 5 * 6 + 6, 6 * 10 + 10
    assert known.trainable == query + key + value + result


def test_one_branch_can_decide_for_whole_maps_and_one_for_places() -> None:
    """As in squeeze-and-excitation: 1 × 1 × maps, and height × width × 1."""
    shapes = ((7, 7, 64), (1, 1, 64), (7, 7, 1))
    assert Layer.catalog["Multiply"]().infer(*shapes, facts=Facts()).shape == (7, 7, 64)
    assert Layer.catalog["Multiply"]().infer(*shapes[::-1], facts=Facts()).shape == (7, 7, 64)
