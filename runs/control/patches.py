"""The photographs of a dataset with their lesions painted over, as a network is given them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runs.control.painting import SIDE, painted_over, widened
from runs.evaluation.heatmap.canvas import WHOLE, spread
from runs.explaining.finding import masks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.dataset import Dataset
    from data.pixels import PixelStore
    from runs.explaining.outlines import Outlines

    Floats = NDArray[np.float32]
    Booleans = NDArray[np.bool_]

_HALF = 0.5
"""A place belongs to the lesion from this share of it on."""
_NUMBERS = 5
"""Area, height, width, and where its middle is."""


@dataclass(frozen=True, eq=False)
class Painted:
    """Some photographs.

    Args:
        masked: of each that was asked for, whether its lesion was found; of shape (n,).
        photographs: those whose lesion is painted over, of shape (m, height, width, 3).
        places: of each patch: area, height, width, and the middle down and across, in shares.
    """

    masked: Booleans
    photographs: Floats
    places: Floats


@dataclass(frozen=True, eq=False)
class Patches:
    """The photographs of a dataset.

    Args:
        store: their pixels at the network's size.
        dataset: which they are.
        outlines: of their lesions, where they are given.
        fit: how they were brought to that size.
    """

    store: PixelStore
    dataset: Dataset
    outlines: Outlines | None
    fit: str

    def painted(self, rows: NDArray[np.int64]) -> Painted:
        """Photographs by their rows in the manifest; those without a found lesion are left out."""
        pixels = self.store.rows(rows).astype(np.float32)
        found = masks(pixels) if self.outlines is None else self._given(self.outlines, rows)
        areas = found.mean(axis=(1, 2))
        masked: Booleans = (areas > 0) & (areas < 1)
        wide = [widened(mask) for mask in found[masked]]
        photographs = [
            painted_over(photograph, mask)
            for photograph, mask in zip(pixels[masked], wide, strict=True)
        ]
        shape = (0, *pixels.shape[1:])
        return Painted(
            masked,
            np.stack(photographs) if photographs else np.zeros(shape, np.float32),
            np.array([_place(mask) for mask in wide], np.float32).reshape(-1, _NUMBERS),
        )

    def _given(self, outlines: Outlines, rows: NDArray[np.int64]) -> Booleans:
        """The given outlines; empty for a photograph that has none."""
        size = self.store.size
        found = np.zeros((len(rows), SIDE, SIDE), bool)
        for place, row in enumerate(rows.tolist()):
            name = str(self.dataset.manifest["image_id"].iloc[row])
            lesion = outlines.lesion(name, size.height, size.width, self.fit)
            if lesion is not None:
                drawn = spread(lesion.mask.astype(np.float32), WHOLE, SIDE, SIDE)
                found[place] = drawn > _HALF
        return found


def _place(mask: Booleans) -> list[float]:
    """Area, height and width of a patch, and where its middle is."""
    rows, columns = np.nonzero(mask)
    return [
        float(mask.mean()),
        float(np.ptp(rows)) / SIDE,
        float(np.ptp(columns)) / SIDE,
        float(rows.mean()) / SIDE,
        float(columns.mean()) / SIDE,
    ]
