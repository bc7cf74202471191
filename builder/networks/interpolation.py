"""Values between pixels, by weights alone; for the networks that cut, shift or turn a picture.

The text below the imports is printed word for word into the exported ``train.py``: Keras only.
"""

from __future__ import annotations

from keras import KerasTensor, ops


def interpolation(position: KerasTensor, size: int) -> KerasTensor:
    """Weights that make values between pixels out of those of a row: bilinear.

    A product of matrices takes them to any runtime; a warp of the picture would not.

    Args:
        position: in the row, of shape (batch, n): 0 is its start, 1 its end; beyond them the pixel
            at the edge goes on.
        size: pixels of the row.

    Returns:
        Of shape (batch, n, size), each row of weights with the sum 1.
    """
    place = ops.expand_dims(ops.clip(position * size - 0.5, 0.0, size - 1.0), 2)
    return ops.relu(1.0 - ops.abs(place - ops.arange(size, dtype="float32")))
