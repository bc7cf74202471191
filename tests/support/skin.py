"""Skin and lesions drawn with known shapes and colours, for the tests of the networks for skin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SKIN, LESION = (225.0, 180.0, 160.0), (120.0, 75.0, 60.0)
Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]


def places(side: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Down and across, from −0.5 to 0.5, of shape (side, side)."""
    place = (np.arange(side) + 0.5) / side - 0.5
    return place[:, None] * np.ones(side), place * np.ones((side, 1))


def disc(
    side: int, radius: float, *, middle: tuple[float, float] = (0.0, 0.0), stretch: float = 1.0
) -> Mask:
    """A disc, or an ellipse ``stretch`` times as long across as down; in shares of the side."""
    down, across = places(side)
    return np.hypot(down - middle[0], (across - middle[1]) / stretch) < radius


def half_disc(side: int, radius: float) -> Mask:
    """The upper half, near the middle."""
    down, across = places(side)
    return (np.hypot(down - radius / 3, across) < radius) & (down < radius / 3)


def painted(mask: Mask, *, noise: float = 0.0) -> Picture:
    """A photograph: the lesion on skin, RGB from 0 to 255."""
    picture = np.where(mask[..., None], LESION, SKIN)
    picture = picture + np.random.default_rng(0).normal(0, noise, picture.shape)
    return np.clip(picture, 0, 255).astype("float32")
