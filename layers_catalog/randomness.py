"""What all random changes of photographs share: when they act, and what they are drawn from.

The changes themselves are in ``augmentation`` (form) and ``augmentation_colour``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer
from layers_catalog.fields import HIGHEST, LOWEST, refusal
from layers_catalog.shapes import NEEDS_IMAGE, image

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

Change = Annotated[float, Field(ge=0.0, le=1.0)]
"""The largest change, from none to all."""
Pixel = Annotated[float, Field(ge=-1e6, le=1e6)]
"""A value that a pixel may have."""
ValueRange = tuple[Annotated[Pixel, LOWEST], Annotated[Pixel, HIGHEST]]
"""From which to which value."""

EMPTY_RANGE: dict[str, str] = {
    "empty-range": "Keras would cut every pixel to one value, and the picture would be lost.",
}


class RandomChange(Layer):
    """A change drawn anew for each picture while training; in use the picture passes untouched.

    No ``seed`` field: the worker calls ``keras.utils.set_random_seed`` before it builds the network
    and again for each epoch, which also seeds these layers. A fixed seed here would repeat the same
    changes in every run, whatever the recipe's seed.

    Trap: Keras's layers of this kind act by default. A model must be called with
    ``training=False`` (``predict`` and ``evaluate`` do); a bare ``model(x)`` changes the pictures.
    """

    category = Category.AUGMENTATION
    only_by_chance = True
    refuses: ClassVar[dict[str, str]] = {**NEEDS_IMAGE}

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input, which must be an image."""
        return Inference(image(inputs[0], layer=type(self).__name__))


def refuse_empty_range(layer: str, value_range: tuple[float, float]) -> None:
    """For a range of values whose end is not above its beginning."""
    low, high = value_range
    if low >= high:
        raise refusal(
            "empty-range",
            f"The value range of {layer} goes from {low:g} to {high:g}, "
            "so no picture would be left.",
            "Let the first number be the smaller one, for instance 0 and 255.",
        )
