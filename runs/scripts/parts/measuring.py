"""Lets the layers that measure the training photographs do so, before anything learns."""

from collections.abc import Iterator

import keras
import numpy as np

from runs.training.moments import moments

MEASURED_AT_ONCE = 32


def measure(model: keras.Model, pixels: np.ndarray) -> None:
    """Give each Normalization mean and variance of what comes to it, one after the other."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            before = keras.Model(model.inputs, layer.input)
            mean, variance = moments(reaching(before, pixels))
            layer.set_weights([mean, variance, np.array(len(pixels))])
            layer.finalize_state()  # it calculates with copies of its weights


def reaching(before: keras.Model, pixels: np.ndarray) -> Iterator[np.ndarray]:
    """Batch by batch, what the photographs have become."""
    for first in range(0, len(pixels), MEASURED_AT_ONCE):
        batch = pixels[first : first + MEASURED_AT_ONCE].astype("float32")
        yield np.asarray(before(batch, training=False))
