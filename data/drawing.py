"""Draws one skin lesion as a dermatoscope might show it: skin and lesion, then the photograph.

A drawing, not a simulation: it is for trying the program, and says nothing about skin.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.fields import HEIGHT, WIDTH, Look, mix, rgb, step
from data.photograph import View, photographed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.fields import Field

SKINS = tuple(map(rgb, ((240, 206, 190), (230, 186, 168), (216, 168, 144), (236, 196, 186))))
TAN, BROWN, DARK, BLACK, BLUE, RED, WHITE = map(
    rgb,
    (
        (188, 136, 102),
        (142, 92, 66),
        (92, 58, 44),
        (46, 34, 34),
        (100, 108, 128),
        (192, 108, 104),
        (222, 190, 182),
    ),
)
BLOTCHES = ((DARK, 0.25, 0.75), (RED, 0.5, 0.5), (BLACK, 0.5, 0.85), (BLUE, 0.6, 0.65))
SCAR = (WHITE, 0.68, 0.55)
"""Colour, the trait from which on it may appear, and how dense it gets."""
RETICULAR = 0.65
"""The share of lesions with a network; the others have globules."""
BROAD_WAVES = (2, 3)
"""Waves around the outline that make it lopsided; shorter ones make it ragged."""
THIRDS = (0.0, 2 * math.pi / 3, 4 * math.pi / 3)


@dataclass(frozen=True, slots=True)
class Lesion:
    """What stays the same in all views of one lesion; traits from 0 (calm) to 1 (wild).

    Args:
        seed: of everything random in it.
        asymmetry: of the outline, and of where its colours lie.
        border: how ragged the edge is.
        colour: how many colours it has, and how dark they get.
    """

    seed: int
    asymmetry: float
    border: float
    colour: float


def draw(lesion: Lesion, view: View) -> NDArray[np.uint8]:
    """A picture of a lesion: uint8 of shape (192, 256, 3)."""
    skin_rng, rng = np.random.default_rng(lesion.seed).spawn(2)
    return photographed(Sketch(lesion, view.look, rng).over(_skin(view.look, skin_rng)), view)


def _skin(look: Look, rng: np.random.Generator) -> Field:
    """Mottled skin with fine lines."""
    first, second = (SKINS[number] for number in rng.permutation(len(SKINS))[:2])
    tone = first + (second - first) * np.float32(rng.random())
    ground = np.broadcast_to(tone, (3, HEIGHT, WIDTH))
    ground = mix(ground, RED, np.clip(0.06 + 0.035 * look.field(rng, 0.9), 0, 0.3))
    ground = mix(ground, TAN, np.clip(0.05 + 0.04 * look.field(rng, 0.35), 0, 0.3))
    lines = np.exp(-((look.field(rng, 0.16) / 0.18) ** 2))
    lined: Field = ground * (1 - 0.04 * lines)
    return lined


class Sketch:
    """A lesion in the making: layers over each other, all in the lesion's own plane.

    Args:
        lesion: what to draw.
        look: where it lies in the picture.
        rng: the lesion's own; asked in the same order in every view.
    """

    def __init__(self, lesion: Lesion, look: Look, rng: np.random.Generator) -> None:
        self.lesion = lesion
        self.look = look
        self.rng = rng
        self.u, self.v = look.plane()
        self.inside = self._inside()

    def over(self, skin: Field) -> Field:
        """The lesion on skin, both of shape (3, 192, 256), 0 to 255."""
        halo_colour = RED if self.rng.random() < RETICULAR else TAN
        softness = 0.08 + 0.22 * (1 - self.lesion.border) * self.rng.random()
        paint = self._colours(self._network(self._pigment()))
        skin = mix(skin, halo_colour, step(self.inside, -0.35, 0.05) * np.float32(0.2))
        dense = np.float32(self.rng.uniform(0.88, 0.98))
        return mix(skin, paint, step(self.inside, -0.02, softness) * dense)

    def _inside(self) -> Field:
        """How deep a point lies: 1 in the middle, 0 on the outline, below 0 outside."""
        stretch = np.float32(self.rng.uniform(1.0, 1.3))
        angle = np.arctan2(self.v * stretch, self.u)
        outline = np.ones_like(angle)
        for wave in range(2, 8):
            calm = 0.02 + 0.05 * self.lesion.border
            size = (
                calm + (0.16 * self.lesion.asymmetry if wave in BROAD_WAVES else 0)
            ) / math.sqrt(wave)
            turn = np.float32(self.rng.uniform(0, 2 * math.pi))
            outline += np.float32(size * self.rng.normal()) * np.cos(wave * angle + turn)
        depth = 1 - np.hypot(self.u, self.v * stretch) / np.maximum(outline, np.float32(0.35))
        ragged = 0.045 * self._field(0.32) + 0.022 * self._field(0.13)
        inside: Field = depth + ragged * np.float32(0.15 + 1.35 * self.lesion.border)
        return inside

    def _pigment(self) -> Field:
        """The ground colour: from tan at the edge to brown or darker within."""
        dark = np.float32(np.clip(self.rng.normal(0.25 + 0.6 * self.lesion.colour, 0.2), 0, 1))
        core = BROWN * (1 - dark) + DARK * dark
        inward = step(self.inside, 0.0, self.rng.uniform(0.4, 1.0))
        uneven = 1 + 0.05 * self._field(0.22) + 0.03 * self._field(0.1)
        return mix(TAN, core, inward) * uneven

    def _network(self, paint: Field) -> Field:
        """A honeycomb of fine lines, more broken the wilder the lesion; or round globules."""
        bend = np.float32(0.02 + 0.07 * self.lesion.border)
        x, y = self.u + bend * self._field(0.35), self.v + bend * self._field(0.35)
        pace = np.float32(self.rng.uniform(40, 58))
        waves = np.zeros_like(x)
        for third in THIRDS:
            waves += np.cos(
                pace * (x * np.float32(math.cos(third)) + y * np.float32(math.sin(third)))
            )
        lines = self.rng.random() < RETICULAR
        mesh = step(waves, 0.8, -1.3) if lines else step(waves, 0.9, 2.4)
        whole = 1.4 - 1.8 * self.lesion.asymmetry
        patches = step(self._field(0.5), -whole, 1.2 - whole)
        strength = np.float32(self.rng.uniform(0.25, 0.5))
        return mix(paint, DARK, mesh * patches * step(self.inside, 0.0, 0.12) * strength)

    def _colours(self, paint: Field) -> Field:
        """Blotches of other colours, off centre as far as the lesion is asymmetric."""
        for colour, least, dense in (*BLOTCHES, SCAR):
            amount = self.lesion.colour + self.rng.normal(0, 0.1) - least
            if amount > 0:
                blotch = self._blotch(np.float32(0.3 + 0.45 * amount))
                share = blotch * step(self.inside, 0.03, 0.25)
                paint = mix(paint, colour, share * np.float32(dense * min(0.4 + 2 * amount, 1)))
        return paint

    def _blotch(self, size: np.float32) -> Field:
        away = 0.6 * self.lesion.asymmetry * self.rng.uniform(0.5, 1.2)
        way = self.rng.uniform(0, 2 * math.pi)
        u, v = np.float32(away * math.cos(way)), np.float32(away * math.sin(way))
        near = np.hypot(self.u - u, self.v - v) / size
        return step(near + 0.3 * self._field(0.25), 1.3, 0.3)

    def _field(self, grain: float) -> Field:
        return self.look.field(self.rng, grain)
