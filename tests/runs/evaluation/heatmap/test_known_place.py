"""Heat of networks of which it is known where their score comes from, by both methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from runs.evaluation.heatmap.canvas import SIDE

if TYPE_CHECKING:
    import keras

    from runs.evaluation.heatmap.making import Heat

pytestmark = pytest.mark.keras

HALF = SIDE // 2
QUADRANTS = {
    "upper left": (slice(0, HALF), slice(0, HALF)),
    "lower right": (slice(HALF, SIDE), slice(HALF, SIDE)),
}
POSITIVE = [1]


def of_quadrant(rows: slice, columns: slice, *, side: int = 56) -> keras.Model:
    """A network whose score is the brightness of one quadrant and of nothing else."""
    import keras

    image = keras.Input((side, side, 3))
    maps = keras.layers.Conv2D(2, 1, use_bias=False, activation="relu", name="maps")(image)
    answer = keras.layers.Dense(2, activation="softmax", name="answer")
    network = keras.Model(image, answer(keras.layers.Flatten()(maps)))
    network.get_layer("maps").set_weights([np.full((1, 1, 3, 2), 1 / 765)])
    kernel = np.zeros((side, side, 2, 2))
    scale = side / SIDE
    rows, columns = (slice(int(s.start * scale), int(s.stop * scale)) for s in (rows, columns))
    kernel[rows, columns, :, 1] = 4 / side
    answer.set_weights([kernel.reshape(-1, 2), np.zeros(2)])
    return network


def textured(side: int, seed: int = 0) -> NDArray[np.float32]:
    chance = np.random.default_rng(seed)
    return chance.uniform(20, 250, (side, side, 3)).astype(np.float32)


def heat_of(
    network: keras.Model, photograph: NDArray[np.float32], method: str, *, flips: bool = False
) -> Heat:
    from runs.evaluation.heatmap.making import HeatMaps, Method

    return HeatMaps(network, flips=flips).make(photograph, POSITIVE, Method(method))


@pytest.mark.parametrize("method", ["gradcam", "occlusion"])
@pytest.mark.parametrize("name", QUADRANTS)
def test_heat_lies_in_the_quadrant_that_the_score_depends_on(name: str, method: str) -> None:
    rows, columns = QUADRANTS[name]
    heat = heat_of(of_quadrant(rows, columns), textured(56), method)
    assert heat.method == method
    share = heat.values[rows, columns].sum() / heat.values.sum()
    assert share > 0.9, share
    assert heat.why is None


@pytest.mark.parametrize("method", ["gradcam", "occlusion"])
def test_a_mirrored_picture_has_the_mirrored_map(method: str) -> None:
    """The network looks at each place alone, so mirroring the picture mirrors what it finds."""
    import keras

    keras.utils.set_random_seed(1)
    image = keras.Input((48, 64, 3))
    conv = keras.layers.Conv2D(8, 1, activation="relu")
    pooled = keras.layers.GlobalAveragePooling2D()(conv(image / 255))
    answer = keras.layers.Dense(2, activation="softmax")
    network = keras.Model(image, answer(pooled))
    conv.set_weights([np.random.default_rng(1).normal(0, 3, (1, 1, 3, 8)), np.zeros(8)])
    answer.set_weights([np.array([[0.0, 1.0]] * 8), np.zeros(2)])
    photograph = np.zeros((48, 64, 3), np.float32)
    photograph[6:20, 8:20] = (200, 90, 40)
    photograph[30:34, 40:60, 2] = 180
    one = heat_of(network, photograph, method).values
    for axis in (0, 1):
        other = heat_of(network, np.flip(photograph, axis).copy(), method).values
        assert np.allclose(np.flip(other, axis), one, atol=1e-4 * one.max())
        assert not np.allclose(other, one, atol=0.1 * one.max()), "the picture is not symmetric"


def test_a_network_used_on_four_flips_has_a_map_for_all_of_them() -> None:
    """Its score reacts alike in all four corners, whichever of them its base looks at."""
    base = of_quadrant(*QUADRANTS["upper left"])
    photograph = np.full((56, 56, 3), 200, np.float32)
    for method in ("gradcam", "occlusion"):
        heat = heat_of(base, photograph, method, flips=True).values
        quarters = [heat[:HALF, :HALF], heat[:HALF, HALF:], heat[HALF:, :HALF], heat[HALF:, HALF:]]
        shares = [quarter.sum() / heat.sum() for quarter in quarters]
        assert np.allclose(shares, 0.25, atol=0.01), shares


@pytest.mark.parametrize("method", ["gradcam", "occlusion"])
def test_nothing_is_shown_where_nothing_raises_the_score(method: str) -> None:
    network = of_quadrant(*QUADRANTS["upper left"])
    answer = network.get_layer("answer")
    kernel, bias = answer.get_weights()
    answer.set_weights([-kernel, bias])
    assert heat_of(network, np.full((56, 56, 3), 200, np.float32), method).nothing


def test_a_score_of_one_still_reacts() -> None:
    """Where the softmax has become 1 in 32 bits, its own slope is 0; that of the odds is not."""
    network = of_quadrant(*QUADRANTS["upper left"])
    answer = network.get_layer("answer")
    kernel, bias = answer.get_weights()
    answer.set_weights([50 * kernel, bias])
    assert network.predict_on_batch(textured(56)[None])[0, 1] == 1.0
    for method in ("gradcam", "occlusion"):
        heat = heat_of(network, textured(56), method)
        assert heat.method == method
        assert heat.values[:HALF, :HALF].sum() / heat.values.sum() > 0.9


def test_log_odds_are_those_of_the_mean_over_views() -> None:
    import keras

    from runs.evaluation.heatmap.graph import traced
    from runs.evaluation.heatmap.odds import Odds

    keras.utils.set_random_seed(2)
    numbers = keras.Input((4,))
    given = np.random.default_rng(0).normal(0, 1, (6, 4)).astype(np.float32)
    dense = keras.layers.Dense(3, activation="softmax")(numbers)
    softmax = keras.layers.Softmax()(keras.layers.Dense(3)(numbers))
    other = keras.ops.softmax(keras.layers.Dense(3)(numbers))
    for scores in (dense, softmax, other):
        network, steps = traced(keras.Model(numbers, scores))
        odds = Odds(steps[-1])
        taken = keras.Model(network.inputs[0], odds.source)(given)
        mean = network.predict_on_batch(given).reshape(2, 3, 3).mean(axis=0)
        expected = np.log(mean[:, 1:].sum(axis=1)) - np.log(mean[:, 0])
        assert np.allclose(odds.of(taken, [1, 2], views=2), expected, atol=1e-5)


def test_weights_place_by_place_are_gradcam_behind_averages() -> None:
    """Behind GlobalAveragePooling2D the map is Selvaraju's, up to a factor."""
    import keras
    import tensorflow as tf

    from runs.evaluation.heatmap.making import HeatMaps

    keras.utils.set_random_seed(3)
    image = keras.Input((112, 112, 3))
    maps = keras.layers.Conv2D(6, 3, padding="same", activation="relu")(image)
    pooled = keras.layers.GlobalAveragePooling2D()(maps)
    hidden = keras.layers.Dense(5, activation="relu")(pooled)
    network = keras.Model(image, keras.layers.Dense(3, activation="softmax")(hidden))
    photograph = textured(112)[None] / 255
    parts = keras.Model(image, [maps, network.output])
    with tf.GradientTape() as tape:
        values, scores = parts(photograph)
        odds = tf.math.log(scores[:, 1]) - tf.math.log(scores[:, 0] + scores[:, 2])
    weights = tf.reduce_mean(tape.gradient(odds, values), axis=(1, 2))
    expected = tf.einsum("nc,nhwc->nhw", weights, values).numpy()[0]
    ours = HeatMaps(network)._gradcam.signed(photograph, [1])[0][0]
    factor = (ours * expected).sum() / (expected**2).sum()
    assert factor > 0
    assert np.allclose(ours, factor * expected, atol=1e-3 * np.abs(ours).max())
