"""What the camera adds to a drawn lesion: light, hair in front, dark corners, grain.

The same for every lesion, whatever its class: nothing here may give a class away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from data.fields import HEIGHT, WIDTH, mix, rgb, step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.fields import Field, Look

HAIR, CORNER = rgb((54, 40, 34)), rgb((12, 9, 9))
FINE = 4
"""Hairs are drawn at this many times the size, then averaged, so that they are thin and smooth."""
GRAIN = 2.2


@dataclass(frozen=True, slots=True)
class View:
    """One photograph of a lesion.

    Args:
        seed: of hair, light and grain.
        look: where the lesion lies in the picture.
        light: brightness, about 1.
        warmth: red against blue, about 0.
        hairs: how many.
        corners: radius of the visible circle as a share of the width; 0 for none.
    """

    seed: int
    look: Look
    light: float
    warmth: float
    hairs: int
    corners: float


def photographed(picture: Field, view: View) -> NDArray[np.uint8]:
    """A view of a drawn picture of shape (3, 192, 256), as uint8 of shape (192, 256, 3)."""
    rng = np.random.default_rng(view.seed)
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j].astype(np.float32)
    picture = picture * _light(x, y, view, rng)
    if view.hairs:
        picture = mix(picture, HAIR, _hair(view.hairs, rng) * np.float32(0.85))
    if view.corners:
        across = np.hypot(x, y * np.float32(HEIGHT / WIDTH)) / 2
        picture = mix(picture, CORNER, step(across, view.corners - 0.012, view.corners + 0.012))
    grain = rng.standard_normal((HEIGHT, WIDTH), dtype=np.float32)
    developed = np.clip(picture + GRAIN * grain, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(developed.transpose(1, 2, 0))


def _light(x: Field, y: Field, view: View, rng: np.random.Generator) -> Field:
    """Light that falls off to the edges and to one side, as bright and warm as the view says."""
    way = rng.uniform(0, 2 * math.pi)
    across, down = np.float32(0.05 * math.cos(way)), np.float32(0.05 * math.sin(way))
    fall = 1 + across * x + down * y - np.float32(0.07) * (x * x + y * y)
    lit: Field = rgb((1 + view.warmth, 1.0, 1 - view.warmth)) * (fall * np.float32(view.light))
    return lit


def _hair(count: int, rng: np.random.Generator) -> Field:
    """Bent hairs that lie about one way, as a share from 0 to 1."""
    sheet = Image.new("L", (WIDTH * FINE, HEIGHT * FINE))
    pen = ImageDraw.Draw(sheet)
    comb = rng.uniform(0, math.pi)
    for _ in range(count):
        curve = [tuple(point) for point in _curve(comb, rng).tolist()]
        pen.line(curve, fill=int(rng.uniform(140, 255)), width=int(rng.integers(3, 7)))
    return np.asarray(sheet.reduce(FINE), dtype=np.float32) / np.float32(255)


def _curve(comb: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Points along one hair, shape (24, 2), in fine pixels."""
    way, length = comb + rng.normal(0, 0.35), rng.uniform(0.4, 1.3) * HEIGHT * FINE
    along = np.array([math.cos(way), math.sin(way)])
    across = np.array([-along[1], along[0]])
    run = np.linspace(-0.5, 0.5, 24)[:, None]
    start = rng.uniform((0, 0), (WIDTH * FINE, HEIGHT * FINE))
    return np.asarray(start + length * (run * along + run**2 * rng.normal(0, 0.4) * across))
