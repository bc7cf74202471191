"""Layers that bend each value by a simple rule.

Activations built into Conv2D and Dense are fields of those layers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer
from layers_catalog.fields import ADVANCED, ActivationName, Beginning, left_empty
from layers_catalog.remarks import remarks, softmax_of_one
from layers_catalog.shapes import ShapeError, axis_among, described, product

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


_Axis = Annotated[int, Field(ge=1, le=3)]
_Axes = tuple[Annotated[_Axis, Field(title="first")], Annotated[_Axis, Field(title="second")]]


class _Bending(Layer):
    """A rule for each value on its own."""

    category = Category.ACTIVATION

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input."""
        return Inference(inputs[0])


class Activation(_Bending):
    """Bends each value by a simple rule; without one, many layers could do no more than one.

    “relu” keeps what is above zero. Conv2D and Dense can have it built in; use this layer to put
    something in between, such as BatchNormalization or Add.
    """

    keras_path = "keras.layers.Activation"
    summary = "Bends values, mostly “relu”"
    example = "Put it after BatchNormalization or after Add."
    presets: ClassVar[dict[str, Any]] = {"activation": "relu"}
    shown = ("activation",)

    activation: ActivationName
    """The rule: “relu” for most places, “softmax” makes shares that add up to 1."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input."""
        found = remarks(softmax_of_one("Activation", self.activation, inputs[0][-1]))
        return Inference(inputs[0], remarks=found)


class ReLU(_Bending):
    """Keeps what is above zero and drops the rest, or lets a little of it through.

    Like Activation with “relu”, with settings for where it begins, where it ends and how much of
    what lies below passes.
    """

    keras_path = "keras.layers.ReLU"
    summary = "Keeps what is above zero"
    example = "Set its highest value to 6 for networks that shall run on a telephone."

    max_value: Annotated[
        Annotated[float, Field(gt=0.0, le=1e6)] | None, left_empty("no highest")
    ] = None
    """The highest value that it gives; what is above is cut to it. Left empty, nothing is."""
    negative_slope: Annotated[float, ADVANCED, Field(ge=0.0, le=1.0)] = 0.0
    """How much of what lies below the threshold passes: 0 for nothing, 0.1 for a tenth."""
    threshold: Annotated[float, ADVANCED, Field(ge=0.0, le=1e6)] = 0.0
    """Where it begins; what is smaller is dropped."""


class LeakyReLU(_Bending):
    """Keeps what is above zero and lets a fixed part of what is below pass.

    A unit that receives only values below zero still learns, which with “relu” it would not.
    """

    keras_path = "keras.layers.LeakyReLU"
    summary = "“relu” that lets some through"
    example = "Use it when many units of a network with “relu” give nothing but zeros."
    shown = ("negative_slope",)

    negative_slope: Annotated[float, Field(ge=0.0, le=1.0)] = 0.3
    """How much of what is below zero passes: 0.3 means 30 %."""


class ELU(_Bending):
    """Keeps what is above zero and bends what is below gently towards a lowest value.

    Its averages stay near zero, which can make training quicker than with “relu”.
    """

    keras_path = "keras.layers.ELU"
    summary = "“relu” with a soft end"
    example = "Try it in place of “relu” in a small network without BatchNormalization."
    shown = ("alpha",)

    alpha: Annotated[float, Field(ge=0.0, le=100.0)] = 1.0
    """How far below zero it can go: with 1 no value is below −1."""


class PReLU(_Bending):
    """Keeps what is above zero and learns how much of what is below shall pass."""

    keras_path = "keras.layers.PReLU"
    summary = "“relu” that learns its slope"
    example = "Put it after a Conv2D without an activation of its own."
    presets: ClassVar[dict[str, Any]] = {"shared_axes": (1, 2)}

    alpha_initializer: Annotated[Beginning, ADVANCED] = Beginning.ZEROS
    """What the learned slopes start from."""
    shared_axes: _Axes | None = None
    """Along which directions one slope serves for all places: 1 and 2 are the height and the width
    of a picture, so that each map has one slope. Left empty, every pixel of every map has its
    own, which for pictures is far too many."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input; a slope for each place that does not share one."""
        shape = inputs[0]
        shared = self.shared_axes or ()
        if max(shared, default=0) > len(shape):
            raise ShapeError(
                "no-such-axis",
                f"PReLU is to share slopes along axis {max(shared)}, "
                f"but receives {described(shape)}.",
                "Leave its shared axes empty, or put it before Flatten and the pooling layers.",
            )
        own = [size for axis, size in enumerate(shape, start=1) if axis not in shared]
        return Inference(shape, product(own))


class Softmax(_Bending):
    """Turns values into shares that add up to 1: the largest value gets the largest share.

    The Classifier does this by itself. As a layer of its own it serves to weigh maps or places
    against each other.
    """

    keras_path = "keras.layers.Softmax"
    summary = "Values to shares of 1"
    example = "Put it after a Conv2D, so that each place has to choose among its maps."

    axis: Annotated[int, ADVANCED, Field(ge=-3, le=3)] = -1
    """Along what the shares add up to 1: −1 for the maps at each place or a list of numbers (the
    usual way), 1 for each column of a picture, 2 for each row."""
    refuses: ClassVar[dict[str, str]] = {
        "batch-axis": "Shares among different photographs would depend on who else is examined.",
    }

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input."""
        along = axis_among(self.axis, len(inputs[0]), layer="Softmax")
        found = remarks(softmax_of_one("Softmax", ActivationName.SOFTMAX, inputs[0][along]))
        return Inference(inputs[0], remarks=found)
