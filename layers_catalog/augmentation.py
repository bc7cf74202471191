"""Random changes of form while training: mirrored, turned, shifted, cut, partly hidden.

Changes of colour are in ``augmentation_colour``.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from layers_catalog.base import Inference, Remark
from layers_catalog.fields import ADVANCED
from layers_catalog.from_keras import around_zero, both_alike
from layers_catalog.randomness import (
    EMPTY_RANGE,
    Change,
    Pixel,
    RandomChange,
    ValueRange,
    refuse_empty_range,
)
from layers_catalog.remarks import remarks
from layers_catalog.shapes import NEEDS_IMAGE, ShapeError, described, image

if TYPE_CHECKING:
    from layers_catalog.call import Call, Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

_Shares = tuple[
    Annotated[Change, Field(title="smallest")], Annotated[Change, Field(title="largest")]
]


class FlipMode(StrEnum):
    """Which way a picture may be mirrored."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    BOTH = "horizontal_and_vertical"


class FillMode(StrEnum):
    """What stands where the turned or shrunk picture leaves the frame empty."""

    REFLECT = "reflect"
    WRAP = "wrap"
    NEAREST = "nearest"
    CONSTANT = "constant"


class Interpolation(StrEnum):
    """How pixels between pixels are made."""

    BILINEAR = "bilinear"
    NEAREST = "nearest"


class RandomFlip(RandomChange):
    """Mirrors each picture at random while training, so that the network sees more variety.

    A lesion has no natural left, right, top or bottom, so mirrored pictures are as real as the
    originals. When the trained network is used, pictures pass unchanged.
    """

    keras_path = "keras.layers.RandomFlip"
    summary = "Mirrors pictures at random"
    example = "Put it after Input whenever you have fewer than some ten thousand photographs."
    shown = ("mode",)

    mode: FlipMode = FlipMode.BOTH
    """Which way: “horizontal” for left–right, “vertical” for upside down, or both, each drawn on
    its own."""

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """One layer for each direction.

        Trap: told to do both, Keras 3.15 draws once for the two, so a picture is turned by half a
        circle or left as it is, and never mirrored. Two layers give all four positions.
        """
        (flip,) = super().calls(name, inputs, facts)
        if self.mode is not FlipMode.BOTH:
            return (flip,)
        across = replace(flip, name=f"{name}_horizontal", kwargs={"mode": "horizontal"})
        return across, replace(flip, inputs=(across.name,), kwargs={"mode": "vertical"})


class _Filled(RandomChange):
    """A change that leaves empty places to fill."""

    fill_mode: Annotated[FillMode, ADVANCED] = FillMode.REFLECT
    """What fills the empty corners: “reflect” mirrors the skin at the edge and is the most natural,
    “nearest” draws the edge out, “wrap” takes the opposite edge, “constant” a plain colour."""
    interpolation: Annotated[Interpolation, ADVANCED] = Interpolation.BILINEAR
    """How values between pixels are found: “bilinear” is smooth, “nearest” is coarse."""
    fill_value: Annotated[Pixel, ADVANCED] = 0.0
    """The plain colour of “constant”, in the values that pixels have here: from 0 (black) to 255
    (white) right after Input, from 0 to 1 after a Rescaling."""


class RandomRotation(_Filled):
    """Turns each picture by a random angle while training, so that the network sees more variety.

    Skin has no “up”, so a turned lesion is as real as the original. When the trained network is
    used, pictures pass unchanged.
    """

    keras_path = "keras.layers.RandomRotation"
    summary = "Turns pictures by random angles"
    example = "Use it with RandomFlip to make the most of a small collection."
    # Any angle: unlike a street scene, a dermoscopic picture has no upright position.
    presets: ClassVar[dict[str, Any]] = {"factor": 0.5}
    turned_round: ClassVar[dict[str, Any]] = {"factor": around_zero}
    shown = ("factor",)

    factor: Change
    """The largest turn, as a share of a full circle, to either side: 0.5 allows every angle, 0.1 up
    to 36 degrees."""


class RandomTranslation(_Filled):
    """Shifts each picture at random while training, up or down and to a side.

    It teaches the network that a lesion need not be in the middle. When the trained network is
    used, pictures pass unchanged.
    """

    keras_path = "keras.layers.RandomTranslation"
    summary = "Shifts pictures at random"
    example = "Use it when lesions are always in the middle of your photographs."
    presets: ClassVar[dict[str, Any]] = {"height_factor": 0.1, "width_factor": 0.1}
    shown = ("height_factor", "width_factor")
    turned_round: ClassVar[dict[str, Any]] = {
        "height_factor": around_zero,
        "width_factor": around_zero,
    }

    height_factor: Change
    """The largest shift up or down, as a share of the height: 0.1 means up to a tenth."""
    width_factor: Change
    """The largest shift to the left or right, as a share of the width."""


class RandomZoom(_Filled):
    """Enlarges or shrinks each picture at random while training.

    It teaches the network that the distance of the camera does not matter. Leave it out when the
    size of a lesion is itself a sign. When the trained network is used, pictures pass unchanged.
    """

    keras_path = "keras.layers.RandomZoom"
    summary = "Moves nearer or further away"
    example = "Use it when photographs were taken from different distances."
    presets: ClassVar[dict[str, Any]] = {"height_factor": 0.1}
    shown = ("height_factor",)
    turned_round: ClassVar[dict[str, Any]] = {
        "height_factor": around_zero,
        "width_factor": lambda value: None if value is None else around_zero(value),
    }

    # Keras allows 1, which would shrink a picture to nothing.
    height_factor: Annotated[float, Field(ge=0.0, le=0.9)]
    """The largest change of size, both ways: 0.1 means up to 10 % larger or smaller."""
    width_factor: Annotated[float, Field(ge=0.0, le=0.9)] | None = Field(
        default=None, json_schema_extra={"advanced": True}
    )
    """The same for the width alone. Left empty, the proportions of the picture are kept."""


class RandomCrop(RandomChange):
    """Cuts a part of each picture out, at another place in each step of training.

    All pictures of a batch are cut at the same place. When the trained network is used, the middle
    of the picture is taken, so the edges are never seen then.
    """

    keras_path = "keras.layers.RandomCrop"
    summary = "Cuts out parts at random"
    only_by_chance = False
    example = "Let the Input bring photographs to 256 × 256 and cut out 224 × 224."
    presets: ClassVar[dict[str, Any]] = {"height": 192, "width": 192}
    shown = ("height", "width")
    refuses: ClassVar[dict[str, str]] = {
        **NEEDS_IMAGE,
        "too-small": "Keras would cut out a part at the edge and stretch it out of proportion.",
    }

    height: Annotated[int, Field(ge=1, le=2048)]
    """Height in pixels of the part that is cut out."""
    width: Annotated[int, Field(ge=1, le=2048)]
    """Width in pixels of the part that is cut out."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """As many maps of the part's size."""
        height, width, channels = image(inputs[0], layer="RandomCrop")
        if height < self.height or width < self.width:
            raise ShapeError(
                "too-small",
                f"RandomCrop cannot cut {self.height} × {self.width} pixels "
                f"out of {described(inputs[0])}.",
                "Cut out a smaller part, or use a larger Input.",
            )
        same = height == self.height or width == self.width
        found = remarks(_never_random() if same else None)
        return Inference((self.height, self.width, channels), remarks=found)

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """The random cut, then one that does nothing in training and takes the middle in use.

        Trap: in use Keras 3.15 lets the whole picture pass, although it tells the layers after it
        the size of the part.
        """
        (middle,) = super().calls(name, inputs, facts)
        cut = replace(middle, name=f"{name}_random")
        return cut, replace(middle, path="keras.layers.CenterCrop", inputs=(cut.name,))


def _never_random() -> Remark:
    return Remark(
        "never-random",
        "RandomCrop takes the same part each time, because its height or width is that of the "
        "picture.",
        "Make both smaller than the picture, or use CenterCrop.",
    )


class RandomErasing(RandomChange):
    """Hides a rectangle of the picture behind random grain or a plain colour while training.

    The network learns not to rely on a single spot, and is less disturbed by a ruler or a hair
    across the lesion. When the trained network is used, pictures pass unchanged.
    """

    keras_path = "keras.layers.RandomErasing"
    summary = "Hides a part at random"
    example = "Use it when the network relies on rulers, markers or dark corners."
    presets: ClassVar[dict[str, Any]] = {"factor": 0.5, "scale": (0.02, 0.2)}
    turned_round: ClassVar[dict[str, Any]] = {"factor": both_alike}
    shown = ("factor",)
    refuses: ClassVar[dict[str, str]] = {**NEEDS_IMAGE, **EMPTY_RANGE}

    factor: Change = 1.0
    """The share of pictures in which something is hidden: 0.5 means every second one."""
    scale: Annotated[_Shares, ADVANCED] = (0.02, 0.33)
    """How large the hidden part is, as the smallest and the largest share of the picture."""
    fill_value: Annotated[Pixel | None, ADVANCED] = None
    """The value that hides it: 0 for black, 255 for white right after Input. Left empty, random
    grain."""
    value_range: Annotated[ValueRange, ADVANCED] = (0.0, 255.0)
    """The lowest and the highest value that the hiding grain or colour can have. 0 and 255 right
    after Input; change it to 0 and 1 when this layer stands after a Rescaling."""

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        refuse_empty_range("RandomErasing", self.value_range)
        return self

    def kwargs(self) -> dict[str, Any]:
        """Keras's arguments.

        Trap: of a single number f, Keras 3.15 draws the share itself between 0 and f, so that of
        1 only half of the pictures are touched. A pair of equal numbers is what one expects.
        """
        return {**super().kwargs(), "factor": (self.factor, self.factor)}
