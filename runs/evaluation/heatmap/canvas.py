"""Heat on a canvas: where a small map lies on a larger picture, and how much lies outside a mask.

NumPy only. A place on a picture is told in shares of its height and width, from 0 to 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Booleans = NDArray[np.bool_]

SIDE: Final = 112
"""Rows and columns of the canvas that heat is drawn on, whatever the network's input."""


class Box(NamedTuple):
    """A part of a picture, by its edges in shares; beyond 0 and 1 it reaches over the picture."""

    top: float = 0.0
    bottom: float = 1.0
    left: float = 0.0
    right: float = 1.0

    def within(self, outer: Box) -> Box:
        """This box, told in shares of ``outer``, in shares of what ``outer`` is told in."""
        height, width = outer.bottom - outer.top, outer.right - outer.left
        return Box(
            outer.top + self.top * height,
            outer.top + self.bottom * height,
            outer.left + self.left * width,
            outer.left + self.right * width,
        )


WHOLE: Final = Box()


def spread(heat: Floats, box: Box, height: int, width: int, *, smooth: bool = True) -> Floats:
    """A map that covers ``box`` of a canvas, drawn on the canvas; 0 outside the box.

    Args:
        heat: of shape (rows, columns).
        box: where it lies.
        height: of the canvas.
        width: of the canvas.
        smooth: blend between the places of the map; else each place is a flat tile.
    """
    rows = _weights(heat.shape[0], box.top, box.bottom, height, smooth=smooth)
    columns = _weights(heat.shape[1], box.left, box.right, width, smooth=smooth)
    drawn: Floats = (rows @ heat @ columns.T).astype(np.float32)
    return drawn


def covered(box: Box, height: int, width: int) -> Booleans:
    """Which pixels of a canvas lie in a box, of shape (height, width)."""
    return spread(np.ones((1, 1), np.float32), box, height, width) > 0


def outside_share(heat: Floats, mask: Booleans) -> float | None:
    """The share of the heat that lies outside a mask, from 0 to 1.

    Args:
        heat: not below 0, of shape (height, width).
        mask: of the same shape.

    Returns:
        ``None`` where there is no heat, or the mask is empty.
    """
    total = float(heat.sum())
    return float(heat[~mask].sum()) / total if total > 0 and mask.any() else None


def _weights(places: int, start: float, end: float, size: int, *, smooth: bool) -> Floats:
    """How much of each place of an axis goes to each pixel, of shape (size, places)."""
    pixel = (np.arange(size) + 0.5) / size
    share = (pixel - start) / max(end - start, 1e-9)
    inside = (share >= 0) & (share <= 1)
    at = np.clip(share * places - 0.5, 0, places - 1)
    if not smooth:
        at = np.rint(at)
    return np.asarray(
        np.maximum(0, 1 - np.abs(at[:, None] - np.arange(places))) * inside[:, None], np.float32
    )
