"""Layers that only arrange values anew; no value changes.

What changes the size of a picture is in ``sizing``.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from pydantic import Field, field_validator

from layers_catalog.base import Category, Inference, Layer, Remark
from layers_catalog.fields import refusal
from layers_catalog.from_keras import with_commas
from layers_catalog.shapes import ShapeError, described, product

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

REST: Final = -1
"""In the target of a Reshape: as many as are left over."""
_SIZE: Final = rf"({REST}|[1-9][0-9]{{0,5}})"
_FORM: Final = rf"^{_SIZE}( ?, ?{_SIZE}){{0,2}}$"


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


class Reshape(Layer):
    """Arranges the same numbers in another form, for instance a picture as a row of tokens.

    A token is one place of a picture with its list of numbers, one for each map. Layers such as
    MultiHeadAttention and Dense see a row of tokens as so many things to compare.
    """

    keras_path = "keras.layers.Reshape"
    category = Category.SHAPE
    summary = "Same numbers, another form"
    example = "After a Backbone, “49, 1280” makes a token of each of its 7 × 7 places."
    presets: ClassVar[dict[str, Any]] = {"target_shape": "-1, 64"}
    turned_round: ClassVar[dict[str, Any]] = {"target_shape": with_commas}
    shown = ("target_shape",)

    target_shape: Annotated[str, Field(pattern=_FORM, max_length=30)]
    """The new form, with commas: one number for a list, two for tokens and their length, three for
    height, width and maps. One of them may be −1: as many as are left over."""

    @field_validator("target_shape", mode="before")
    @classmethod
    def _is_a_form(cls, form: object) -> object:
        if not isinstance(form, str):
            return form
        form = form.replace("−", "-")
        if not re.match(_FORM, form):
            raise refusal(
                "no-form",
                f"Reshape cannot read the form “{form:.30}”.",
                "Write one, two or three whole numbers with commas, for instance “49, 64”.",
            )
        return form

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The new form, its −1 worked out."""
        target, there_are = self._sizes(), product(inputs[0])
        if target.count(REST) > 1:
            raise ShapeError(
                "many-rests",
                f"The form “{self.target_shape}” of Reshape leaves more than one size open.",
                "Write −1 once at most.",
            )
        known = product(size for size in target if size != REST)
        if there_are % known or (REST not in target and there_are != known):
            raise ShapeError(
                "does-not-fit",
                f"Reshape cannot arrange {described(inputs[0])}, {there_are:,} values, "
                f"as “{self.target_shape}”.",
                f"The sizes must multiply to {there_are:,}; write −1 for one of them.",
            )
        return Inference(tuple(there_are // known if size == REST else size for size in target))

    def kwargs(self) -> dict[str, Any]:
        """Keras's arguments."""
        return {"target_shape": self._sizes()}

    def _sizes(self) -> tuple[int, ...]:
        return tuple(int(size) for size in self.target_shape.split(","))


class Order(StrEnum):
    """The directions of an image or of tokens, by number, in a new order."""

    TOKENS = "2, 1"
    WIDTH_FIRST = "2, 1, 3"
    MAPS_FIRST = "3, 1, 2"
    MAPS_BEFORE_WIDTH = "1, 3, 2"
    HEIGHT_LAST = "2, 3, 1"
    REVERSED = "3, 2, 1"


class Permute(Layer):
    """Swaps the directions of a picture or of a row of tokens, for instance rows with columns."""

    keras_path = "keras.layers.Permute"
    category = Category.SHAPE
    summary = "Swaps rows, columns or maps"
    example = "With “2, 1”, a Dense layer after it mixes tokens instead of their numbers."
    presets: ClassVar[dict[str, Any]] = {"dims": Order.WIDTH_FIRST}
    turned_round: ClassVar[dict[str, Any]] = {"dims": with_commas}
    shown = ("dims",)

    dims: Order
    """Which direction comes first, second and third: in a picture 1 is the height, 2 the width and
    3 the maps; in a row of tokens 1 is the row and 2 the numbers of each token. “2, 1, 3” swaps the
    rows and columns of a picture."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The same sizes in the new order."""
        shape, order = inputs[0], self._order()
        if len(order) != len(shape):
            raise ShapeError(
                "wrong-rank",
                f"Permute is to put {len(order)} directions in the order “{self.dims}”, "
                f"but receives {described(shape)}.",
                "Choose an order of three numbers for an image, of two for a row of tokens.",
            )
        return Inference(tuple(shape[axis - 1] for axis in order))

    def kwargs(self) -> dict[str, Any]:
        """Keras's arguments."""
        return {"dims": self._order()}

    def _order(self) -> tuple[int, ...]:
        return tuple(int(axis) for axis in self.dims.split(","))
