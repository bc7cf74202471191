"""The four mirrored views of a photograph, and their maps turned back; NumPy only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

COUNT: Final = 4


def views(photographs: NDArray[np.float32]) -> NDArray[np.float32]:
    """As they are, then mirrored sideways, upside down, and both: four times as many."""
    sideways = photographs[:, :, ::-1]
    return np.concatenate([photographs, sideways, photographs[:, ::-1], sideways[:, ::-1]])


def turned_back(maps: NDArray[Any]) -> NDArray[Any]:
    """The maps of the four views of one photograph, so that they lie on each other."""
    return np.stack([maps[0], maps[1][:, ::-1], maps[2][::-1], maps[3][::-1, ::-1]])
