"""What keeps a network from memorising: it forgets or blurs values at random while training.

Random changes of photographs are in ``augmentation``, penalties for weights fields of the layers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer
from layers_catalog.fields import Fraction
from layers_catalog.shapes import image

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class _Dropping(Layer):
    """Forgets or blurs part of its input while training; in use everything passes."""

    category = Category.REGULARISATION
    only_by_chance = True
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


class GaussianDropout(_Dropping):
    """Makes values stronger or weaker at random at each step of training.

    Gentler than Dropout: nothing is forgotten altogether, but no single value can be relied on.
    When the trained network is used, values pass unchanged.
    """

    keras_path = "keras.layers.GaussianDropout"
    summary = "Blurs values, against memorising"
    example = "Try it where Dropout makes training restless."
    presets: ClassVar[dict[str, Any]] = {"rate": 0.2}


class GaussianNoise(Layer):
    """Adds random grain to its input at each step of training, so that fine detail counts for less.

    When the trained network is used, values pass unchanged.
    """

    keras_path = "keras.layers.GaussianNoise"
    category = Category.REGULARISATION
    only_by_chance = True
    summary = "Random grain, against memorising"
    example = "Put it after a Rescaling to 0–1, so that the grain of a camera matters less."
    presets: ClassVar[dict[str, Any]] = {"stddev": 0.05}
    shown = ("stddev",)

    stddev: Annotated[float, Field(ge=0.0, le=1.0)]
    """How strong the grain is (its standard deviation), in the values that pixels have here: after
    a Rescaling to 0–1, 0.05 is a twentieth of the way from black to white. Before it, where pixels
    go up to 255, even 1 cannot be seen."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input."""
        return Inference(inputs[0])
