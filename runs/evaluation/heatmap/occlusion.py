"""Occlusion: a grey patch is slid over a photograph; where the score falls, it reacted.

For every network, whatever is in it (Zeiler and Fergus, ECCV 2014).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from runs.evaluation.heatmap.canvas import SIDE, WHOLE, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from runs.evaluation.heatmap.canvas import Floats

GREY: Final = 127.5
CELLS: Final = 16
"""Rows and columns of the grid; the patch covers two by two of them."""
_PATCH: Final = 2
_TOGETHER: Final = 16
"""Photographs that the network is given at once."""
_NOISE: Final = 1e-3
"""Smaller changes of the log-odds are rounding, or nothing that matters."""


def occluded(
    odds: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    photograph: NDArray[np.float32],
    told: Callable[[int, int], None] = lambda *_: None,
) -> Floats:
    """How far the log-odds fall when each place is covered; below 0: they rise.

    Args:
        odds: log-odds of shape (n,) for photographs of shape (n, height, width, 3).
        photograph: of shape (height, width, 3), RGB, 0 to 255.
        told: called with patches done and in all.

    Returns:
        of shape (``SIDE``, ``SIDE``).
    """
    before = float(odds(photograph[None])[0])
    rows, columns = (_edges(size) for size in photograph.shape[:2])
    cells = np.zeros((CELLS, CELLS), np.float32)
    places = list(_places())
    for start in range(0, len(places), _TOGETHER):
        part = places[start : start + _TOGETHER]
        covered = np.repeat(photograph[None], len(part), axis=0)
        for one, (down, across) in zip(covered, part, strict=True):
            one[_between(rows, down), _between(columns, across)] = GREY
        falls = before - odds(covered)
        falls[np.abs(falls) < _NOISE] = 0
        for fall, (down, across) in zip(falls, part, strict=True):
            under = cells[_cells(down), _cells(across)]  # fewer where it reaches over an edge
            under += fall / under.size / _PATCH**2
        told(start + len(part), len(places))
    return spread(cells, WHOLE, SIDE, SIDE)


def _places() -> Iterator[tuple[int, int]]:
    """First row and column of the patch, in cells.

    It also reaches over the edges, so that each cell is covered as often.
    """
    first = range(1 - _PATCH, CELLS)
    return ((down, across) for down in first for across in first)


def _cells(first: int) -> slice:
    return slice(max(first, 0), min(first + _PATCH, CELLS))


def _between(edges: Sequence[int], first: int) -> slice:
    cells = _cells(first)
    return slice(edges[cells.start], edges[cells.stop])


def _edges(size: int) -> list[int]:
    """Where the cells of an axis begin and end, in pixels, the same from both sides."""
    half = [round(size * cell / CELLS) for cell in range(CELLS // 2 + 1)]
    return [*half[:-1], *(size - edge for edge in reversed(half))]
