"""The end of a network: from numbers to classes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer, Remark
from layers_catalog.fields import ADVANCED, ActivationName, Beginning, Initializer, Penalty
from layers_catalog.remarks import remarks, softmax_of_one
from layers_catalog.shapes import TOKENS_RANK, ShapeError, described, product

if TYPE_CHECKING:
    from layers_catalog.call import Call, Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

MANY_WEIGHTS: Final = 20_000_000
"""In one Dense layer: more than the whole of most networks for pictures."""


class Dense(Layer):
    """Weighs all its inputs against each other; each unit gives one number.

    It draws conclusions from what the layers before it have found. Many units after Flatten mean
    very many weights, which memorise a small collection.
    """

    keras_path = "keras.layers.Dense"
    category = Category.HEAD
    summary = "Weighs all inputs together"
    example = "Put one with 64 units and “relu” before the Classifier."
    presets: ClassVar[dict[str, Any]] = {"units": 64, "activation": "relu"}
    shown = ("units", "activation")

    units: Annotated[int, Field(ge=1, le=1_000_000)]
    """How many numbers it gives."""
    activation: ActivationName = ActivationName.LINEAR
    """What is done to each number of the result: “relu” keeps what is above zero, “linear” changes
    nothing."""
    use_bias: Annotated[bool, ADVANCED] = True
    """Whether a learned number is added to each result."""
    kernel_initializer: Annotated[Initializer, ADVANCED] = Initializer.GLOROT_UNIFORM
    """Where its random starting weights are drawn from."""
    kernel_regularizer: Annotated[Penalty | None, ADVANCED] = None
    """How much training punishes large weights, by their size (L1) and by their square (L2):
    the network memorises less. 0 and 0.0001 are usual. Left empty, not at all."""
    bias_initializer: Annotated[Beginning, ADVANCED] = Beginning.ZEROS
    """What the numbers that are added start from."""
    activity_regularizer: Annotated[Penalty | None, ADVANCED] = None
    """The same penalty for large results, so that few units speak at a time."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The last axis becomes as long as there are units."""
        *places, features = inputs[0]
        kernel = product((features,)) * self.units
        found = remarks(
            _on_image(inputs[0]),
            _many_weights(kernel),
            softmax_of_one("Dense", self.activation, self.units),
        )
        return Inference(
            (*places, self.units),
            kernel + self.units * self.use_bias,
            macs=product(places) * kernel,
            remarks=found,
        )


class Classifier(Layer):
    """The end of most designs: one score for each class of your dataset, adding up to 1.

    The number of classes comes from the dataset that you choose for training; until then two are
    shown. The scores are not yet probabilities that you can trust: see the calibration in the
    results.
    """

    keras_path = "keras.layers.Dense"
    category = Category.HEAD
    summary = "The answer: one score a class"
    example = "Every design ends with one Classifier, or with a head that is fitted at once."
    ends = True
    refuses: ClassVar[dict[str, str]] = {
        "needs-list": "Keras would classify every pixel of an image on its own, "
        "and training would then fail.",
    }

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """One number for each class."""
        classes = len(facts.class_names)
        kernel = length(inputs[0], layer="Classifier") * classes
        return Inference((classes,), kernel + classes, macs=kernel)

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """A Dense layer with a unit for each class."""
        (call,) = super().calls(name, inputs, facts)
        kwargs = {"units": len(facts.class_names), "activation": "softmax"}
        return (replace(call, kwargs=kwargs),)


def length(shape: Shape, *, layer: str) -> int:
    """How many numbers are in a list, or a ``ShapeError`` of code ``needs-list``."""
    match shape:
        case (int(features),):
            return features
    raise ShapeError(
        "needs-list",
        f"{layer} needs a list of numbers, but receives {described(shape)}.",
        "Add Flatten or GlobalAveragePooling2D before it.",
    )


def _on_image(shape: Shape) -> Remark | None:
    """For a Dense layer that sees one pixel at a time; with tokens that is what is meant."""
    if len(shape) <= TOKENS_RANK:
        return None
    return Remark(
        "dense-on-image",
        f"Dense receives {described(shape)} and looks at each place of it on its own, "
        "never at the whole.",
        "Add Flatten or GlobalAveragePooling2D before it, unless you mean that.",
    )


def _many_weights(kernel: int) -> Remark | None:
    """For a Dense layer that is larger than most networks."""
    if kernel <= MANY_WEIGHTS:
        return None
    return Remark(
        "many-weights",
        f"This layer alone has {kernel:,} weights: it will train slowly and may memorise the "
        "photographs.",
        "Use GlobalAveragePooling2D in place of Flatten, or fewer units.",
    )
