"""Layers in which each place of a picture looks at all the others.

Windows that look at their neighbours alone are in ``convolution``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from pydantic import Field

from layers_catalog.base import MOST_VALUES, Category, Inference, Layer, Remark, Slots
from layers_catalog.fields import ADVANCED, Beginning, Fraction, Initializer
from layers_catalog.from_keras import unless
from layers_catalog.remarks import remarks
from layers_catalog.shapes import ShapeError, described, product

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers_catalog.call import Call, Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

MANY_COMPARISONS: Final = 5_000_000
"""Of one photograph: 4 bytes each in a batch of 32 are 640 MB, and training keeps several such."""

_KEPT: Final = 2
"""Times that a comparison is held: as it is, and as a share of 1."""


class MultiHeadAttention(Layer):
    """Lets each place of a picture look at all the others and take over what matters to it.

    A Conv2D sees neighbours only; attention compares every place with every other, for instance
    both ends of a lesion. A picture is compared pixel by pixel, so make it small first, with
    pooling or a Backbone. With one input a picture looks at itself.
    """

    keras_path = "keras.layers.MultiHeadAttention"
    category = Category.ATTENTION
    summary = "Every place sees all others"
    example = "Put it after a Backbone, Add its input to its result, then GlobalAveragePooling2D."
    slots = Slots(least=1, most=3, names=("query", "value", "key"))
    presets: ClassVar[dict[str, Any]] = {"num_heads": 4, "key_dim": 32}
    shown = ("num_heads", "key_dim")

    num_heads: Annotated[int, Field(ge=1, le=64)]
    """How many comparisons are made side by side, each looking for something else."""
    key_dim: Annotated[int, Field(ge=1, le=1024)]
    """How many numbers describe a place when it is compared with another."""
    value_dim: Annotated[int, Field(ge=1, le=1024)] | None = Field(
        default=None, json_schema_extra={"advanced": True}
    )
    """How many numbers are taken over from a place. Left empty, as many as are compared."""
    dropout: Annotated[Fraction, ADVANCED] = 0.0
    """The share of comparisons that is forgotten at random at each step of training, against
    memorising."""
    use_bias: Annotated[bool, ADVANCED] = True
    """Whether learned numbers are added to what is compared, taken over and given."""
    kernel_initializer: Annotated[Initializer, ADVANCED] = Initializer.GLOROT_UNIFORM
    """Where its random starting weights are drawn from."""
    bias_initializer: Annotated[Beginning, ADVANCED] = Beginning.ZEROS
    """What the numbers that are added start from."""

    @classmethod
    def from_keras(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """As of any layer; Keras writes out how many numbers are taken over."""
        found = super().from_keras(config)
        found["value_dim"] = unless(found.get("value_dim"), found.get("key_dim"))
        return found

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of the first input, whose places look."""
        query, value, key = _roles(inputs)
        for shape in inputs:
            _needs_places(shape)
        _one_kind(query, value)
        _paired(value, key)
        places, seen = product(query[:-1]), product(value[:-1])
        comparisons = places * seen * self.num_heads
        found = remarks(self._compared(comparisons))
        weights, per_place, per_seen = self._weights(query, value, key)
        looks = self.num_heads * (self.key_dim + self._taken) * places * seen
        macs = places * per_place + seen * per_seen + looks
        return Inference(query, weights, macs=macs, inside=_KEPT * comparisons, remarks=found)

    @property
    def _taken(self) -> int:
        """How many numbers a head takes over from a place."""
        return self.value_dim or self.key_dim

    def _weights(self, query: Shape, value: Shape, key: Shape) -> tuple[int, int, int]:
        """All weights; then those that each looking and each seen place is multiplied with."""
        compared, taken = self.num_heads * self.key_dim, self.num_heads * self._taken
        width = product(query[-1:])
        per_place = width * compared + taken * width
        per_seen = product(key[-1:]) * compared + product(value[-1:]) * taken
        biases = (2 * compared + taken + width) * self.use_bias
        return per_place + per_seen + biases, per_place, per_seen

    def _compared(self, comparisons: int) -> Remark | None:
        """For more comparisons than memory holds, or nearly."""
        said = f"MultiHeadAttention would make {comparisons:,} comparisons in each photograph"
        hint = "Make the picture smaller with pooling or a Backbone before it, or use fewer heads."
        if comparisons > MOST_VALUES:
            limit = f"; no more than {MOST_VALUES:,} could fit in memory."
            raise ShapeError("too-large", said + limit, hint)
        if comparisons <= MANY_COMPARISONS:
            return None
        return Remark("many-comparisons", f"{said}, which takes much memory and time.", hint)

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """One layer, its inputs given one by one; with one alone a picture looks at itself."""
        (call,) = super().calls(name, inputs, facts)
        given = call.inputs * 2 if len(call.inputs) == 1 else call.inputs
        return (replace(call, inputs=given, apart=True),)


def _roles(inputs: tuple[Shape, ...]) -> tuple[Shape, Shape, Shape]:
    """Who looks, what is taken over, and by what it is found; as Keras fills them."""
    query, *others = inputs
    value = others[0] if others else query
    return query, value, others[-1] if others else value


def _needs_places(shape: Shape) -> None:
    """Refuse a list of numbers, which has nothing to compare."""
    if len(shape) > 1:
        return
    raise ShapeError(
        "needs-places",
        f"MultiHeadAttention needs an image or a row of tokens, but receives {described(shape)}.",
        "Put it before Flatten and the global pooling layers.",
    )


def _one_kind(query: Shape, value: Shape) -> None:
    """Refuse an image that looks at tokens, and the reverse."""
    if len(query) == len(value):
        return
    raise ShapeError(
        "mixed-ranks",
        "MultiHeadAttention needs inputs of one kind, "
        f"but receives {described(query)} and {described(value)}.",
        "Put a Reshape before one of them.",
    )


def _paired(value: Shape, key: Shape) -> None:
    """Refuse keys that do not belong to the values one by one."""
    if value[:-1] == key[:-1]:
        return
    raise ShapeError(
        "different-shapes",
        "MultiHeadAttention needs a key for each value, "
        f"but receives {described(value)} as values and {described(key)} as keys.",
        "Give both the same strides and pooling, or leave the third input free.",
    )
