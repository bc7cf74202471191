"""Lets the layers that measure the training photographs do so, before anything learns."""

import keras
import numpy as np

MEASURED_AT_ONCE = 32


def measure(model: keras.Model, pixels: np.ndarray) -> None:
    """Adapt each Normalization to what comes to it, one after the other."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            before = keras.Model(model.inputs, layer.input)
            layer.adapt(
                before(pixels[first : first + MEASURED_AT_ONCE].astype("float32"), training=False)
                for first in range(0, len(pixels), MEASURED_AT_ONCE)
            )
