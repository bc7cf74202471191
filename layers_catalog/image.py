"""The photograph itself and its preparation: where it comes in, and its range of values.

Its size is in ``sizing``, random changes in ``augmentation``, preparation for a backbone in
``pretrained``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer, Remark, Slots
from layers_catalog.call import Call, CallKind
from layers_catalog.shapes import RGB_CHANNELS

if TYPE_CHECKING:
    from layers_catalog.call import Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class Fit(StrEnum):
    """How a photograph of any size becomes one of the Input's size."""

    STRETCH = "stretch"
    PAD = "pad"
    CROP = "crop"


_Side = Annotated[int, Field(ge=8, le=1024)]


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
    rescales = True
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
