"""Photographs as if all were taken under one white light.

The text below the imports is printed word for word into the exported ``train.py``: Keras only.
"""

from __future__ import annotations

import keras
from keras import ops


def colour_constancy(
    *, input_shape: tuple[int, int, int], norm: float, name: str = "colour_constancy"
) -> keras.Model:
    """Shades of grey (Finlayson and Trezzi, 2004): the light's colour is taken out.

    The Minkowski mean of each channel is taken for the light; red, green and blue are brought to
    one mean, the quadratic one of the three. What would be brighter than 255 becomes 255, and what
    is below 0, as after a Resizing, counts as 0.

    Args:
        input_shape: height, width and 3, in pixels; RGB, 0 to 255.
        norm: the power of the mean: 1 is the grey world, large values trust the brightest pixels.
        name: of the network.
    """
    image = keras.Input(input_shape, name="image")
    bright = ops.maximum(ops.cast(image, "float32"), 0.0) / 255.0
    light = ops.mean(bright**norm, axis=(1, 2), keepdims=True) ** (1.0 / norm)
    white = ops.sqrt(ops.mean(light**2, axis=3, keepdims=True))
    gain = white / ops.maximum(light, 1.0 / 255.0)
    return keras.Model(image, ops.minimum(255.0 * bright * gain, 255.0), name=name)
