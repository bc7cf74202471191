"""Colours that mean something: one accent, one alarm, and one fixed colour a class.

Streamlit's own theme stands in ``.streamlit/config.toml``; this is what charts need beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers_catalog.base import Category

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

# Okabe & Ito, "Color Universal Design" (2008): told apart with every common colour vision.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, VERMILION, YELLOW, GREY = "#56B4E9", "#D55E00", "#F0E442", "#8A9699"
_OKABE_ITO = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, GREY)
COLOURS = len(_OKABE_ITO)
"""So many are told apart; then they begin anew."""

_KNOWN = {
    "benign": BLUE,
    "malignant": ORANGE,
    "malignant or pre-malignant": ORANGE,
    "nv": BLUE,
    "mel": ORANGE,
    "bkl": GREEN,
    "bcc": PURPLE,
    "akiec": VERMILION,
    "vasc": SKY,
    "df": YELLOW,
}


_FAMILIES = {
    Category.IMAGE: "#6d86a3",
    Category.DERMATOLOGY: "#c0776c",
    Category.AUGMENTATION: "#4f9d94",
    Category.CONVOLUTION: "#3f83c5",
    Category.POOLING: "#6b9a3f",
    Category.ACTIVATION: "#c98a4b",
    Category.REGULARISATION: "#b08a2c",
    Category.ATTENTION: "#5f78c8",
    Category.SHAPE: "#85898f",
    Category.MERGING: "#b3689a",
    Category.PRETRAINED: "#8069c4",
    Category.HEAD: "#bf7545",
}
"""As on the canvas (``builder/canvas/frontend/src/styles/base.css``), on light and on dark."""


@dataclass(frozen=True)
class Palette:
    """The colours of one side of the theme."""

    text: str
    quiet: str
    line: str
    ground: str
    accent: str
    alarm: str


LIGHT = Palette("#0F1819", "#556164", "#E2E8E8", "#FFFFFF", "#0B6A6A", "#B3261E")
DARK = Palette("#E4EAEA", "#98A5A8", "#263033", "#0F1416", "#3FA7A1", "#F2776E")


def palette(*, dark: bool) -> Palette:
    """The colours for charts on a dark or a light ground."""
    return DARK if dark else LIGHT


def family_colour(family: Category | None) -> str:
    """The colour of a family of layers; grey for one that is not known."""
    return _FAMILIES.get(family, GREY) if family else GREY


def class_colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each class: the same name has the same colour in every chart.

    Known names keep theirs; the others take what is left, in order, and begin anew after eight.
    """
    colours = {name: _KNOWN[name.lower()] for name in names if name.lower() in _KNOWN}
    free = [colour for colour in _OKABE_ITO if colour not in colours.values()] or [*_OKABE_ITO]
    others = [name for name in names if name not in colours]
    return colours | {name: free[rank % len(free)] for rank, name in enumerate(others)}


def run_colours(count: int, *, dark: bool) -> list[str]:
    """Colours for curves laid over each other, in the order in which runs were ticked.

    On a dark ground they are a little lighter, as their names are written in them.
    """
    colours = [_OKABE_ITO[rank % len(_OKABE_ITO)] for rank in range(count)]
    return [_lighter(colour) for colour in colours] if dark else colours


def _lighter(colour: str, share: float = 0.3) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02X}" for part in parts)


def faded(colour: str, share: float) -> str:
    """``colour`` (``#RRGGBB``) let through to ``share`` (0..1), for bands and areas."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share:g})"
