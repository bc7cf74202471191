"""Layers that bring several branches together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field, model_validator

from layers_catalog.base import Category, Inference, Layer, Slots
from layers_catalog.fields import ADVANCED, refusal
from layers_catalog.shapes import ShapeError, described, product

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

_BATCH = (
    "Concatenate would join along the axis that counts photographs, "
    "and so mix up different photographs."
)


class Add(Layer):
    """Adds the values of two or more branches, place by place.

    Used for a “shortcut”: what went into some layers is added to what comes out of them, so that
    deep networks learn more easily.
    """

    keras_path = "keras.layers.Add"
    category = Category.MERGING
    summary = "Adds branches, place by place"
    example = "Join the input and the output of two Conv2D layers with “same” padding."
    slots = Slots(least=2, most=None)
    refuses: ClassVar[dict[str, str]] = {
        "mixed-ranks": "Keras would add a list of numbers to every pixel of an image, "
        "which is hardly ever meant.",
        "different-shapes": "Keras would repeat a side or map of length 1, "
        "which is hardly ever meant.",
    }

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape that all inputs share."""
        _one_rank("Add", inputs)
        if other := next((shape for shape in inputs if shape != inputs[0]), None):
            raise ShapeError(
                "different-shapes",
                "Add needs inputs of one and the same shape, "
                f"but receives {described(inputs[0])} and {described(other)}.",
                "Give both branches the same strides, pooling and number of filters, "
                "or use Concatenate.",
            )
        return Inference(inputs[0])


class Concatenate(Layer):
    """Puts the maps of two or more branches beside each other, so that the next layer sees all.

    The pictures of all branches must have the same height and width. Lists of numbers are joined
    into one longer list.
    """

    keras_path = "keras.layers.Concatenate"
    category = Category.MERGING
    summary = "Joins branches side by side"
    example = "Let one branch look through small windows, one through large ones, and join them."
    slots = Slots(least=2, most=None)
    refuses: ClassVar[dict[str, str]] = {
        "batch-axis": "Joining along the batch would mix up different photographs.",
    }

    axis: Annotated[int, ADVANCED, Field(ge=-3, le=3)] = -1
    """Along what they are joined: −1 for maps or lists of numbers (the usual way), 1 for one
    picture below the other, 2 for one beside the other."""

    @model_validator(mode="after")
    def _not_along_the_batch(self) -> Self:
        if self.axis == 0:
            raise refusal("batch-axis", _BATCH, "Set the axis to −1.")
        return self

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The first shape, longer along the axis."""
        _one_rank("Concatenate", inputs)
        joined = self._joined(len(inputs[0]))
        for shape in inputs[1:]:
            _alike_except(joined, inputs[0], shape)
        first = inputs[0]
        total = sum(product(shape[joined : joined + 1]) for shape in inputs)
        return Inference((*first[:joined], total, *first[joined + 1 :]))

    def _joined(self, rank: int) -> int:
        """The axis among those of a shape without the batch, which Keras counts as 0."""
        axis = self.axis - 1 if self.axis > 0 else rank + self.axis
        if 0 <= axis < rank:
            return axis
        if axis == -1:
            raise ShapeError("batch-axis", _BATCH, "Set the axis to −1.")
        raise ShapeError(
            "no-such-axis",
            f"Concatenate cannot join lists of numbers along axis {self.axis}: "
            "they have one axis only.",
            "Set the axis to −1.",
        )


def _one_rank(layer: str, inputs: tuple[Shape, ...]) -> None:
    """Refuse images and lists of numbers together."""
    for shape in inputs[1:]:
        if len(shape) != len(inputs[0]):
            raise ShapeError(
                "mixed-ranks",
                f"{layer} needs inputs of one kind, "
                f"but receives {described(inputs[0])} and {described(shape)}.",
                "Put GlobalAveragePooling2D or Flatten after the image.",
            )


def _alike_except(joined: int, first: Shape, other: Shape) -> None:
    """Refuse shapes that differ elsewhere than along the joined axis."""
    if first[:joined] + first[joined + 1 :] == other[:joined] + other[joined + 1 :]:
        return
    raise ShapeError(
        "different-shapes",
        f"Concatenate cannot join {described(first)} and {described(other)}: "
        "apart from what is joined, their sizes must be the same.",
        "Give all branches the same strides, pooling and padding.",
    )
