"""Random changes of light and colour while training.

Changes of form are in ``augmentation``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import model_validator

from layers_catalog.base import Inference, Remark
from layers_catalog.call import Call, CallKind
from layers_catalog.fields import ADVANCED
from layers_catalog.from_keras import around_the_middle, around_zero, both_alike, from_zero
from layers_catalog.randomness import (
    EMPTY_RANGE,
    Change,
    RandomChange,
    ValueRange,
    refuse_empty_range,
)
from layers_catalog.shapes import NEEDS_IMAGE, colour_image, image

if TYPE_CHECKING:
    from layers_catalog.call import Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class _WithinRange(RandomChange):
    """A change that cuts what goes beyond the values that a pixel can have."""

    refuses: ClassVar[dict[str, str]] = {**NEEDS_IMAGE, **EMPTY_RANGE}

    factor: Change
    """The largest change, both ways."""
    value_range: Annotated[ValueRange, ADVANCED] = (0.0, 255.0)
    """The lowest and the highest value that a pixel can have here; what goes beyond is cut off.
    From 0 to 255 right after Input. Change it when this layer stands after a Rescaling: to 0 and 1,
    or to −1 and 1, or else part of the picture is lost."""

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        refuse_empty_range(type(self).__name__, self.value_range)
        return self


class RandomBrightness(_WithinRange):
    """Makes each picture lighter or darker at random while training.

    It teaches the network that lighting does not matter. When the trained network is used, pictures
    pass unchanged.
    """

    keras_path = "keras.layers.RandomBrightness"
    summary = "Varies the brightness at random"
    example = "Use it when some photographs were taken with a flash and others without."
    presets: ClassVar[dict[str, Any]] = {"factor": 0.1}
    turned_round: ClassVar[dict[str, Any]] = {"factor": around_zero}
    shown = ("factor",)

    factor: Change
    """The largest change, both ways, as a share of the way from black to white: 0.1 means up to 25
    of 255 lighter or darker."""


class RandomContrast(_WithinRange):
    """Makes each picture harder or flatter at random while training.

    It teaches the network that lighting and camera settings do not matter. When the trained
    network is used, pictures pass unchanged.
    """

    keras_path = "keras.layers.RandomContrast"
    summary = "Varies the contrast at random"
    example = "Use it when photographs come from several cameras or clinics."
    presets: ClassVar[dict[str, Any]] = {"factor": 0.2}
    turned_round: ClassVar[dict[str, Any]] = {"factor": both_alike}
    shown = ("factor",)

    factor: Change
    """The largest change of contrast, both ways: 0.2 means between 80 % and 120 %."""

    def kwargs(self) -> dict[str, Any]:
        """Keras's arguments.

        Trap: of a single number f, Keras 3.15 makes the range 1 to 1 + f (it clips −f to its lower
        bound, 0), so contrast would only ever rise. A pair gives what its documentation promises.
        """
        return {**super().kwargs(), "factor": (self.factor, self.factor)}


class RandomSharpness(_WithinRange):
    """Blurs or sharpens each picture at random while training.

    It teaches the network that focus does not matter. When the trained network is used, pictures
    pass unchanged.
    """

    keras_path = "keras.layers.RandomSharpness"
    summary = "Varies the sharpness at random"
    example = "Use it when some photographs are a little out of focus."
    presets: ClassVar[dict[str, Any]] = {"factor": 0.3}
    turned_round: ClassVar[dict[str, Any]] = {"factor": around_the_middle}
    shown = ("factor",)
    refuses: ClassVar[dict[str, str]] = EMPTY_RANGE

    factor: Change
    """The largest change, both ways: 0 leaves every picture as it is, 1 goes from blurred to twice
    as sharp."""

    def kwargs(self) -> dict[str, Any]:
        """Keras's arguments.

        Trap: of a single number f, Keras 3.15 draws between 0 (blurred) and f, and only 0.5 leaves
        a picture as it is, so that small numbers would always blur.
        """
        return {**super().kwargs(), "factor": _around_the_middle(self.factor)}

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """The change on a picture with its edge repeated around it, which is cut off again.

        Trap: alone, Keras 3.15 blurs zeros from beyond the edge in, so that the outermost pixels
        get up to 23 % darker, and 38 % in the corners.
        """
        (change,) = super().calls(name, inputs, facts)
        around = ((0, 0), (1, 1), (1, 1), (0, 0))
        edged = Call(
            CallKind.OPERATION,
            "keras.ops.pad",
            f"{name}_edge",
            inputs=change.inputs,
            kwargs={"pad_width": around, "mode": "symmetric"},
            node=name,
        )
        changed = replace(change, name=f"{name}_random", inputs=(edged.name,))
        cut = {"cropping": around[1:3]}
        return (
            edged,
            changed,
            replace(change, path="keras.layers.Cropping2D", inputs=(changed.name,), kwargs=cut),
        )


class _Colourful(RandomChange):
    """A change of colours, which only a picture in colour has."""

    refuses: ClassVar[dict[str, str]] = {**NEEDS_IMAGE}

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input, which must have red, green and blue."""
        return Inference(colour_image(inputs[0], layer=type(self).__name__))


class RandomSaturation(_Colourful):
    """Makes the colours of each picture paler or stronger at random while training.

    It teaches the network that the camera's colours do not matter. It needs values that are not
    below 0, so put it before a Rescaling to −1 to 1. When the trained network is used, pictures
    pass unchanged.
    """

    keras_path = "keras.layers.RandomSaturation"
    summary = "Varies how strong colours are"
    example = "Use it when photographs come from several cameras, some with paler colours."
    presets: ClassVar[dict[str, Any]] = {"factor": 0.2}
    turned_round: ClassVar[dict[str, Any]] = {"factor": around_the_middle}
    shown = ("factor",)

    factor: Change
    """The largest change, both ways: 0.2 means from two thirds to one and a half times as strong,
    1 from grey to glaring."""

    def kwargs(self) -> dict[str, Any]:
        """Keras's arguments.

        Traps: of a single number f, Keras 3.15 draws between −f and f, where 0.5 alone leaves
        colours as they are, so that small numbers make every picture nearly grey. And it cuts the
        strength of colours, which is from 0 to 1 whatever pixels are, to its ``value_range``: of
        0 to 255 pixels would get values far below 0.
        """
        return {"factor": _around_the_middle(self.factor), "value_range": (0.0, 1.0)}


class RandomHue(_Colourful, _WithinRange):
    """Shifts the colours of each picture around the colour wheel at random while training.

    Large shifts make skin green or blue, which no photograph is, and colour is a sign of melanoma:
    keep it small. When the trained network is used, pictures pass unchanged.
    """

    keras_path = "keras.layers.RandomHue"
    summary = "Shifts colours at random"
    example = "Use it, with a small change, when cameras differ in their white balance."
    presets: ClassVar[dict[str, Any]] = {"factor": 0.05}
    turned_round: ClassVar[dict[str, Any]] = {"factor": from_zero}
    shown = ("factor",)
    refuses: ClassVar[dict[str, str]] = {**NEEDS_IMAGE, **EMPTY_RANGE}

    factor: Change
    """The largest shift, both ways, as a share of half the colour wheel: 0.05 means up to 9
    degrees."""


class RandomGrayscale(RandomChange):
    """Takes the colours out of some pictures while training, so that form counts as well.

    Colour is an important sign in skin lesions, so a small share is enough. When the trained
    network is used, pictures pass unchanged.
    """

    keras_path = "keras.layers.RandomGrayscale"
    summary = "Makes some pictures grey"
    example = "Use it when the network looks at colours alone."
    presets: ClassVar[dict[str, Any]] = {"factor": 0.1}
    shown = ("factor",)

    factor: Change = 0.5
    """The share of pictures that become grey: 0.1 means one in ten."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input, which should have red, green and blue."""
        shape = image(inputs[0], layer="RandomGrayscale")
        if shape[-1] == 1:
            return Inference(shape, remarks=(_grey_already(),))
        return Inference(colour_image(shape, layer="RandomGrayscale"))


def _grey_already() -> Remark:
    return Remark(
        "already-grey",
        "RandomGrayscale does nothing here, because it receives an image without colour.",
        "You can delete it.",
    )


def _around_the_middle(change: float) -> tuple[float, float]:
    """A change both ways, where Keras counts from 0 to 1 and 0.5 changes nothing."""
    return 0.5 - change / 2, 0.5 + change / 2
