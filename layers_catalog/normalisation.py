"""Layers that bring values to a similar range, by what they measure on the way.

What scales by fixed numbers is in ``image``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer
from layers_catalog.fields import ADVANCED
from layers_catalog.remarks import normalises_one, remarks
from layers_catalog.shapes import ShapeError, product

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class _Normalising(Layer):
    """What learns to shift and to stretch each map after values were brought to one range."""

    category = Category.REGULARISATION
    rescales = True

    epsilon: Annotated[float, ADVANCED, Field(gt=0.0, le=1.0)] = 1e-3
    """A small number that avoids division by zero."""
    center: Annotated[bool, ADVANCED] = True
    """Whether it learns to shift each map."""
    scale: Annotated[bool, ADVANCED] = True
    """Whether it learns to stretch each map."""

    def _learned(self, shape: Shape) -> int:
        """One number a map for each of the two."""
        return product(shape[-1:]) * (self.center + self.scale)


class BatchNormalization(_Normalising):
    """Brings the values of each map to a similar range, measured over the pictures of a batch.

    Training becomes faster and steadier. When the trained network is used, the averages collected
    during training are applied. With batches below about 8 pictures it may do harm.
    """

    keras_path = "keras.layers.BatchNormalization"
    summary = "Steadies values, speeds up training"
    example = "Put it between a Conv2D without bias and its Activation."

    momentum: Annotated[float, ADVANCED, Field(ge=0.0, lt=1.0)] = 0.99
    """How slowly the averages that are used after training follow the batches. Lower it, to 0.9,
    for short trainings."""
    trainable: Annotated[bool, ADVANCED] = True
    """Whether it learns. If not, it also uses its stored averages while training."""

    @property
    def trains(self) -> bool:
        """As its field says; frozen, Keras runs it with its stored averages."""
        return self.trainable

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input; two moving averages for each map, and what it learns."""
        learned, averages = self._learned(inputs[0]), 2 * product(inputs[0][-1:])
        if self.trainable:
            return Inference(inputs[0], learned, averages)
        return Inference(inputs[0], 0, learned + averages)


class LayerNormalization(_Normalising):
    """Brings the values at each place of a picture to a similar range, over all its maps.

    Each photograph is treated on its own, so the size of the batch does not matter, and training
    and use are alike. It is the usual companion of attention.
    """

    keras_path = "keras.layers.LayerNormalization"
    summary = "Steadies values, place by place"
    example = "Put it before MultiHeadAttention, or before a Dense layer that sees tokens."

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input; what it learns for each map."""
        found = remarks(normalises_one("LayerNormalization", product(inputs[0][-1:])))
        return Inference(inputs[0], self._learned(inputs[0]), remarks=found)


class GroupNormalization(_Normalising):
    """Brings the values of a group of maps to a similar range, over the whole picture.

    Each photograph is treated on its own, so it also works with batches of very few pictures, where
    BatchNormalization does harm.
    """

    keras_path = "keras.layers.GroupNormalization"
    summary = "Steadies values in small batches"
    example = (
        "Use it in place of BatchNormalization when memory allows only a few pictures a batch."
    )
    presets: ClassVar[dict[str, Any]] = {"groups": 8}
    shown = ("groups",)

    groups: Annotated[int, Field(ge=1, le=4096)] = 32
    """Into how many groups the maps are divided. Their number must be a multiple of it. With 1 all
    maps are one group; with as many groups as maps each map is on its own."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input; what it learns for each map."""
        maps = product(inputs[0][-1:])
        if maps % self.groups:
            raise ShapeError(
                "uneven-groups",
                f"GroupNormalization cannot divide {maps} maps into {self.groups} equal groups.",
                f"Use a number of groups that divides {maps} without a remainder.",
            )
        found = remarks(normalises_one("GroupNormalization", product(inputs[0]) // self.groups))
        return Inference(inputs[0], self._learned(inputs[0]), remarks=found)
