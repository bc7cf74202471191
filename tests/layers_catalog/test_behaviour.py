"""What layers do to pictures once built: random ones, frozen ones, and the traps of Keras."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from layers_catalog import Layer
from layers_catalog.base import Category
from layers_catalog.call import CallKind, Tensor
from layers_catalog.facts import Facts

pytestmark = pytest.mark.keras

RANDOM = [name for name, kind in Layer.catalog.items() if kind.category is Category.AUGMENTATION]
FORGETTING = ["Dropout", "SpatialDropout2D", "GaussianDropout", "GaussianNoise"]
SURELY: dict[str, dict[str, Any]] = {
    "RandomErasing": {"factor": 1.0},
    "RandomGrayscale": {"factor": 0.9},
    "RandomCrop": {"height": 9, "width": 8},
}
"""Where the presets leave most of these small pictures as they are."""
SHAPE = (12, 12, 3)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    return np.random.default_rng(3).uniform(20, 235, (32, *SHAPE)).astype("float32")


def made(backend: Any, name: str, **params: Any) -> Any:
    """The Keras layer, or the chain of them, of a type with its presets."""
    chain = steps(backend, name, **params)

    def run(flow: Any, **training: bool) -> Any:
        for one, is_layer in chain:
            flow = one(flow, **training) if is_layer else one(flow)
        return flow

    return run


def steps(backend: Any, name: str, **params: Any) -> list[tuple[Any, bool]]:
    """What a type is made of, and whether each step is a layer."""
    layer = Layer.catalog[name]
    chosen = {**layer.presets, **SURELY.get(name, {}), **params}
    calls = layer(**chosen).calls("x", (Tensor("in0", SHAPE),), Facts())
    return [(backend.made(call), call.kind is CallKind.LAYER) for call in calls]


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
    chain = steps(backend, name, **params)
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
    plain = np.full((8, *SHAPE), 100, "float32")
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
    image = resolve("keras.Input")(SHAPE)
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


def test_attention_of_one_input_is_attention_to_itself(
    backend: Any, resolve: Any, pictures: np.ndarray
) -> None:
    layer = Layer.catalog["MultiHeadAttention"](num_heads=2, key_dim=4)
    (alone,) = layer.calls("x", (Tensor("a", SHAPE),), Facts())
    (three,) = layer.calls("x", (Tensor("a", SHAPE),) * 3, Facts())
    assert alone.inputs == ("a", "a")
    assert three.inputs == ("a", "a", "a")
    image = resolve("keras.Input")(SHAPE)
    attention = backend.made(alone)
    model = resolve("keras.Model")(image, attention(image, image))
    assert np.allclose(model(pictures), attention(pictures, pictures, pictures), atol=1e-4)


@pytest.mark.parametrize("name", [name for name, kind in Layer.catalog.items() if kind.keras_path])
def test_every_layer_survives_saving(name: str, backend: Any) -> None:
    """An exported file holds what ``get_config`` tells, and nothing else of a layer."""
    layer = Layer.catalog[name]
    params = {field: (0.5, 0.25) for field in layer.model_fields if field.endswith("_regularizer")}
    for one, is_layer in steps(backend, name, **params):
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
    image = resolve("keras.Input")(SHAPE)
    model = resolve("keras.Model")(image, made(backend, name, **params)(image))
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
    ((dense, _),) = steps(backend, "Dense", kernel_regularizer=(0.5, 0.25))
    dense(pictures.reshape(len(pictures), -1))
    kernel = np.asarray(dense.kernel)
    expected = 0.5 * np.abs(kernel).sum() + 0.25 * np.square(kernel).sum()
    assert float(dense.losses[0]) == pytest.approx(expected, rel=1e-4)
