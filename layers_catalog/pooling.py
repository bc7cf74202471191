"""Layers that make pictures smaller by keeping one value for several; none of them learns.

Windows that learn are in ``convolution``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from layers_catalog.base import Category, Inference, Layer
from layers_catalog.fields import ADVANCED, Padding, Steps, Window
from layers_catalog.from_keras import unless
from layers_catalog.remarks import remarks, skips_pixels
from layers_catalog.shapes import image, window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class _Pooling(Layer):
    """A window that keeps one value of those it covers, map by map."""

    category = Category.POOLING
    presets: ClassVar[dict[str, Any]] = {"pool_size": (2, 2)}
    shown = ("pool_size",)

    # Keras's default in MaxPooling2D; its AveragePooling2D has none.
    pool_size: Window = (2, 2)
    """Height and width, in pixels, of the squares of which one value is kept. 2 × 2 halves the
    picture."""
    strides: Annotated[Steps | None, ADVANCED] = None
    """How far the window moves at each step, down and to the right. Left empty, the squares lie
    side by side."""
    padding: Annotated[Padding, ADVANCED] = Padding.VALID
    """At the edges: “valid” drops a rest that fills no whole square, “same” keeps it."""

    @classmethod
    def from_keras(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """As of any layer; Keras writes out the strides of squares that lie side by side."""
        found = super().from_keras(config)
        found["strides"] = unless(found.get("strides"), found.get("pool_size"))
        return found

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """A smaller image with as many maps."""
        name = type(self).__name__
        height, width, channels = image(inputs[0], layer=name)
        steps = self.strides or self.pool_size
        sides = [
            window(side, reach=reach, step=step, padding=self.padding, layer=name)
            for side, reach, step in zip((height, width), self.pool_size, steps, strict=True)
        ]
        found = remarks(skips_pixels(name, self.pool_size, steps))
        return Inference((*sides, channels), remarks=found)


class MaxPooling2D(_Pooling):
    """Makes the picture smaller by keeping the strongest value of each small square.

    What matters is that a pattern was found, less exactly where. The layers after it have less to
    do and see a wider area.
    """

    keras_path = "keras.layers.MaxPooling2D"
    summary = "Shrinks, keeps the strongest"
    example = "Put one after every one or two Conv2D layers."


class AveragePooling2D(_Pooling):
    """Makes the picture smaller by keeping the average of each small square.

    Gentler than MaxPooling2D: it tells how much of a pattern is there rather than whether.
    """

    keras_path = "keras.layers.AveragePooling2D"
    summary = "Shrinks, keeps the average"
    example = "Use it where smooth colour matters more than sharp structures."


class _GlobalPooling(Layer):
    """One value for each whole map."""

    category = Category.POOLING

    keepdims: Annotated[bool, ADVANCED] = False
    """Whether the result stays a picture, of 1 × 1 pixel, instead of a list of numbers."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """A list of one number a map."""
        _, _, channels = image(inputs[0], layer=type(self).__name__)
        return Inference((1, 1, channels) if self.keepdims else (channels,))


class GlobalAveragePooling2D(_GlobalPooling):
    """Turns a picture into a list of numbers: the average of each map.

    It tells how much of each pattern the whole picture has, wherever it is. With far fewer weights
    after it than Flatten, the network memorises less.
    """

    keras_path = "keras.layers.GlobalAveragePooling2D"
    summary = "One average for each map"
    example = "Put it between a Backbone and the Classifier."


class GlobalMaxPooling2D(_GlobalPooling):
    """Turns a picture into a list of numbers: the strongest value of each map.

    It tells whether each pattern is anywhere in the picture, even in one small spot.
    """

    keras_path = "keras.layers.GlobalMaxPooling2D"
    summary = "The strongest of each map"
    example = "Use it when one small sign anywhere in the lesion decides."
