"""Layers that look for patterns with small learned windows.

What slides a window without learning is in ``pooling``.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from layers_catalog.base import Category, Inference, Layer
from layers_catalog.fields import (
    ADVANCED,
    ActivationName,
    Beginning,
    Dilation,
    Initializer,
    Padding,
    Penalty,
    Steps,
    Window,
    refusal,
)
from layers_catalog.remarks import remarks, skips_pixels, softmax_of_one
from layers_catalog.shapes import image, window

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

_START: dict[str, Any] = {"kernel_size": (3, 3), "padding": "same", "activation": "relu"}
"""What most published networks use; Keras itself starts with “valid” and no activation."""


class _Filtering(Layer):
    """A layer whose number of maps the person chooses."""

    filters: Annotated[int, Field(ge=1, le=4096)]
    """How many patterns it looks for. Each gives one map in the result; more can tell apart more,
    and take longer."""


class _Sliding(Layer):
    """A learned window for each map of the result."""

    category = Category.CONVOLUTION

    kernel_size: Window
    """Height and width, in pixels, of the window through which it looks. 3 × 3 is usual."""
    strides: Annotated[Steps, ADVANCED] = (1, 1)
    """How far the window moves at each step, down and to the right. 2 halves the picture."""
    padding: Padding = Padding.VALID
    """At the edges: “same” adds zeros around, so that the picture keeps its size; “valid” stays
    inside, so that it shrinks a little."""
    dilation_rate: Annotated[Dilation, ADVANCED] = (1, 1)
    """The distance between the pixels that the window looks at; above 1 it sees a wider area with
    the same number of weights."""
    activation: ActivationName = ActivationName.LINEAR
    """What is done to each value of the result: “relu” keeps only what speaks for the pattern,
    “linear” changes nothing."""
    use_bias: Annotated[bool, ADVANCED] = True
    """Whether a learned number is added to each map. Not needed when BatchNormalization follows."""

    @model_validator(mode="after")
    def _strides_exclude_dilation(self) -> Self:
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise refusal(
                "strides-and-dilation",
                f"{type(self).__name__} cannot have both strides and a dilation rate above 1.",
                "Set the strides or the dilation rate to 1 × 1.",
            )
        return self

    def _reach(self) -> tuple[int, int]:
        """How many pixels the window covers, down and across, with the gaps of dilation."""
        (high, wide), (down, across) = self.kernel_size, self.dilation_rate
        return (high - 1) * down + 1, (wide - 1) * across + 1


class _Convolving(_Sliding):
    """A learned window that looks at an image, place by place."""

    def _sides(self, height: int, width: int) -> tuple[int, int]:
        """Height and width of the result."""
        down, across = (
            window(side, reach=reach, step=step, padding=self.padding, layer=type(self).__name__)
            for side, reach, step in zip((height, width), self._reach(), self.strides, strict=True)
        )
        return down, across

    def _inference(self, sides: tuple[int, int], maps: int, kernel: int) -> Inference:
        """The result, given the number of weights that each of its places is multiplied with."""
        found = remarks(
            skips_pixels(type(self).__name__, self.kernel_size, self.strides),
            softmax_of_one(type(self).__name__, self.activation, maps),
        )
        weights = kernel + maps * self.use_bias
        return Inference((*sides, maps), weights, macs=prod(sides) * kernel, remarks=found)


class _Mixing(Layer):
    """A window whose weights look at all maps at once."""

    kernel_initializer: Annotated[Initializer, ADVANCED] = Initializer.GLOROT_UNIFORM
    """Where its random starting weights are drawn from. “he_normal” suits “relu” in deep
    networks."""
    kernel_regularizer: Annotated[Penalty | None, ADVANCED] = None
    """How much training punishes large weights, by their size (L1) and by their square (L2):
    the network memorises less. 0 and 0.0001 are usual. Left empty, not at all."""


class _Giving(Layer):
    """What learned numbers are added to, and what its results cost."""

    bias_initializer: Annotated[Beginning, ADVANCED] = Beginning.ZEROS
    """What the learned numbers that are added start from."""
    activity_regularizer: Annotated[Penalty | None, ADVANCED] = None
    """How much training punishes a strong result, by its size (L1) and by its square (L2), so that
    patterns are found in few places only. Left empty, not at all."""


class Conv2D(_Giving, _Mixing, _Convolving, _Filtering):
    """Slides small windows over the picture; each learns a pattern and shows where it is found.

    The first ones in a network find edges and colours, later ones textures such as networks, globs
    and streaks. It is the main building block of networks for pictures.
    """

    keras_path = "keras.layers.Conv2D"
    summary = "Looks for learned patterns"
    example = "Stack two or three, each followed by MaxPooling2D, for a small network of your own."
    presets: ClassVar[dict[str, Any]] = {"filters": 32, **_START}
    shown = ("filters", "kernel_size")

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """One map a filter."""
        height, width, channels = image(inputs[0], layer="Conv2D")
        kernel = prod(self.kernel_size) * channels * self.filters
        return self._inference(self._sides(height, width), self.filters, kernel)


class Conv2DTranspose(_Giving, _Mixing, _Sliding, _Filtering):
    """Draws a learned pattern for each place of its input, and so can make a picture larger.

    The reverse of a Conv2D: with strides of 2 the picture becomes twice as high and wide, its
    detail invented from what has been learned.
    """

    keras_path = "keras.layers.Conv2DTranspose"
    summary = "Enlarges by learned patterns"
    example = "Bring the small maps of a deep branch to the size of a shallow one, then join them."
    presets: ClassVar[dict[str, Any]] = {"filters": 32, **_START, "strides": (2, 2)}
    shown = ("filters", "strides")

    strides: Steps = (1, 1)
    """How many times as high and as wide the picture becomes."""
    padding: Padding = Padding.VALID
    """At the edges: “same” makes the picture exactly as many times larger as the strides say;
    “valid” adds what its window draws beyond the edge."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """One map a filter."""
        height, width, channels = image(inputs[0], layer="Conv2DTranspose")
        kernel = prod(self.kernel_size) * channels * self.filters
        sides = (
            side * step if self.padding is Padding.SAME else (side - 1) * step + max(reach, step)
            for side, reach, step in zip((height, width), self._reach(), self.strides, strict=True)
        )
        found = remarks(softmax_of_one("Conv2DTranspose", self.activation, self.filters))
        weights = kernel + self.filters * self.use_bias
        shape = (*sides, self.filters)
        return Inference(shape, weights, macs=height * width * kernel, remarks=found)


class _Depthwise(_Convolving):
    """A window of its own for each map of the input.

    Its strides must be alike: TensorFlow's kernels refuse others, except with oneDNN on Intel CPUs.
    """

    refuses: ClassVar[dict[str, str]] = {
        "unequal-strides": "Keras runs it on some computers only (TensorFlow with oneDNN); on "
        "graphics cards and on Macs it fails when training starts.",
        "strides-and-dilation": "TensorFlow has no such operation: Keras computes every pixel and "
        "throws most of them away, and other back-ends refuse.",
    }

    depth_multiplier: Annotated[int, ADVANCED, Field(ge=1, le=64)] = 1
    """How many patterns it looks for in each map of its input."""
    depthwise_initializer: Annotated[Initializer, ADVANCED] = Initializer.GLOROT_UNIFORM
    """Where the random starting weights of the windows are drawn from."""
    depthwise_regularizer: Annotated[Penalty | None, ADVANCED] = None
    """How much training punishes large weights in the windows, by their size (L1) and by their
    square (L2). Left empty, not at all."""

    @model_validator(mode="after")
    def _strides_are_alike(self) -> Self:
        if len(set(self.strides)) > 1:
            raise refusal(
                "unequal-strides",
                f"The strides of {type(self).__name__} are {self.strides[0]} × {self.strides[1]}, "
                "but must be alike in both directions.",
                f"Set them to {max(self.strides)} × {max(self.strides)}, or use Conv2D.",
            )
        return self


class SeparableConv2D(_Giving, _Depthwise, _Filtering):
    """Like Conv2D in two steps: first each map is looked at on its own, then the maps are mixed.

    It needs far fewer weights than Conv2D for almost the same result, which helps with small
    collections and slow computers.
    """

    keras_path = "keras.layers.SeparableConv2D"
    summary = "Conv2D with far fewer weights"
    example = "Use it in place of Conv2D when training is slow."
    presets: ClassVar[dict[str, Any]] = {"filters": 32, **_START}
    shown = ("filters", "kernel_size")

    pointwise_initializer: Annotated[Initializer, ADVANCED] = Initializer.GLOROT_UNIFORM
    """Where the random starting weights of the mixing are drawn from."""
    pointwise_regularizer: Annotated[Penalty | None, ADVANCED] = None
    """The same penalty for the weights of the mixing."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """One map a filter."""
        height, width, channels = image(inputs[0], layer="SeparableConv2D")
        looked_at = channels * self.depth_multiplier
        kernel = looked_at * (prod(self.kernel_size) + self.filters)
        return self._inference(self._sides(height, width), self.filters, kernel)


class DepthwiseConv2D(_Giving, _Depthwise):
    """Looks for a pattern in each map on its own, without mixing the maps.

    A building block of small, fast networks, where a Conv2D with a 1 × 1 window mixes the maps
    afterwards.
    """

    keras_path = "keras.layers.DepthwiseConv2D"
    summary = "Looks in each map separately"
    example = "Follow it with a Conv2D of 1 × 1 to build a light network."
    presets: ClassVar[dict[str, Any]] = _START
    shown = ("kernel_size",)

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """``depth_multiplier`` maps for each one that comes in."""
        height, width, channels = image(inputs[0], layer="DepthwiseConv2D")
        maps = channels * self.depth_multiplier
        return self._inference(self._sides(height, width), maps, prod(self.kernel_size) * maps)
