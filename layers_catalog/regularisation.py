"""Normalisation, activation, and what keeps a network from memorising.

Activations built into Conv2D and Dense are fields of those layers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer
from layers_catalog.fields import ADVANCED, ActivationName, Fraction
from layers_catalog.remarks import remarks, softmax_of_one
from layers_catalog.shapes import image, product

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class _Dropping(Layer):
    """Forgets part of its input while training; in use everything passes."""

    category = Category.REGULARISATION
    shown = ("rate",)

    # Keras allows 1, at which nothing would pass.
    rate: Fraction
    """The share that is forgotten at each step of training: 0.3 means 30 %. More forgets more,
    up to a point where nothing is learned any more."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input."""
        return Inference(inputs[0])


class Dropout(_Dropping):
    """Forgets a random part of the values at each step of training.

    The network cannot rely on any single value and so memorises less. When the trained network is
    used, nothing is forgotten.
    """

    keras_path = "keras.layers.Dropout"
    summary = "Forgets at random, against memorising"
    example = "Put it before the Classifier when training accuracy runs far ahead of validation."
    presets: ClassVar[dict[str, Any]] = {"rate": 0.3}


class SpatialDropout2D(_Dropping):
    """Forgets whole maps at random at each step of training.

    Neighbouring pixels tell much the same, so inside a network for pictures whole maps must be
    forgotten to have an effect. When the trained network is used, nothing is forgotten.
    """

    keras_path = "keras.layers.SpatialDropout2D"
    summary = "Forgets whole maps at random"
    example = "Put it between Conv2D layers, where Dropout does little."
    presets: ClassVar[dict[str, Any]] = {"rate": 0.2}

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input, which must be an image."""
        return Inference(image(inputs[0], layer="SpatialDropout2D"))


class BatchNormalization(Layer):
    """Brings the values of each map to a similar range, measured over the pictures of a batch.

    Training becomes faster and steadier. When the trained network is used, the averages collected
    during training are applied. With batches below about 8 pictures it may do harm.
    """

    keras_path = "keras.layers.BatchNormalization"
    category = Category.REGULARISATION
    summary = "Steadies values, speeds up training"
    example = "Put it between a Conv2D without bias and its Activation."

    momentum: Annotated[float, ADVANCED, Field(ge=0.0, lt=1.0)] = 0.99
    """How slowly the averages that are used after training follow the batches. Lower it, to 0.9,
    for short trainings."""
    epsilon: Annotated[float, ADVANCED, Field(gt=0.0, le=1.0)] = 1e-3
    """A small number that avoids division by zero."""
    center: Annotated[bool, ADVANCED] = True
    """Whether it learns to shift each map."""
    scale: Annotated[bool, ADVANCED] = True
    """Whether it learns to stretch each map."""
    trainable: Annotated[bool, ADVANCED] = True
    """Whether it learns. If not, it also uses its stored averages while training."""

    @property
    def trains(self) -> bool:
        """As its field says; frozen, Keras runs it with its stored averages."""
        return self.trainable

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input; two moving averages for each map, and what it learns."""
        channels = product(inputs[0][-1:])
        learned, averages = channels * (self.center + self.scale), 2 * channels
        if self.trainable:
            return Inference(inputs[0], learned, averages)
        return Inference(inputs[0], 0, learned + averages)


class Activation(Layer):
    """Bends each value by a simple rule; without one, many layers could do no more than one.

    “relu” keeps what is above zero. Conv2D and Dense can have it built in; use this layer to put
    something in between, such as BatchNormalization or Add.
    """

    keras_path = "keras.layers.Activation"
    category = Category.ACTIVATION
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
