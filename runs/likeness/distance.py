"""Distances between findings, and from which on a photograph is unlike all training images.

Findings that a network learned are compared by their direction, as of length 1; a photograph's
distance is that to its 5th nearest training image (Sun, Ming, Zhu and Li, ICML 2022). Measures in
units of their own are brought to the same spread instead. NumPy only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

RANK: Final = 5
"""Which of the nearest training images a photograph's distance is measured to."""
PERCENT: Final = 99.0
"""Of the validation images, how many are nearer than the limit."""


@dataclass(frozen=True, eq=False)
class Space:
    """Training images by their findings.

    Args:
        points: of shape (n, k), as distances are measured.
        centre: taken off findings first, of shape (k,).
        scale: by which they are divided then, of shape (k,).
        measured: as ``Findings`` tells.
    """

    points: Floats
    centre: Floats
    scale: Floats
    measured: bool

    @classmethod
    def of(cls, found: Floats, *, measured: bool) -> Self:
        """The space of some training images.

        Args:
            found: their findings, of shape (n, k).
            measured: as ``Findings`` tells.
        """
        nothing = np.zeros(found.shape[1], np.float32)
        centre = found.mean(axis=0) if measured else nothing
        spread = found.std(axis=0) * np.sqrt(found.shape[1]) if measured else nothing + 1
        scale = np.where(spread > 0, spread, 1).astype(np.float32)
        empty = cls(found[:0], centre, scale, measured)
        return cls(empty.placed(found), centre, scale, measured)

    def placed(self, found: Floats) -> Floats:
        """Findings as points."""
        points: Floats = (found - self.centre) / self.scale
        if not self.measured:
            points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
        return points

    def apart(self, found: Floats) -> Floats:
        """How far photographs are from each training image, of shape (photographs, n)."""
        places = self.placed(found)
        squares = (places**2).sum(axis=1)[:, None] + (self.points**2).sum(axis=1)
        apart: Floats = np.sqrt(np.maximum(squares - 2 * places @ self.points.T, 0))
        return apart


def distance(apart: Floats) -> Floats:
    """The distance of each photograph: to its 5th nearest training image, or the farthest of fewer.

    Args:
        apart: as ``Space.apart`` gives it.
    """
    rank = min(RANK, apart.shape[1]) - 1
    return np.partition(apart, rank, axis=1)[:, rank]


def limit(validation: Floats) -> float:
    """The distance that 99 % of the validation images do not reach.

    Args:
        validation: their own distances.
    """
    return float(np.percentile(validation, PERCENT))
