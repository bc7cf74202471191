"""What layers do to pictures once built: random ones, frozen ones, and the traps of Keras."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from layers_catalog import Layer
from layers_catalog.call import Tensor
from layers_catalog.facts import Facts

pytestmark = pytest.mark.keras

RANDOM = ("RandomFlip", "RandomRotation", "RandomZoom", "RandomContrast")
SHAPE = (12, 12, 3)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    return np.random.default_rng(3).uniform(20, 235, (32, *SHAPE)).astype("float32")


def made(backend: Any, name: str, **params: Any) -> Any:
    """The Keras layer, or the chain of them, of a type with its presets."""
    layer = Layer.catalog[name]
    calls = layer(**{**layer.presets, **params}).calls("x", (Tensor("in0", SHAPE),), Facts())
    chain = [backend.made(call) for call in calls]

    def run(flow: Any, **training: bool) -> Any:
        for one in chain:
            flow = one(flow, **training)
        return flow

    return run


@pytest.mark.parametrize("name", RANDOM)
def test_random_layers_change_pictures_in_training_only(
    name: str, backend: Any, pictures: np.ndarray
) -> None:
    layer = made(backend, name)
    assert np.array_equal(layer(pictures, training=False), pictures)
    changed = np.asarray(layer(pictures, training=True))
    assert np.any(np.abs(changed - pictures) > 1, axis=(1, 2, 3)).mean() > 0.5


@pytest.mark.parametrize("name", RANDOM)
def test_random_layers_stay_within_pixel_values(
    name: str, backend: Any, pictures: np.ndarray
) -> None:
    """The fill of empty corners and the cut of contrast suit values from 0 to 255."""
    changed = np.asarray(made(backend, name)(pictures, training=True))
    assert changed.min() >= 0
    assert changed.max() <= 255
    assert abs(changed.mean() - pictures.mean()) < 15


@pytest.mark.parametrize("name", [*RANDOM, "Dropout", "SpatialDropout2D"])
def test_one_global_seed_repeats_every_random_layer(
    name: str, backend: Any, resolve: Any, pictures: np.ndarray
) -> None:
    """So no layer needs a seed of its own."""

    def drawn(seed: int) -> np.ndarray:
        resolve("keras.utils.set_random_seed")(seed)
        return np.asarray(made(backend, name)(pictures, training=True))

    assert np.array_equal(drawn(1), drawn(1))
    assert not np.array_equal(drawn(1), drawn(2))


def test_flips_reach_all_four_positions(backend: Any) -> None:
    corner = np.zeros((400, 2, 2, 1), "float32")
    corner[:, 0, 0] = 1
    positions = _positions(made(backend, "RandomFlip")(corner, training=True))
    assert np.all(np.abs(positions - 0.25) < 0.08)


def test_keras_alone_would_never_mirror(resolve: Any) -> None:
    """When this fails, Keras has mended it, and ``RandomFlip.calls`` can go."""
    corner = np.zeros((400, 2, 2, 1), "float32")
    corner[:, 0, 0] = 1
    both = resolve("keras.layers.RandomFlip")("horizontal_and_vertical")
    positions = _positions(both(corner, training=True))
    assert positions[0, 1] == positions[1, 0] == 0


def _positions(corners: Any) -> np.ndarray:
    """How often the bright corner is where."""
    return np.asarray(corners).mean(axis=0)[..., 0]


def test_contrast_falls_as_often_as_it_rises(backend: Any, pictures: np.ndarray) -> None:
    changed = np.asarray(made(backend, "RandomContrast", factor=0.5)(pictures, training=True))
    ratio = changed.std(axis=(1, 2, 3)) / pictures.std(axis=(1, 2, 3))
    assert 0.25 < (ratio < 1).mean() < 0.75


def test_keras_alone_would_only_raise_the_contrast(resolve: Any) -> None:
    """When this fails, Keras has mended it, and ``RandomContrast.kwargs`` can go."""
    random_contrast = resolve("keras.layers.RandomContrast")
    assert tuple(random_contrast(0.3).factor) == (0, 0.3)
    assert tuple(random_contrast((0.3, 0.3)).factor) == (0.3, 0.3)


def test_a_bare_call_of_a_model_changes_pictures(
    backend: Any, resolve: Any, pictures: np.ndarray
) -> None:
    """When this fails, the trap told at ``_Random`` is gone."""
    image = resolve("keras.Input")(SHAPE)
    model = resolve("keras.Model")(image, made(backend, "RandomFlip")(image))
    assert not np.array_equal(model(pictures), pictures)
    assert np.array_equal(model(pictures, training=False), pictures)
    assert np.array_equal(model.predict(pictures, verbose=0), pictures)


def test_frozen_batch_normalization_uses_its_averages_while_training(
    backend: Any, pictures: np.ndarray
) -> None:
    frozen = made(backend, "BatchNormalization", trainable=False)
    assert np.allclose(frozen(pictures, training=True), pictures / np.sqrt(1.001), rtol=1e-4)
    learning = made(backend, "BatchNormalization")
    assert abs(np.asarray(learning(pictures, training=True)).mean()) < 1e-3


def test_rescaling_brings_pixels_to_0_to_1(backend: Any) -> None:
    black_to_white = np.array([[[[0.0, 127.5, 255.0]]]], dtype="float32")
    rescaled = np.asarray(made(backend, "Rescaling")(black_to_white))
    assert np.allclose(rescaled.ravel(), [0.0, 0.5, 1.0])
