"""Places on the board for layers that no person has placed: left to right, in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from builder.spec import Edge, Node

_PITCH_X: Final = 240.0
_PITCH_Y: Final = 150.0
_LONGEST_ROW: Final = 5


def laid_out(nodes: list[Node], edges: list[Edge]) -> tuple[Node, ...]:
    """The same layers with places: each right of all before it, branches below each other.

    Args:
        nodes: each after those that lead to it.
        edges: between them.
    """
    column: dict[str, int] = {}
    before: dict[str, list[str]] = {node.id: [] for node in nodes}
    for edge in edges:
        before[edge.target].append(edge.source)
    for node in nodes:
        column[node.id] = max((column[one] + 1 for one in before[node.id]), default=0)
    width: dict[int, int] = {}
    lane: dict[str, int] = {}
    for node in nodes:
        lane[node.id] = width.get(column[node.id], 0)
        width[column[node.id]] = lane[node.id] + 1
    rows = [
        max(width.get(one, 1) for one in range(first, first + _LONGEST_ROW))
        for first in range(0, max(width, default=0) + 1, _LONGEST_ROW)
    ]
    top = [sum(rows[:number]) for number in range(len(rows))]
    return tuple(
        node.model_copy(
            update={
                "x": column[node.id] % _LONGEST_ROW * _PITCH_X,
                "y": (top[column[node.id] // _LONGEST_ROW] + lane[node.id]) * _PITCH_Y,
            }
        )
        for node in nodes
    )
