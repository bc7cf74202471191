"""Where a network is cut in two: what crosses from its frozen part to the part that learns.

Mostly that is one result. Where it is several, they are put side by side into one row of numbers
and taken apart again behind the cut, so that what is computed and stored is always one table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from builder.compiler import build, network, results
from layers_catalog.call import Call, CallKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import keras

    Shape = tuple[int, ...]

_ROW: Final = "cut.row"
"""Names with a dot are no drawn layer's."""


def crossing(before: Sequence[Call], after: Iterable[Call]) -> tuple[str, ...]:
    """The results of ``before`` that ``after`` takes, in the order in which they are made.

    None where ``after`` is nothing: a network of which nothing learns has no second part.
    """
    taken = {name for call in after for name in call.inputs}
    return tuple(call.name for call in before if call.name in taken)


@dataclass(frozen=True)
class Cut:
    """A place where a network is cut.

    Args:
        names: of the Calls whose results cross, at least one.
        shapes: of each, without the batch.
        steps: of the part before the cut, which end in one result.
        before: that part.
    """

    names: tuple[str, ...]
    shapes: tuple[Shape, ...]
    steps: tuple[Call, ...]
    before: keras.Model

    @classmethod
    def behind(cls, steps: Sequence[Call], names: tuple[str, ...]) -> Cut:
        """The cut behind some steps, through their results ``names``; the last is the last's."""
        if len(names) == 1:
            before = build(steps)
            return cls(names, (shape_of(before),), tuple(steps), before)
        joined = (*steps, *_joining(names))
        made = results(joined)
        shapes = tuple(tuple(made[name].shape[1:]) for name in names)
        return cls(names, shapes, joined, network(joined, made))

    @property
    def parting(self) -> list[Call]:
        """The steps that begin the part behind it: its results under their own names."""
        if len(self.names) == 1:
            return [entry(self.names[0], self.shapes[0])]
        sizes = [math.prod(shape) for shape in self.shapes]
        whole = sum(sizes)
        column = "cut.column"
        steps = [entry(_ROW, (whole,)), _reshaped(_ROW, column, (whole, 1))]
        start = 0
        for name, shape, size in zip(self.names, self.shapes, sizes, strict=True):
            part = Call(
                kind=CallKind.LAYER,
                path="keras.layers.Cropping1D",
                name=_row_of(name),
                inputs=(column,),
                kwargs={"cropping": (start, whole - start - size)},
            )
            steps += [part, _reshaped(part.name, name, shape)]
            start += size
        return steps


def _joining(names: tuple[str, ...]) -> list[Call]:
    """Several results side by side in one row."""
    rows = [_reshaped(name, _row_of(name), (-1,)) for name in names]
    joined = Call(
        kind=CallKind.LAYER,
        path="keras.layers.Concatenate",
        name=_ROW,
        inputs=tuple(row.name for row in rows),
        kwargs={"axis": -1},
    )
    return [*rows, joined]


def shape_of(part: keras.Model) -> Shape:
    """Of what a part makes of one photograph, without the batch."""
    shape: Shape = part.output_shape[1:]
    return shape


def entry(name: str, shape: Shape) -> Call:
    """Where the results of a part come in, under the name of the Call that made them."""
    kwargs = {"shape": shape, "dtype": "float32"}
    return Call(kind=CallKind.INPUT, path="keras.Input", name=name, kwargs=kwargs)


def _row_of(name: str) -> str:
    return f"{name}.row"


def _reshaped(source: str, name: str, shape: Shape) -> Call:
    return Call(
        kind=CallKind.LAYER,
        path="keras.layers.Reshape",
        name=name,
        inputs=(source,),
        kwargs={"target_shape": shape},
    )
