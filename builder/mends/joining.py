"""Mends where branches meet that do not fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.edits import Mend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.edits import Step
    from builder.mends.scene import Scene
    from builder.spec import Edge

_MAPS = 3
_ONE_BY_ONE = {"kernel_size": [1, 1], "padding": "same", "activation": "linear"}
_OWN_RULES = {"Multiply", "Concatenate"}
"""They take inputs that differ, and only some differences are wrong."""


def mixed_ranks(at: Scene, node: str) -> Iterator[Mend]:
    """Images become lists, where lists are what the others are."""
    edges = at.into[node]
    images = [edge for edge in edges if len(at.shape(edge.source)) == _MAPS]
    lists = [edge for edge in edges if len(at.shape(edge.source)) == 1]
    if len(images) + len(lists) == len(edges):
        steps = tuple(at.inserted("GlobalAveragePooling2D", images))
        yield Mend("Add GlobalAveragePooling2D after each image", steps)


def different_shapes(at: Scene, node: str) -> Iterator[Mend]:
    """A 1 × 1 convolution brings each image to the smallest one; lists get a Dense."""
    edges = list(at.into[node])
    shapes = [at.shape(edge.source) for edge in edges]
    if at.kind(node) in _OWN_RULES:
        return
    if all(len(shape) == 1 for shape in shapes):
        yield from _lists(at, edges)
    elif all(len(shape) == _MAPS for shape in shapes):
        yield from _images(at, edges)


def _lists(at: Scene, edges: list[Edge]) -> Iterator[Mend]:
    units = at.shape(edges[-1].source)[0]
    other = [edge for edge in edges if at.shape(edge.source)[0] != units]
    steps = tuple(at.inserted("Dense", other, {"units": units, "activation": "linear"}))
    yield Mend(f"Add a Dense of {units} units before it", steps)


def _images(at: Scene, edges: list[Edge]) -> Iterator[Mend]:
    """All become as the one that is smallest, and has most maps among the smallest."""

    def rank(edge: Edge) -> tuple[int, int]:
        height, width, maps = _sides(at, edge)
        return (-height * width, maps)

    model = max(edges, key=rank)
    height, width, maps = _sides(at, model)
    other = [edge for edge in edges if at.shape(edge.source) != at.shape(model.source)]
    steps: list[Step] = []
    for edge in other:
        own = _sides(at, edge)
        stride = [-(-own[0] // height), -(-own[1] // width)]
        if [-(-own[0] // stride[0]), -(-own[1] // stride[1])] != [height, width]:
            return
        if min(stride) != max(stride):
            return
        steps += at.inserted(
            "Conv2D",
            [edge],
            {**_ONE_BY_ONE, "filters": maps, "strides": stride},
        )
    yield Mend(f"Add a 1 × 1 Conv2D of {maps} filters before it", tuple(steps))


def _sides(at: Scene, edge: Edge) -> tuple[int, int, int]:
    height, width, maps = (dim or 0 for dim in at.shape(edge.source))
    return height, width, maps
