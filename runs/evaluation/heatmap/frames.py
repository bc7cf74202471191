"""Which part of its input a layer shows: layers that cut edges off, or add some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import keras
from keras import layers

from runs.evaluation.heatmap.canvas import WHOLE, Box

if TYPE_CHECKING:
    from keras import KerasTensor

BOX: Final = "box"
"""The layer inside a network that cuts a photograph to its lesion which tells where it cut."""


def cuts_to_lesion(operation: keras.Operation) -> bool:
    """Whether it is a network that cuts photographs, each elsewhere."""
    return isinstance(operation, keras.Model) and any(one.name == BOX for one in operation.layers)


def box_of(cutting: keras.Model, photographs: KerasTensor) -> KerasTensor:
    """Where such a network cuts: top, bottom, left and right as shares, of shape (batch, 4)."""
    return keras.Model(cutting.inputs[0], cutting.get_layer(BOX).output)(photographs)


def shown_by(operation: keras.Operation, before: tuple[int, int], after: tuple[int, int]) -> Box:
    """The part of its input that the output of a layer shows, in shares of the input.

    Args:
        operation: any step of a network.
        before: height and width of its input.
        after: of its output.
    """
    height, width = before
    match operation:
        case layers.Cropping2D():
            (top, bottom), (left, right) = operation.cropping
            return Box(top / height, 1 - bottom / height, left / width, 1 - right / width)
        case layers.ZeroPadding2D():
            (top, bottom), (left, right) = operation.padding
            return Box(-top / height, 1 + bottom / height, -left / width, 1 + right / width)
        case layers.CenterCrop() if height >= after[0] and width >= after[1]:
            return _middle(after[0] / height, after[1] / width)
        case layers.CenterCrop():
            return _in_proportion(before, after, whole=False)
        case layers.Resizing() if operation.crop_to_aspect_ratio or operation.pad_to_aspect_ratio:
            return _in_proportion(before, after, whole=operation.pad_to_aspect_ratio)
    return WHOLE


def _in_proportion(before: tuple[int, int], after: tuple[int, int], *, whole: bool) -> Box:
    """The middle part of the same proportions: as large as fits in, or as small as fits around."""
    sizes = [old / new for old, new in zip(before, after, strict=True)]
    scale = max(sizes) if whole else min(sizes)
    return _middle(scale / sizes[0], scale / sizes[1])


def _middle(height: float, width: float) -> Box:
    return Box((1 - height) / 2, (1 + height) / 2, (1 - width) / 2, (1 + width) / 2)
