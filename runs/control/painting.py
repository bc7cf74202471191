"""Photographs without their lesions: each is painted over with the colours around it.

The colours flow in from all sides and blend, so that no edge is left; the fine structure of skin is
missing there, and with it the patch's size and place can still be seen. NumPy only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from runs.evaluation.heatmap.canvas import WHOLE, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Booleans = NDArray[np.bool_]

SIDE: Final = 64
"""Rows and columns of masks, a power of two."""
MARGIN: Final = 3
"""Of those, how far beyond its mask a lesion is painted over: its rim often is."""


def widened(mask: Booleans, by: int = MARGIN) -> Booleans:
    """A mask of shape (``SIDE``, ``SIDE``) with a margin on all sides."""
    found = mask
    for _ in range(by):
        padded = np.pad(found, 1)
        found = found | padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:]
    return found


def painted_over(photograph: Floats, mask: Booleans) -> Floats:
    """A photograph whose masked part has the colours around it.

    Args:
        photograph: RGB, 0 to 255, of shape (height, width, 3).
        mask: of shape (``SIDE``, ``SIDE``), over the whole photograph.
    """
    height, width, _ = photograph.shape
    small = _smaller(photograph)
    filled = _filled(small, ~mask)
    share = spread(mask.astype(np.float32), WHOLE, height, width)[..., None]
    ground = np.stack(
        [spread(filled[..., band], WHOLE, height, width) for band in range(3)], axis=-1
    )
    painted: Floats = photograph + share * (ground - photograph)
    return painted


def _smaller(photograph: Floats) -> Floats:
    """The mean colours of ``SIDE`` × ``SIDE`` parts."""
    for axis in (0, 1):
        size = photograph.shape[axis]
        edges = np.linspace(0, size, SIDE + 1).astype(int)
        starts = np.minimum(edges[:-1], size - 1)
        counts: Floats = np.maximum(np.diff(edges), 1).astype(np.float32)
        sums: Floats = np.add.reduceat(photograph, starts, axis=axis)
        photograph = sums / counts.reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
    return photograph


def _filled(colours: Floats, known: Booleans) -> Floats:
    """Colours where they are not known: from coarser and coarser means of those that are.

    "Pull-push" (Gortler and others, SIGGRAPH 1996).
    """
    weight = known.astype(np.float32)[..., None]
    if colours.shape[0] == 1:
        return colours
    sums, weights = _halved(colours * weight), _halved(weight)
    coarse = np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0)
    below = _filled(coarse, weights[..., 0] > 0)
    size = colours.shape[0]
    blurred = np.stack([spread(below[..., k], WHOLE, size, size) for k in range(3)], axis=-1)
    return np.where(known[..., None], colours, blurred)


def _halved(values: Floats) -> Floats:
    """The sums of two by two."""
    half = values.shape[0] // 2
    summed: Floats = values.reshape(half, 2, half, 2, -1).sum(axis=(1, 3))
    return summed
