"""Smooth random fields over a lesion's own plane, and how a view looks at that plane.

The brushes of ``data.drawing``; nothing here knows what a lesion looks like.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]

WIDTH, HEIGHT = 256, 192
COARSE = ((0.3, 4), (0.2, 2), (0.0, 1))
"""Features from so many radii on are drawn at a part of the size, then enlarged: quicker."""
EXTENT = 8.0
"""A lattice covers this many lesion radii, centred on the lesion."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the camera sees the lesion's plane.

    Args:
        turn: in radians.
        radius: of the lesion, as a share of the picture's height.
        shift: of the lesion's centre from the picture's, as shares of the height.
    """

    turn: float
    radius: float
    shift: tuple[float, float]

    def matrix(self) -> tuple[float, ...]:
        """From a pixel to the lesion's plane, as (a, b, c, d, e, f) of an affine map."""
        scale = 1 / (self.radius * HEIGHT)
        cos, sin = math.cos(self.turn) * scale, math.sin(self.turn) * scale
        x = WIDTH / 2 + self.shift[0] * HEIGHT
        y = HEIGHT / 2 + self.shift[1] * HEIGHT
        return (cos, -sin, -cos * x + sin * y, sin, cos, -sin * x - cos * y)

    def plane(self) -> tuple[Field, Field]:
        """The lesion's coordinates at each pixel, in radii: u and v, shape (192, 256)."""
        a, b, c, d, e, f = self.matrix()
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
        return a * x + b * y + np.float32(c), d * x + e * y + np.float32(f)

    def field(self, rng: np.random.Generator, grain: float) -> Field:
        """A smooth random field, about standard normal, that moves with the lesion.

        Args:
            rng: what it depends on.
            grain: size of its features, in lesion radii.
        """
        cells = max(int(EXTENT / grain), 2)
        lattice = Image.fromarray(rng.standard_normal((cells, cells), dtype=np.float32) * 1.5)
        coarse = next(part for least, part in COARSE if grain >= least)
        a, b, c, d, e, f = (part * cells / EXTENT for part in self.matrix())
        drawn = lattice.transform(
            (WIDTH // coarse, HEIGHT // coarse),
            Image.Transform.AFFINE,
            (a * coarse, b * coarse, c + cells / 2, d * coarse, e * coarse, f + cells / 2),
            Image.Resampling.BICUBIC,
        )
        return np.asarray(drawn.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR))


def step(values: Field, low: float, high: float) -> Field:
    """From 0 at ``low`` to 1 at ``high`` without a kink; ``low`` may be the greater."""
    share: Field = np.clip((values - low) / (high - low), 0, 1)
    return share * share * (3 - 2 * share)


def rgb(colour: tuple[float, float, float]) -> Field:
    """A colour that can be laid over a picture: shape (3, 1, 1)."""
    return np.array(colour, dtype=np.float32).reshape(3, 1, 1)


def mix(ground: Field, over: Field, share: Field) -> Field:
    """A colour or picture laid over another of shape (3, h, w) where ``share`` (h, w) says so."""
    mixed: Field = ground + (over - ground) * share
    return mixed
