"""What can be measured of how a photograph was taken, at the size that networks see.

Each measure stands for something a person would see; none of them is certain. Arrays in, arrays
out; which values are worth a look is said beside each.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from data.audit.thin import hair, ruler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Values = NDArray[np.float32]


class Measure(StrEnum):
    """What is measured, under the names of the columns that keep it."""

    BRIGHTNESS = "brightness"
    """Mean grey level, 0 to 255."""
    CONTRAST = "contrast"
    """Standard deviation of the grey levels."""
    BURNT = "burnt"
    """Share of pixels that are white, 0 to 1."""
    SHARPNESS = "sharpness"
    """Standard deviation of the Laplacian of the grey levels (J. L. Pech-Pacheco et al., 2000)."""
    CORNERS = "dark_corners"
    """Share of the four corners, taken together, that is dark, 0 to 1: a dermatoscope's rim.

    Two corners that are dark all over make 0.5.
    """
    HAIR = "hair"
    """Share of pixels on thin dark lines, 0 to 1."""
    RULER = "ruler"
    """How regular dark ticks at the border are, 0 to 1."""
    INK = "ink"
    """Share of pixels around the middle in the blue or violet of a marker, 0 to 1."""


@dataclass(frozen=True)
class Range:
    """Values of a measure that are nothing to look at.

    Args:
        least: what lies below is worth a look.
        most: what lies above is.
    """

    least: float = -np.inf
    most: float = np.inf

    def odd(self, values: Values) -> NDArray[np.bool_]:
        """Which values lie outside."""
        return (values < self.least) | (values > self.most)


USUAL: Final[Mapping[Measure, Range]] = {
    Measure.BRIGHTNESS: Range(least=60, most=235),
    Measure.CONTRAST: Range(least=4),
    Measure.BURNT: Range(most=0.15),
    Measure.SHARPNESS: Range(least=1.6),
    Measure.CORNERS: Range(most=0.5),
    Measure.HAIR: Range(most=0.02),
    Measure.RULER: Range(most=0.1),
    Measure.INK: Range(most=0.002),
}
"""Chosen by looking at HAM10000: beyond them most photographs are what the measure stands for."""
SIDE: Final = 224
_WHITE: Final = 250
_DARK: Final = 45
_CORNER, _AROUND = 1.15, 0.55
"""Distances from the middle, in half sides: corners lie beyond the one, lesions mostly within the
other."""
_BLUE, _VIVID, _UNLIKE_SKIN = 40, 80, 55
"""Grey levels by which ink is bluer than red, stronger than its weakest colour, and bluer than the
photograph's median."""


def measured(pixels: Pixels) -> dict[Measure, Values]:
    """All measures of photographs.

    Args:
        pixels: uint8 of shape (n, 224, 224, 3).

    Returns:
        for each measure values of shape (n,).
    """
    grey = _grey(pixels)
    return {
        Measure.BRIGHTNESS: grey.mean(axis=(1, 2), dtype=np.float32),
        Measure.CONTRAST: grey.std(axis=(1, 2), dtype=np.float32),
        Measure.BURNT: (grey >= _WHITE).mean(axis=(1, 2), dtype=np.float32),
        Measure.SHARPNESS: _sharpness(grey),
        Measure.CORNERS: (grey[:, _RADIUS > _CORNER] < _DARK).mean(axis=1, dtype=np.float32),
        Measure.HAIR: hair(grey),
        Measure.RULER: ruler(grey),
        Measure.INK: _ink(pixels),
    }


def _grey(pixels: Pixels) -> NDArray[np.uint8]:
    """Luma as JPEG has it (ITU-R BT.601), in whole numbers."""
    red, green, blue = (pixels[..., channel].astype(np.uint16) for channel in range(3))
    return ((77 * red + 150 * green + 29 * blue) >> 8).astype(np.uint8)


def _sharpness(grey: NDArray[np.uint8]) -> Values:
    level = grey.astype(np.int16)
    middle = level[:, 1:-1, 1:-1]
    beside = level[:, :-2, 1:-1] + level[:, 2:, 1:-1] + level[:, 1:-1, :-2] + level[:, 1:-1, 2:]
    found: Values = (4 * middle - beside).std(axis=(1, 2), dtype=np.float32)
    return found


def _ink(pixels: Pixels) -> Values:
    red, green, blue = (pixels[..., channel].astype(np.int16) for channel in range(3))
    bluer = blue - red
    usual = np.median(bluer[:, ::4, ::4].reshape(len(pixels), -1), axis=1)
    inked = (bluer > _BLUE) & (bluer - usual[:, None, None] > _UNLIKE_SKIN)
    inked &= (blue - np.minimum(red, green) > _VIVID) & (_RADIUS > _AROUND)
    found: Values = inked.mean(axis=(1, 2), dtype=np.float32)
    return found


def _radius() -> NDArray[np.float64]:
    """How far each pixel is from the middle, in half sides."""
    place = (np.arange(SIDE) + 0.5) / (SIDE / 2) - 1
    found: NDArray[np.float64] = np.hypot(place[:, None], place[None, :])
    return found


_RADIUS: Final = _radius()
