"""Warnings that several families share: what is legal but seldom meant.

What a layer cannot do at all is a ``ShapeError``, raised in its family's file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_catalog.base import Remark
from layers_catalog.fields import ActivationName

if TYPE_CHECKING:
    from collections.abc import Iterable


def remarks(*found: Remark | None) -> tuple[Remark, ...]:
    """Those that apply."""
    return tuple(remark for remark in found if remark is not None)


def skips_pixels(layer: str, reach: Iterable[int], steps: Iterable[int]) -> Remark | None:
    """For a window that moves further than it is long."""
    if all(step <= size for size, step in zip(reach, steps, strict=True)):
        return None
    return Remark(
        "skips-pixels",
        f"{layer} moves further at each step than its window is long, "
        "so it never looks at part of the picture.",
        "Make its window larger or its strides smaller.",
    )


def normalises_one(layer: str, values: int) -> Remark | None:
    """For a layer that brings to one range what is a single value each time."""
    if values != 1:
        return None
    return Remark(
        "normalises-one",
        f"{layer} compares each value with itself alone, so that every photograph looks the same "
        "after it.",
        "Use BatchNormalization, or give it more to compare.",
    )


def softmax_of_one(layer: str, activation: ActivationName, channels: int | None) -> Remark | None:
    """For a softmax that has nothing to compare with."""
    if activation is not ActivationName.SOFTMAX or channels != 1:
        return None
    return Remark(
        "softmax-of-one",
        f"{layer} uses “softmax” on a single value, which always gives 1.",
        "Use “sigmoid”, or more than one unit or filter.",
    )
