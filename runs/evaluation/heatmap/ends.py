"""Where a network gives up places: the last maps on each way to its answer.

A map is a tensor of shape (batch, height, width, maps) with more than one place, or a row of tokens
that was made of one and keeps its order, as before attention.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import keras
from keras import layers

from runs.evaluation.heatmap.canvas import WHOLE
from runs.evaluation.heatmap.frames import box_of, cuts_to_lesion, shown_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras import KerasTensor

    from runs.evaluation.heatmap.canvas import Box
    from runs.evaluation.heatmap.graph import Step

    Frame = tuple[int | Box, ...]
    """What was cut off on the way, from the photograph inwards: a box, or the number of one that
    differs from photograph to photograph."""

_IMAGE, _TOKENS = 4, 3
"""Axes of each, the batch among them."""
_SWAPS: Final = (layers.Permute,)
_STATISTICS: Final = (layers.Normalization,)
"""Layers with weights that were counted, not learned."""


@dataclass(frozen=True)
class _Places:
    """What is known of a tensor with places.

    Args:
        grid: rows and columns.
        frame: ``None`` where inputs of several frames were put together.
        learned: whether a layer that learns lies before it.
    """

    grid: tuple[int, int]
    frame: Frame | None
    learned: bool


@dataclass(frozen=True, eq=False)
class End:
    """The last map on a way to the answer.

    Args:
        maps: of shape (batch, rows, columns, maps), or of tokens (batch, rows × columns, length).
        grid: rows and columns.
        frame: the part of the photograph that it shows; ``None`` where that cannot be told.
        learned: whether a layer that learns lies before it: else these are colours, no findings.
        lists: what is made of it next, without places.
    """

    maps: KerasTensor
    grid: tuple[int, int]
    frame: Frame | None
    learned: bool
    lists: tuple[KerasTensor, ...]


@dataclass(eq=False)
class Ends:
    """All ends of a network.

    Args:
        found: the ends.
        boxes: of shape (batch, 4), to which frames refer by number.
    """

    found: list[End] = field(default_factory=list)
    boxes: list[KerasTensor] = field(default_factory=list)


def ends_of(network: keras.Model, steps: Sequence[Step]) -> Ends:
    """Where the maps of a network end.

    Args:
        network: of one input and one output.
        steps: of it, as ``traced`` gives them.
    """
    image = network.inputs[0]
    ends = Ends()
    known = {id(image): _Places(_sides(image), (), learned=False)}
    for step in steps:
        places = _after(step, known, ends)
        if places is not None:
            known[id(step.made)] = places
    free, taken = _without_places(network, steps, known)
    for tensor in taken:
        lists = [step.made for step in steps if _takes(step, tensor) and id(step.made) in free]
        places = known[id(tensor)]
        ends.found.append(End(tensor, places.grid, places.frame, places.learned, tuple(lists)))
    return ends


def _without_places(
    network: keras.Model, steps: Sequence[Step], known: dict[int, _Places]
) -> tuple[set[int], list[KerasTensor]]:
    """The tensors from which a way leads to the answer through none with places; what they take."""
    free = {id(network.outputs[0])}
    taken: dict[int, KerasTensor] = {}
    for step in reversed(steps):
        if id(step.made) not in free:
            continue
        for tensor in step.given:
            if id(tensor) in known:
                taken[id(tensor)] = tensor
            else:
                free.add(id(tensor))
    return free, list(taken.values())[::-1]


def _takes(step: Step, tensor: KerasTensor) -> bool:
    return any(one is tensor for one in step.given)


def _after(step: Step, known: dict[int, _Places], ends: Ends) -> _Places | None:
    """The places of what a step makes; ``None`` where it has none."""
    before = [(one, known[id(one)]) for one in step.given if id(one) in known]
    grid = _grid(step, [places.grid for _, places in before])
    if grid is None:
        return None
    frames = {places.frame for _, places in before}
    (frame, *others) = frames
    learns = bool(getattr(step.operation, "weights", None))
    counted = isinstance(step.operation, _STATISTICS)
    return _Places(
        grid,
        None if others else _cut(frame, step, before[0], grid, ends),
        learned=(learns and not counted) or any(places.learned for _, places in before),
    )


def _cut(
    frame: Frame | None,
    step: Step,
    before: tuple[KerasTensor, _Places],
    grid: tuple[int, int],
    ends: Ends,
) -> Frame | None:
    """The frame, with what a step cuts off."""
    if frame is None:
        return None
    if cuts_to_lesion(step.operation):
        ends.boxes.append(box_of(step.operation, before[0]))
        return (*frame, len(ends.boxes) - 1)
    box = shown_by(step.operation, before[1].grid, grid)
    return frame if box == WHOLE else (*frame, box)


def _grid(step: Step, before: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Rows and columns of what a step makes, as far as they still are where they were."""
    if not before or isinstance(step.operation, _SWAPS) or _joins_places(step):
        return None
    shape, grid = step.made.shape, before[0]
    if len(shape) == _TOKENS:
        return grid if shape[1] == math.prod(grid) else None
    if len(shape) != _IMAGE or math.prod(_sides(step.made)) == 1:
        return None
    if isinstance(step.operation, layers.Reshape) and _sides(step.made) != grid:
        return None
    return _sides(step.made)


def _joins_places(step: Step) -> bool:
    """Whether it puts pictures beside each other, not their maps."""
    joins = isinstance(step.operation, layers.Concatenate)
    return joins and step.operation.axis not in {-1, len(step.made.shape) - 1}


def _sides(tensor: KerasTensor) -> tuple[int, int]:
    return int(tensor.shape[1]), int(tensor.shape[2])
