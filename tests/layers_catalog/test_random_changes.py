"""Random changes of pictures and what forgets: in training only, by one seed, within pixel values.

The tests of what Keras alone would do tell when one of its traps is gone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from layers_catalog import Layer
from layers_catalog.base import Category

pytestmark = pytest.mark.keras

RANDOM = [name for name, kind in Layer.catalog.items() if kind.category is Category.AUGMENTATION]
FORGETTING = ["Dropout", "SpatialDropout2D", "GaussianDropout", "GaussianNoise"]
SURELY: dict[str, dict[str, Any]] = {
    "RandomErasing": {"factor": 1.0},
    "RandomGrayscale": {"factor": 0.9},
    "RandomCrop": {"height": 9, "width": 8},
}
"""Where the presets leave most of these small pictures as they are."""


def made(backend: Any, name: str, **params: Any) -> Any:
    """The layer, changing nearly every picture unless told otherwise."""
    return backend.layer(name, **{**SURELY.get(name, {}), **params})


def untouched(name: str, pictures: np.ndarray) -> np.ndarray:
    """What comes out in use: the picture, or its middle."""
    return pictures[:, 1:10, 2:10] if name == "RandomCrop" else pictures


@pytest.mark.parametrize("name", RANDOM)
def test_random_layers_change_pictures_in_training_only(
    name: str, backend: Any, pictures: np.ndarray
) -> None:
    layer = made(backend, name)
    expected = untouched(name, pictures)
    assert np.array_equal(layer(pictures, training=False), expected)
    changed = np.asarray(layer(pictures, training=True))
    if name == "RandomCrop":  # one cut for the whole batch may by chance be the middle
        changed = np.asarray([layer(pictures[:1], training=True)[0] for _ in pictures])
        expected = expected[:1]
    assert np.any(np.abs(changed - expected) > 1, axis=(1, 2, 3)).mean() > 0.5


@pytest.mark.parametrize("name", [*RANDOM, *FORGETTING, "MultiHeadAttention"])
def test_chance_can_be_set_by_the_engine(name: str, backend: Any, pictures: np.ndarray) -> None:
    """It finds what to set by this name; without it, a resumed training would go another way."""
    params = {"dropout": 0.5} if name == "MultiHeadAttention" else {}
    chain = backend.steps(name, **params)
    for one, _ in chain[:1] if params else ():
        one(pictures, pictures)
    names = [weight.name for one, is_layer in chain if is_layer for weight in one.variables]
    assert "seed_generator_state" in names


@pytest.mark.parametrize("name", RANDOM)
def test_random_layers_stay_within_pixel_values(
    name: str, backend: Any, pictures: np.ndarray
) -> None:
    """The fill of empty corners, the cut of contrast and so on suit values from 0 to 255."""
    changed = np.asarray(made(backend, name)(pictures, training=True))
    assert changed.min() >= 0
    assert changed.max() <= 255
    assert abs(changed.mean() - pictures.mean()) < 15


@pytest.mark.parametrize("name", [*RANDOM, *FORGETTING])
def test_one_global_seed_repeats_every_random_layer(
    name: str, backend: Any, resolve: Any, pictures: np.ndarray
) -> None:
    """So no layer needs a seed of its own."""

    def drawn(seed: int) -> np.ndarray:
        resolve("keras.utils.set_random_seed")(seed)
        return np.asarray(made(backend, name)(pictures, training=True))

    assert np.array_equal(drawn(1), drawn(1))
    assert any(not np.array_equal(drawn(1), drawn(seed)) for seed in (2, 3, 4))


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


def test_keras_alone_would_erase_in_every_second_picture_only(
    resolve: Any, pictures: np.ndarray
) -> None:
    """When this fails, Keras has mended it, and ``RandomErasing.kwargs`` can go."""
    erasing = resolve("keras.layers.RandomErasing")
    many = np.concatenate([pictures] * 20)
    assert 0.4 < touched(erasing(1.0), many) < 0.6
    assert touched(erasing((1.0, 1.0)), many) == 1


def touched(layer: Any, pictures: np.ndarray) -> float:
    """The share of pictures that training changes."""
    changed = np.asarray(layer(pictures, training=True))
    return float(np.any(changed != pictures, axis=(1, 2, 3)).mean())


@pytest.mark.parametrize("name", ["RandomErasing", "RandomGrayscale"])
def test_a_share_of_pictures_is_that_share(name: str, backend: Any, pictures: np.ndarray) -> None:
    layer = made(backend, name, factor=0.25)
    assert touched(layer, np.concatenate([pictures] * 20)) == pytest.approx(0.25, abs=0.07)


@pytest.mark.parametrize("name", ["RandomSaturation", "RandomSharpness"])
def test_nothing_changes_by_a_factor_of_0(
    name: str, backend: Any, resolve: Any, pictures: np.ndarray
) -> None:
    """Keras alone would take all colour, or blur: when that fails, ``kwargs`` can go."""
    ours = np.asarray(made(backend, name, factor=0.0)(pictures, training=True))
    assert np.allclose(ours, pictures, atol=0.01)
    alone = resolve(f"keras.layers.{name}")(0.0)
    assert np.abs(alone(pictures, training=True) - pictures).mean() > 20


def test_saturation_falls_as_often_as_it_rises(backend: Any, pictures: np.ndarray) -> None:
    many = np.concatenate([pictures] * 5)
    changed = np.asarray(made(backend, "RandomSaturation", factor=0.2)(many, training=True))
    ratio = spread(changed) / spread(many)
    assert 0.3 < (ratio < 1).mean() < 0.7
    assert 0.66 < ratio.min() < ratio.max() < 1.51


def spread(pictures: np.ndarray) -> np.ndarray:
    """How far colours are from grey, on average, by picture, for the pixels with room for it."""
    span = pictures.max(axis=-1) - pictures.min(axis=-1)
    return np.asarray(span.mean(axis=(1, 2)))


def test_keras_alone_would_give_saturation_impossible_values(
    backend: Any, resolve: Any, pictures: np.ndarray
) -> None:
    """When this fails, Keras has mended it, and ``value_range`` can be left to it."""
    alone = resolve("keras.layers.RandomSaturation")((0.9, 0.9))
    assert np.asarray(alone(pictures, training=True)).min() < -100
    strongest = np.asarray(made(backend, "RandomSaturation", factor=1.0)(pictures, training=True))
    assert strongest.min() >= 0
    assert strongest.max() <= 255


def test_sharpness_leaves_plain_skin_as_it_is_up_to_the_edge(backend: Any, resolve: Any) -> None:
    """Keras alone would darken the edge; when that fails, ``RandomSharpness.calls`` can go."""
    plain = np.full((8, 12, 12, 3), 100, "float32")
    ours = made(backend, "RandomSharpness", factor=1.0)(plain, training=True)
    assert np.allclose(ours, plain, atol=1e-3)
    alone = np.asarray(resolve("keras.layers.RandomSharpness")((0.0, 0.0))(plain, training=True))
    assert alone[0, 0, 0, 0] == pytest.approx(100 * 8 / 13)
    assert alone[0, 0, 5, 0] == pytest.approx(100 * 10 / 13)


def test_sharpness_blurs_as_often_as_it_sharpens(backend: Any, pictures: np.ndarray) -> None:
    many = np.concatenate([pictures] * 5)
    changed = np.asarray(made(backend, "RandomSharpness", factor=0.3)(many, training=True))
    ratio = changed.std(axis=(1, 2, 3)) / many.std(axis=(1, 2, 3))
    assert 0.3 < (ratio < 1).mean() < 0.7


def test_a_cut_is_the_middle_in_use(backend: Any, resolve: Any, pictures: np.ndarray) -> None:
    """Keras alone would let the whole pass; when that fails, ``RandomCrop.calls`` can go."""
    image = resolve("keras.Input")(pictures.shape[1:])
    cut = resolve("keras.Model")(image, made(backend, "RandomCrop")(image))
    assert cut.output_shape == (None, 9, 8, 3)
    middle = untouched("RandomCrop", pictures)
    assert np.array_equal(cut.predict(pictures, verbose=0), middle)
    alone = resolve("keras.layers.RandomCrop")(9, 8)
    assert np.asarray(alone(pictures, training=False)).shape == pictures.shape


def test_a_cut_reaches_every_place(backend: Any) -> None:
    numbered = np.arange(12 * 12, dtype="float32").reshape(1, 12, 12, 1)
    cut = made(backend, "RandomCrop")
    corners = {float(cut(numbered, training=True)[0, 0, 0, 0]) for _ in range(200)}
    assert corners == {row * 12.0 + column for row in range(4) for column in range(5)}


def test_a_bare_call_of_a_model_changes_pictures(
    backend: Any, resolve: Any, pictures: np.ndarray
) -> None:
    """When this fails, the trap told at ``_Random`` is gone."""
    image = resolve("keras.Input")(pictures.shape[1:])
    model = resolve("keras.Model")(image, made(backend, "RandomFlip")(image))
    assert not np.array_equal(model(pictures), pictures)
    assert np.array_equal(model(pictures, training=False), pictures)
    assert np.array_equal(model.predict(pictures, verbose=0), pictures)
