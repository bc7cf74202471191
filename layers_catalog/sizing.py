"""Layers that change the height and width of a picture without learning anything.

What keeps one value of several is in ``pooling``; what only arranges values anew in ``shape``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from layers_catalog.base import Category, Inference, Layer, Remark
from layers_catalog.fields import ADVANCED, HEIGHT, WIDTH, Resampling, refusal
from layers_catalog.from_keras import borders
from layers_catalog.remarks import remarks
from layers_catalog.shapes import NEEDS_IMAGE, ShapeError, described, image

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

_Side = Annotated[int, Field(ge=1, le=2048)]
_Border = Annotated[int, Field(ge=0, le=512)]
_Borders = tuple[
    Annotated[_Border, Field(title="top")],
    Annotated[_Border, Field(title="bottom")],
    Annotated[_Border, Field(title="left")],
    Annotated[_Border, Field(title="right")],
]
_Times = Annotated[int, Field(ge=1, le=32)]
_Factors = tuple[Annotated[_Times, HEIGHT], Annotated[_Times, WIDTH]]


class Resizing(Layer):
    """Brings a picture to another height and width, whatever it had before.

    Photographs already come in the size of the Input; this is for another size further on, or for
    bringing branches to one size. It does the same in training and in use.
    """

    keras_path = "keras.layers.Resizing"
    category = Category.IMAGE
    summary = "Brings pictures to another size"
    example = "Give one branch of a network the whole photograph at a quarter of its size."
    presets: ClassVar[dict[str, Any]] = {"height": 112, "width": 112}
    shown = ("height", "width")
    refuses: ClassVar[dict[str, str]] = NEEDS_IMAGE

    height: _Side
    """Height of the result in pixels."""
    width: _Side
    """Width of the result in pixels."""
    interpolation: Annotated[Resampling, ADVANCED] = Resampling.BILINEAR
    """How values between pixels are found: “nearest” is coarse, “bilinear” smooth; “bicubic” and
    the two “lanczos” are sharper and may go a little beyond the lightest and darkest values."""
    crop_to_aspect_ratio: Annotated[bool, ADVANCED] = False
    """Whether edges are cut off so that proportions stay as they are; if not, they change."""
    pad_to_aspect_ratio: Annotated[bool, ADVANCED] = False
    """Whether bars are added so that proportions stay as they are and all of the picture is
    kept."""
    fill_value: Annotated[float, ADVANCED, Field(ge=-1e6, le=1e6)] = 0.0
    """The value of those bars: 0 for black."""
    antialias: Annotated[bool, ADVANCED] = False
    """Whether a picture is smoothed before it becomes smaller, so that fine structures do not turn
    into false patterns."""

    @model_validator(mode="after")
    def _crops_or_pads(self) -> Self:
        if self.crop_to_aspect_ratio and self.pad_to_aspect_ratio:
            raise refusal(
                "crop-and-pad",
                "Resizing can cut edges off or add bars to keep the proportions, but not both.",
                "Switch one of the two off.",
            )
        return self

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """As many maps in the new size."""
        *_, channels = image(inputs[0], layer="Resizing")
        return Inference((self.height, self.width, channels))


class CenterCrop(Layer):
    """Keeps the middle of each picture and drops what is around it.

    Lesions are mostly in the middle, so it leaves out rulers, dark corners and far skin. It does
    the same in training and in use. A picture that is smaller than that is enlarged.
    """

    keras_path = "keras.layers.CenterCrop"
    category = Category.IMAGE
    summary = "Keeps the middle of pictures"
    example = "Let the Input bring photographs to 256 × 256 and keep the middle 224 × 224."
    presets: ClassVar[dict[str, Any]] = {"height": 192, "width": 192}
    shown = ("height", "width")
    refuses: ClassVar[dict[str, str]] = NEEDS_IMAGE

    height: _Side
    """Height in pixels of the part that is kept."""
    width: _Side
    """Width in pixels of the part that is kept."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """As many maps in the new size."""
        height, width, channels = image(inputs[0], layer="CenterCrop")
        enlarges = height < self.height or width < self.width
        found = remarks(self._enlarging(inputs[0]) if enlarges else None)
        return Inference((self.height, self.width, channels), remarks=found)

    def _enlarging(self, shape: Shape) -> Remark:
        return Remark(
            "enlarges",
            f"CenterCrop is to keep {self.height} × {self.width} pixels of {described(shape)}, "
            "which has fewer, so it enlarges a part of the picture.",
            "Choose a smaller part, or a larger Input.",
        )


class ZeroPadding2D(Layer):
    """Puts a border of zeros around a picture, as many pixels as you choose on each side."""

    keras_path = "keras.layers.ZeroPadding2D"
    category = Category.SHAPE
    summary = "Adds an empty border"
    example = (
        "Put it before a Conv2D with “valid” padding, to choose yourself what is at the edges."
    )
    shown = ("padding",)
    turned_round: ClassVar[dict[str, Any]] = {"padding": borders}

    padding: _Borders = (1, 1, 1, 1)
    """How many rows of zeros are added at the top and at the bottom, then how many columns on the
    left and on the right."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """A larger image with as many maps."""
        height, width, channels = image(inputs[0], layer="ZeroPadding2D")
        top, bottom, left, right = self.padding
        return Inference((height + top + bottom, width + left + right, channels))

    def kwargs(self) -> dict[str, Any]:
        """Keras's arguments, which pair the sides."""
        return {"padding": _paired(self.padding)}


class Cropping2D(Layer):
    """Cuts rows and columns off at the edges of a picture, as many as you choose on each side."""

    keras_path = "keras.layers.Cropping2D"
    category = Category.SHAPE
    summary = "Cuts edges off"
    example = "Cut off the lower rows when a camera writes the date there."
    presets: ClassVar[dict[str, Any]] = {"cropping": (1, 1, 1, 1)}
    shown = ("cropping",)
    turned_round: ClassVar[dict[str, Any]] = {"cropping": borders}

    cropping: _Borders = (0, 0, 0, 0)
    """How many rows are cut off at the top and at the bottom, then how many columns on the left and
    on the right."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """A smaller image with as many maps."""
        height, width, channels = image(inputs[0], layer="Cropping2D")
        top, bottom, left, right = self.cropping
        sides = height - top - bottom, width - left - right
        if min(sides) < 1:
            raise ShapeError(
                "too-small",
                f"Cropping2D would leave nothing of {described(inputs[0])}.",
                "Cut off fewer rows and columns.",
            )
        return Inference((*sides, channels))

    def kwargs(self) -> dict[str, Any]:
        """Keras's arguments, which pair the sides."""
        return {"cropping": _paired(self.cropping)}


class UpSampling2D(Layer):
    """Makes a picture larger by a whole number of times, repeating or blending its pixels.

    The opposite of pooling. What pooling has dropped does not come back.
    """

    keras_path = "keras.layers.UpSampling2D"
    category = Category.SHAPE
    summary = "Makes pictures larger"
    example = (
        "Bring the small maps of a deep branch to the size of a shallow one before Concatenate."
    )
    presets: ClassVar[dict[str, Any]] = {"interpolation": "bilinear"}
    shown = ("size",)

    size: _Factors = (2, 2)
    """How many times as high and as wide it becomes."""
    interpolation: Resampling = Resampling.NEAREST
    """How new pixels are made: “nearest” repeats the old ones, “bilinear” blends them smoothly;
    “bicubic” and the two “lanczos” are sharper."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """A larger image with as many maps."""
        height, width, channels = image(inputs[0], layer="UpSampling2D")
        return Inference((height * self.size[0], width * self.size[1], channels))


def _paired(borders: tuple[int, ...]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Top and bottom, left and right."""
    top, bottom, left, right = borders
    return (top, bottom), (left, right)
