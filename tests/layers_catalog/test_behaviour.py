"""What layers do to pictures once built, in training and in use; random changes are apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from layers_catalog import Layer
from layers_catalog.call import Tensor
from layers_catalog.facts import Facts

pytestmark = pytest.mark.keras


def test_frozen_batch_normalization_uses_its_averages_while_training(
    backend: Any, pictures: np.ndarray
) -> None:
    frozen = backend.layer("BatchNormalization", trainable=False)
    assert np.allclose(frozen(pictures, training=True), pictures / np.sqrt(1.001), rtol=1e-4)
    learning = backend.layer("BatchNormalization")
    assert abs(np.asarray(learning(pictures, training=True)).mean()) < 1e-3


def test_rescaling_brings_pixels_to_0_to_1(backend: Any) -> None:
    black_to_white = np.array([[[[0.0, 127.5, 255.0]]]], dtype="float32")
    rescaled = np.asarray(backend.layer("Rescaling")(black_to_white))
    assert np.allclose(rescaled.ravel(), [0.0, 0.5, 1.0])


def test_attention_of_one_input_is_attention_to_itself(
    backend: Any, resolve: Any, pictures: np.ndarray
) -> None:
    layer, shape = Layer.catalog["MultiHeadAttention"](num_heads=2, key_dim=4), pictures.shape[1:]
    (alone,) = layer.calls("x", (Tensor("a", shape),), Facts())
    (three,) = layer.calls("x", (Tensor("a", shape),) * 3, Facts())
    assert alone.inputs == ("a", "a")
    assert three.inputs == ("a", "a", "a")
    image = resolve("keras.Input")(shape)
    attention = backend.made(alone)
    model = resolve("keras.Model")(image, attention(image, image))
    assert np.allclose(model(pictures), attention(pictures, pictures, pictures), atol=1e-4)


@pytest.mark.parametrize("name", [name for name, kind in Layer.catalog.items() if kind.keras_path])
def test_every_layer_survives_saving(name: str, backend: Any) -> None:
    """An exported file holds what ``get_config`` tells, and nothing else of a layer."""
    layer = Layer.catalog[name]
    params = {field: (0.5, 0.25) for field in layer.model_fields if field.endswith("_regularizer")}
    for one, is_layer in backend.steps(name, **params):
        if is_layer:
            config = one.get_config()
            again = type(one).from_config(config)
            assert again.get_config() == config
    if params:
        punished = one.get_config()[next(iter(params))]
        assert punished["config"] == {"l1": 0.5, "l2": 0.25}


LEARNING = ("Conv2DTranspose", "PReLU", "LayerNormalization", "GroupNormalization")


@pytest.mark.parametrize(
    ("name", "params"),
    [
        *((name, {"groups": 3} if name == "GroupNormalization" else {}) for name in LEARNING),
        ("Conv2DTranspose", {"strides": (1, 1), "dilation_rate": (2, 2)}),
    ],
)
def test_training_moves_every_weight(
    name: str, params: dict[str, Any], backend: Any, resolve: Any, pictures: np.ndarray
) -> None:
    """TensorFlow can run some layers forwards only; that would come out when training starts."""
    image = resolve("keras.Input")(pictures.shape[1:])
    model = resolve("keras.Model")(image, backend.layer(name, **params)(image))
    before = model.get_weights()
    model.compile("sgd", "mse", jit_compile=False)
    small = (pictures - 127) / 128
    target = np.random.default_rng(1).normal(size=(len(small), *model.output_shape[1:]))
    model.fit(small, target, verbose=0)
    assert before
    for old, new in zip(before, model.get_weights(), strict=True):
        assert np.all(np.isfinite(new))
        assert np.any(old != new)


def test_a_penalty_is_part_of_what_training_makes_small(backend: Any, pictures: np.ndarray) -> None:
    ((dense, _),) = backend.steps("Dense", kernel_regularizer=(0.5, 0.25))
    dense(pictures.reshape(len(pictures), -1))
    kernel = np.asarray(dense.kernel)
    expected = 0.5 * np.abs(kernel).sum() + 0.25 * np.square(kernel).sum()
    assert float(dense.losses[0]) == pytest.approx(expected, rel=1e-4)
