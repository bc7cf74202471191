"""Photographs without dark hairs: thin dark lines are found and filled from what is beside them.

The text below the imports is printed word for word into the exported ``train.py``: Keras only.
"""

from __future__ import annotations

import keras
from keras import KerasTensor, ops


def closed(grey: KerasTensor, window: tuple[int, int]) -> KerasTensor:
    """Closing: dark runs shorter than ``window``, a line, take the values of their ends."""
    wide = ops.max_pool(grey, window, strides=1, padding="same")
    return -ops.max_pool(-wide, window, strides=1, padding="same")


def nearby(values: KerasTensor, side: int) -> KerasTensor:
    """The mean of each pixel's square of ``side`` pixels."""
    down = ops.average_pool(values, (side, 1), strides=1, padding="same")
    return ops.average_pool(down, (1, side), strides=1, padding="same")


def extent(values: KerasTensor, side: int) -> KerasTensor:
    """The share of rows, or if more of columns, of each pixel's square in which any value is 1."""
    rows = ops.max_pool(values, (1, side), strides=1, padding="same")
    rows = ops.average_pool(rows, (side, 1), strides=1, padding="same")
    columns = ops.max_pool(values, (side, 1), strides=1, padding="same")
    columns = ops.average_pool(columns, (1, side), strides=1, padding="same")
    return ops.maximum(rows, columns)


def hair_removal(
    *,
    input_shape: tuple[int, int, int],
    thickest: int,
    least_contrast: float,
    name: str = "hair_removal",
) -> keras.Model:
    """Fill thin dark lines with the mean colour beside them, in the way of DullRazor (1997).

    A hair is what a closing along a row or along a column of pixels makes brighter (a slanted one,
    both), and what goes on as a line, through more rows or columns than a closing spans: single
    dots and specks of the lesion stay, a crowd of them may not.

    Args:
        input_shape: height, width and 3, in pixels; RGB, 0 to 255.
        thickest: hair that is removed, in pixels.
        least_contrast: grey levels by which a hair is darker than what is beside it.
        name: of the network.
    """
    reach = 2 * thickest + 1
    image = keras.Input(input_shape, name="image")
    colours = ops.cast(image, "float32")
    grey = ops.mean(colours, axis=3, keepdims=True)
    bright = ops.maximum(closed(grey, (reach, 1)), closed(grey, (1, reach)))
    thin = ops.cast(bright - grey >= least_contrast, "float32")
    square = 2 * reach + 1
    long = ops.cast(extent(thin, square) * square > reach + 0.5, "float32")
    line = ops.cast(nearby(thin, square) * square >= 1.0, "float32")
    hair = ops.max_pool(thin * line * long, 3, strides=1, padding="same")
    bare = 1.0 - hair
    beside = nearby(ops.concatenate([colours * bare, bare], axis=3), reach)
    share = beside[..., 3:]
    filled = ops.where(share > 0.0, beside[..., :3] / ops.maximum(share, 1e-6), colours)
    return keras.Model(image, colours * bare + filled * hair, name=name)
