"""Shapes without the batch axis, and the errors a shape rule may raise.

Pure arithmetic: nothing here knows a layer type or Keras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

Dim = int | None
Shape = tuple[Dim, ...]

RGB_CHANNELS = 3
TOKENS_RANK = 2
"""Of a row of tokens: places of a picture, each with its list of numbers."""


NEEDS_IMAGE: Final[dict[str, str]] = {
    "needs-image": "Keras would take the photographs of a batch for the rows of one picture, "
    "and so mix up different photographs.",
}
"""Why layers for pictures that Keras also gives single pictures refuse a row of tokens."""


class ShapeError(ValueError):
    """A tensor that a layer cannot take, in words for the person who drew it.

    Args:
        code: a stable name for the kind of problem, e.g. ``"needs-image"``.
        message: what was expected, then what came.
        hint: what to do about it.
    """

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def in_words(shape: Shape) -> str:
    """``(56, 56, 64)`` as "56 × 56, 64 maps"; ``(1280,)`` as "1,280 numbers"; tokens in between."""
    shown = [_dim(dim) for dim in shape]
    match shown:
        case [units]:
            return f"{units} number{'' if units == '1' else 's'}"
        case [tokens, units]:
            return f"{tokens} token{'' if tokens == '1' else 's'} of {units}"
        case [height, width, channels]:
            return f"{height} × {width}, {channels} map{'' if channels == '1' else 's'}"
        case _:
            return " × ".join(shown)


def _dim(dim: Dim) -> str:
    return "any" if dim is None else f"{dim:,}"


def described(shape: Shape) -> str:
    """A shape as the object of a sentence: "an image of 14 × 14 with 112 maps"."""
    match shape:
        case (units,):
            return "a list of 1 number" if units == 1 else f"a list of {_dim(units)} numbers"
        case (tokens, units):
            row = "a row of 1 token" if tokens == 1 else f"a row of {_dim(tokens)} tokens"
            return f"{row} with {in_words((units,))} each"
        case (height, width, channels):
            maps = "map" if channels == 1 else "maps"
            return f"an image of {height} × {width} with {_dim(channels)} {maps}"
        case _:
            return f"a tensor of {in_words(shape)}"


def image(shape: Shape, *, layer: str) -> tuple[int, int, int]:
    """The height, width and channels of an image, or a ``ShapeError`` of code ``needs-image``."""
    match shape:
        case (int(height), int(width), int(channels)):
            return height, width, channels
    raise ShapeError(
        "needs-image",
        f"{layer} needs an image, but receives {described(shape)}.",
        f"Put {layer} before Flatten, GlobalAveragePooling2D or Dense."
        if len(shape) != TOKENS_RANK
        else f"Put {layer} before the Reshape, or another Reshape before it.",
    )


def colour_image(shape: Shape, *, layer: str) -> tuple[int, int, int]:
    """The height, width and 3 maps of a picture in red, green and blue.

    Args:
        shape: of the picture.
        layer: the layer's name, for the message.

    Raises:
        ShapeError: code ``needs-image`` or ``needs-colour``.
    """
    height, width, channels = image(shape, layer=layer)
    if channels == RGB_CHANNELS:
        return height, width, channels
    raise ShapeError(
        "needs-colour",
        f"{layer} needs a picture in red, green and blue, which has {RGB_CHANNELS} maps, "
        f"but receives {described(shape)}.",
        "Connect it to Input, or to RandomFlip and the like after Input.",
    )


def axis_among(axis: int, rank: int, *, layer: str) -> int:
    """The place of an axis in a shape without the batch, which Keras counts as axis 0.

    Args:
        axis: as Keras counts: 0 is the batch, −1 the last one.
        rank: how many axes the shape has, without the batch.
        layer: the layer's name, for the message.

    Raises:
        ShapeError: code ``batch-axis`` or ``no-such-axis``.
    """
    found = axis - 1 if axis > 0 else rank + axis
    if 0 <= found < rank and axis != 0:
        return found
    if axis == 0 or found == -1:
        raise ShapeError(
            "batch-axis",
            f"{layer} would work along the axis that counts photographs, "
            "and so mix up different photographs.",
            "Set the axis to −1.",
        )
    raise ShapeError(
        "no-such-axis",
        f"{layer} cannot work along axis {axis}: "
        f"its input has {rank} {'axis' if rank == 1 else 'axes'} only.",
        "Set the axis to −1.",
    )


def photograph(shape: Shape, *, layer: str, least: int) -> tuple[int, int]:
    """The height and width of a picture in red, green and blue.

    Args:
        shape: of the picture.
        layer: the layer's name, for the message.
        least: the smallest height and width that it takes, in pixels.

    Raises:
        ShapeError: code ``needs-image``, ``needs-colour`` or ``picture-too-small``.
    """
    height, width, _ = colour_image(shape, layer=layer)
    if min(height, width) < least:
        raise ShapeError(
            "picture-too-small",
            f"{layer} needs a picture of at least {least} × {least} pixels, "
            f"but receives {height} × {width}.",
            "Set a larger height and width in Input; 224 × 224 is usual.",
        )
    return height, width


def window(side: int, *, reach: int, step: int, padding: str, layer: str) -> int:
    """How many places a window takes along one side.

    Args:
        side: length of the side, in pixels.
        reach: pixels the window covers, dilation counted, at least 1.
        step: stride in pixels, at least 1.
        padding: ``"valid"`` (inside only) or ``"same"`` (edges padded with zeros).
        layer: the layer's name, for the message.

    Raises:
        ShapeError: code ``too-small``, when the window does not fit once.
    """
    if padding == "same":
        return -(-side // step)
    size = (side - reach) // step + 1
    if size < 1:
        raise ShapeError(
            "too-small",
            f"{layer} looks at {reach} pixels at a time, but a side of its input has only {side}.",
            "Use a larger input, fewer pooling layers before it, or padding “same”.",
        )
    return size


def product(dims: Iterable[Dim]) -> int:
    """The product of known dimensions."""
    total = 1
    for dim in dims:
        if dim is None:
            raise ShapeError(
                "unknown-size",
                "This layer needs to know the size of its input, but it is not fixed.",
                "Give the Input a fixed height and width.",
            )
        total *= dim
    return total
