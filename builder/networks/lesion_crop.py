"""A photograph cut to its lesion, with a margin, and brought back to its size.

The text below the imports is printed word for word into the exported ``train.py``: Keras only.
"""

from __future__ import annotations

import keras
from keras import KerasTensor, layers, ops

from builder.networks.interpolation import interpolation
from builder.networks.lesion_mask import lesion_mask, small_picture


def box_around(mask: KerasTensor, found: KerasTensor, margin: float) -> KerasTensor:
    """The box around each mask, the whole picture where nothing was found.

    Args:
        mask: 0 or 1, of shape (batch, side, side, 1).
        found: 0 or 1, of shape (batch, 1).
        margin: added on each side, as a share of the lesion's height or width.

    Returns:
        Top, bottom, left and right as shares of height and width, of shape (batch, 4).
    """
    side = mask.shape[1]
    before = ops.arange(side, dtype="float32") / side
    edges = []
    for across in (2, 1):
        hit = ops.max(mask, axis=(across, 3))
        start = 1.0 - ops.max(hit * (1.0 - before), axis=1, keepdims=True)
        end = ops.max(hit * (before + 1.0 / side), axis=1, keepdims=True)
        room = margin * (end - start)
        edges += [
            found * ops.maximum(start - room, 0.0),
            1.0 - found * (1.0 - ops.minimum(end + room, 1.0)),
        ]
    return ops.concatenate(edges, axis=1)


def lesion_crop(
    *,
    input_shape: tuple[int, int, int],
    margin: float,
    least_contrast: float,
    name: str = "lesion_crop",
) -> keras.Model:
    """Cut each photograph to its lesion; one without a lesion stays whole.

    Its layers "found" (0 or 1) and "box" (top, bottom, left, right, as shares) tell what it did.

    Args:
        input_shape: height, width and 3, in pixels; the result has the same.
        margin: around the lesion, as a share of its height or width, on each side.
        least_contrast: grey levels by which a lesion is darker than the skin around it, in blue.
        name: of the network.
    """

    def weights(start: KerasTensor, end: KerasTensor, size: int) -> KerasTensor:
        steps = (ops.arange(size, dtype="float32") + 0.5) / size
        return ops.expand_dims(interpolation(start + (end - start) * steps, size), 1)

    height, width, _ = input_shape
    image = keras.Input(input_shape, name="image")
    mask, seen = lesion_mask(small_picture(image), least_contrast=least_contrast)
    found = layers.Reshape((1,), name="found")(seen)
    box = layers.Reshape((4,), name="box")(box_around(mask, found, margin))
    rows = weights(box[:, 0:1], box[:, 1:2], height)
    columns = weights(box[:, 2:3], box[:, 3:4], width)
    maps = ops.transpose(ops.cast(image, "float32"), (0, 3, 1, 2))
    maps = ops.matmul(ops.matmul(rows, maps), ops.transpose(columns, (0, 1, 3, 2)))
    return keras.Model(image, ops.transpose(maps, (0, 2, 3, 1)), name=name)
