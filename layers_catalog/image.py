"""The photograph itself and its preparation: input, value range, random changes while training.

Each acts on the picture alone and has no weights. Preparation for a backbone is in ``pretrained``.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from layers_catalog.base import Category, Inference, Layer, Remark, Slots
from layers_catalog.call import Call, CallKind
from layers_catalog.fields import ADVANCED, refusal
from layers_catalog.shapes import RGB_CHANNELS, image

if TYPE_CHECKING:
    from layers_catalog.call import Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class Fit(StrEnum):
    """How a photograph of any size becomes one of the Input's size."""

    STRETCH = "stretch"
    PAD = "pad"
    CROP = "crop"


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


_Side = Annotated[int, Field(ge=8, le=1024)]
_Change = Annotated[float, Field(ge=0.0, le=1.0)]
_Colour = Annotated[float, Field(ge=-1e6, le=1e6)]


class Input(Layer):
    """Where the photographs come in, in colour, with values from 0 (dark) to 255 (bright).

    Every photograph is brought to this height and width first. Larger pictures show finer detail
    but take longer: twice the side means four times the work. 224 is what most pretrained networks
    were trained on.
    """

    category = Category.IMAGE
    summary = "Where the photographs come in"
    example = "Every design begins with one Input."
    slots = Slots(least=0, most=0)
    shown = ("height", "width")

    height: _Side = 224
    """Height in pixels to which every photograph is brought."""
    width: _Side = 224
    """Width in pixels to which every photograph is brought."""
    fit: Fit = Fit.STRETCH
    """How other proportions are fitted: “stretch” changes them slightly and keeps the whole
    picture, “pad” adds dark bars, “crop” cuts the edges off."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The photograph's shape."""
        return Inference((self.height, self.width, RGB_CHANNELS))

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """A ``keras.Input`` of raw RGB values; ``fit`` is done when the photograph is read."""
        kwargs = {"shape": (self.height, self.width, RGB_CHANNELS), "dtype": "float32"}
        return (Call(CallKind.INPUT, "keras.Input", name, kwargs=kwargs, node=name),)


class Rescaling(Layer):
    """Brings pixel values to another range: multiplies each by the scale, then adds the offset.

    Networks learn faster from small numbers, so 0 to 255 usually becomes 0 to 1. A Backbone brings
    its own preparation and wants no Rescaling before it.
    """

    keras_path = "keras.layers.Rescaling"
    category = Category.IMAGE
    summary = "Brings pixel values to 0–1"
    example = "Put it right after Input when you build a network from scratch."
    presets: ClassVar[dict[str, Any]] = {"scale": 1 / 255}
    shown = ("scale", "offset")

    scale: Annotated[float, Field(ge=-1e6, le=1e6)]
    """Each pixel value is multiplied by this; 1/255 (0.0039) brings 0–255 to 0–1."""
    offset: Annotated[float, Field(ge=-1e6, le=1e6)] = 0.0
    """Then this is added; with scale 1/127.5 and offset −1 the range becomes −1 to 1."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input."""
        if self.scale:
            return Inference(inputs[0])
        blank = Remark(
            "blank",
            "Rescaling multiplies every pixel by 0, so nothing is left of the picture.",
            "Set the scale to 1/255, which is 0.0039.",
        )
        return Inference(inputs[0], remarks=(blank,))


class _Random(Layer):
    """A change drawn anew for each picture while training; in use the picture passes untouched.

    No ``seed`` field: the worker calls ``keras.utils.set_random_seed`` before it builds the network
    and again for each epoch, which also seeds these layers. A fixed seed here would repeat the same
    changes in every run, whatever the recipe's seed.

    Trap: Keras's layers of this kind act by default. A model must be called with
    ``training=False`` (``predict`` and ``evaluate`` do); a bare ``model(x)`` changes the pictures.
    """

    category = Category.AUGMENTATION

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input, which must be an image."""
        return Inference(image(inputs[0], layer=type(self).__name__))


class RandomFlip(_Random):
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


class _Filled(_Random):
    """A change that leaves empty places to fill."""

    fill_mode: Annotated[FillMode, ADVANCED] = FillMode.REFLECT
    """What fills the empty corners: “reflect” mirrors the skin at the edge and is the most natural,
    “nearest” draws the edge out, “wrap” takes the opposite edge, “constant” a plain colour."""
    interpolation: Annotated[Interpolation, ADVANCED] = Interpolation.BILINEAR
    """How values between pixels are found: “bilinear” is smooth, “nearest” is coarse."""
    fill_value: Annotated[_Colour, ADVANCED] = 0.0
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
    shown = ("factor",)

    factor: _Change
    """The largest turn, as a share of a full circle, to either side: 0.5 allows every angle, 0.1 up
    to 36 degrees."""


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

    # Keras allows 1, which would shrink a picture to nothing.
    height_factor: Annotated[float, Field(ge=0.0, le=0.9)]
    """The largest change of size, both ways: 0.1 means up to 10 % larger or smaller."""
    width_factor: Annotated[float, Field(ge=0.0, le=0.9)] | None = Field(
        default=None, json_schema_extra={"advanced": True}
    )
    """The same for the width alone. Left empty, the proportions of the picture are kept."""


class RandomContrast(_Random):
    """Makes each picture harder or flatter at random while training.

    It teaches the network that lighting and camera settings do not matter. When the trained
    network is used, pictures pass unchanged.
    """

    keras_path = "keras.layers.RandomContrast"
    summary = "Varies the contrast at random"
    example = "Use it when photographs come from several cameras or clinics."
    presets: ClassVar[dict[str, Any]] = {"factor": 0.2}
    shown = ("factor",)
    refuses: ClassVar[dict[str, str]] = {
        "empty-range": "Keras would cut every pixel to one value, and the picture would be lost.",
    }

    factor: _Change
    """The largest change of contrast, both ways: 0.2 means between 80 % and 120 %."""
    value_range: Annotated[tuple[_Colour, _Colour], ADVANCED] = (0.0, 255.0)
    """The lowest and the highest value that a pixel can have here; what goes beyond is cut off.
    From 0 to 255 right after Input. Change it when this layer stands after a Rescaling: to 0 and 1,
    or to −1 and 1, or else part of the picture is lost."""

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        low, high = self.value_range
        if low >= high:
            raise refusal(
                "empty-range",
                f"The value range of RandomContrast goes from {low:g} to {high:g}, "
                "so no picture would be left.",
                "Let the first number be the smaller one, for instance 0 and 255.",
            )
        return self

    def kwargs(self) -> dict[str, Any]:
        """Keras's arguments.

        Trap: of a single number f, Keras 3.15 makes the range 1 to 1 + f (it clips −f to its lower
        bound, 0), so contrast would only ever rise. A pair gives what its documentation promises.
        """
        return {**super().kwargs(), "factor": (self.factor, self.factor)}
