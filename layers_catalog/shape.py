"""Layers that only arrange values anew; no value changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_catalog.base import Category, Inference, Layer, Remark
from layers_catalog.shapes import product

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class Flatten(Layer):
    """Turns a picture into one long list of numbers, pixel by pixel.

    It keeps where everything was, and gives the next Dense layer very many weights to learn.
    GlobalAveragePooling2D is usually the better choice.
    """

    keras_path = "keras.layers.Flatten"
    category = Category.SHAPE
    summary = "Picture to list of numbers"
    example = "Put it between the last pooling layer and a Dense layer."

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """A list of all numbers."""
        if len(inputs[0]) > 1:
            return Inference((product(inputs[0]),))
        already = Remark(
            "already-flat",
            "Flatten does nothing here, because it already receives a list of numbers.",
            "You can delete it.",
        )
        return Inference(inputs[0], remarks=(already,))
