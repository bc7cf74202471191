"""Layers that measure the training images once, before anything learns.

What they measured is a fact of the run (``facts``); measuring is left to ``runs.training``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_catalog.base import Category, Inference, Layer
from layers_catalog.shapes import product

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class Normalization(Layer):
    """Brings each map, or each number of a list, to a mean of 0 and a spread of 1.

    Mean and spread are measured once, over all training images, before anything learns, and stay
    as they are. Right after Input it takes the place of Rescaling and fits your photographs
    better; it needs no batches, unlike BatchNormalization.
    """

    keras_path = "keras.layers.Normalization"
    category = Category.REGULARISATION
    rescales = True
    measures_once = True
    summary = "Mean 0, spread 1, measured once"
    example = "Put it right after Input, in place of Rescaling, or after a frozen Backbone."

    @property
    def trains(self) -> bool:
        """It measures, and learns nothing."""
        return False

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input; for each map a mean and a variance, and how many were seen."""
        measured = 2 * product(inputs[0][-1:]) + 1
        note = "" if facts.statistics else "mean and spread are measured when training starts"
        return Inference(inputs[0], 0, measured, note=note)
