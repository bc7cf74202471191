"""Layers that bring several branches together."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer, Slots
from layers_catalog.fields import ADVANCED
from layers_catalog.shapes import ShapeError, axis_among, described, product

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class _PlaceByPlace(Layer):
    """What makes one value of those that all branches have at the same place."""

    category = Category.MERGING
    slots = Slots(least=2, most=None)
    refuses: ClassVar[dict[str, str]] = {
        "mixed-ranks": "Keras would combine a list of numbers with every pixel of an image, "
        "which is hardly ever meant.",
        "different-shapes": "Keras would repeat a side or map of length 1, "
        "which is hardly ever meant.",
    }

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape that all inputs share."""
        _one_rank(type(self).__name__, inputs)
        if other := next((shape for shape in inputs if shape != inputs[0]), None):
            raise self._differ(inputs[0], other)
        return Inference(inputs[0])

    def _differ(self, one: Shape, other: Shape) -> ShapeError:
        return ShapeError(
            "different-shapes",
            f"{type(self).__name__} needs inputs of one and the same shape, "
            f"but receives {described(one)} and {described(other)}.",
            "Give both branches the same strides, pooling and number of filters, "
            "or use Concatenate.",
        )


class Add(_PlaceByPlace):
    """Adds the values of two or more branches, place by place.

    Used for a “shortcut”: what went into some layers is added to what comes out of them, so that
    deep networks learn more easily.
    """

    keras_path = "keras.layers.Add"
    summary = "Adds branches, place by place"
    example = "Join the input and the output of two Conv2D layers with “same” padding."


class Subtract(_PlaceByPlace):
    """Takes the values of the second branch from those of the first, place by place.

    What both branches have in common disappears; where they differ remains.
    """

    keras_path = "keras.layers.Subtract"
    summary = "What the first has more"
    example = "Take a blurred picture from the picture itself, to see its fine structures alone."
    slots = Slots(least=2, most=2, names=("from", "taken away"))


class Multiply(_PlaceByPlace):
    """Multiplies the values of two or more branches, place by place.

    One branch can so decide how much of the other passes: 0 stops a value, 1 lets it through. A
    branch of 1 × 1 pixel decides for whole maps, one with a single map for places.
    """

    keras_path = "keras.layers.Multiply"
    summary = "Lets one branch gate another"
    example = "Multiply maps by a Conv2D of one filter with “sigmoid”, to point out places."
    refuses: ClassVar[dict[str, str]] = {"mixed-ranks": _PlaceByPlace.refuses["mixed-ranks"]}

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The longest along each axis; sides and maps of length 1 are repeated."""
        _one_rank("Multiply", inputs)
        for one, other in combinations(inputs, 2):
            pairs = zip(one, other, strict=True)
            if any(1 not in pair and pair[0] != pair[1] for pair in pairs):
                raise _cannot_gate(one, other)
        sides = zip(*inputs, strict=True)
        return Inference(tuple(next((one for one in side if one != 1), 1) for side in sides))


def _cannot_gate(one: Shape, other: Shape) -> ShapeError:
    return ShapeError(
        "different-shapes",
        "Multiply needs inputs whose sides and maps are as many, or 1, "
        f"but receives {described(one)} and {described(other)}.",
        "Give both branches the same strides, pooling and number of filters, "
        "or let one of them have 1 × 1 pixel or a single map.",
    )


class Average(_PlaceByPlace):
    """Takes the average of two or more branches, place by place."""

    keras_path = "keras.layers.Average"
    summary = "The mean of several branches"
    example = "Let two branches look in different ways and have an equal say."


class Maximum(_PlaceByPlace):
    """Keeps the largest value of two or more branches at each place.

    A pattern counts if any of the branches has found it.
    """

    keras_path = "keras.layers.Maximum"
    summary = "The strongest of several branches"
    example = "Join branches that look for the same sign at different sizes."


class Minimum(_PlaceByPlace):
    """Keeps the smallest value of two or more branches at each place.

    A pattern counts only if all of the branches have found it.
    """

    keras_path = "keras.layers.Minimum"
    summary = "The weakest of several branches"
    example = "Join branches whose signs must be present together."


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

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The first shape, longer along the axis."""
        _one_rank("Concatenate", inputs)
        joined = axis_among(self.axis, len(inputs[0]), layer="Concatenate")
        for shape in inputs[1:]:
            _alike_except(joined, inputs[0], shape)
        first = inputs[0]
        total = sum(product(shape[joined : joined + 1]) for shape in inputs)
        return Inference((*first[:joined], total, *first[joined + 1 :]))


def _one_rank(layer: str, inputs: tuple[Shape, ...]) -> None:
    """Refuse images, tokens and lists of numbers together."""
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
