"""Shapes and words of SVG, and the square of shares from 0 to 1 that curves are drawn in."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INK, QUIET, LINE = "#1a1a1a", "#666666", "#d5d5d5"
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Okabe and Ito's, which colour-blind readers tell apart; the darkest first."""
DASHES: Final = ("", "7 3", "2 3", "9 3 2 3")
"""So that curves are told apart in black and white, too."""
SIDE, LEFT, TOP = 360, 62, 16
"""Pixels: of the square, and what is left of and above it."""
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_FONT: Final = "font-family='Liberation Sans, Arial, Helvetica, sans-serif'"


def document(width: float, height: float, says: str, parts: Iterable[str]) -> str:
    """A whole file, on white.

    Args:
        width: in pixels.
        height: in pixels.
        says: what it shows, for those who cannot see it.
        parts: shapes and words.
    """
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:.0f} {height:.0f}' "
        f"width='{width:.0f}' height='{height:.0f}' role='img' {_FONT}>"
        f"<title>{escape(says)}</title>"
        f"<rect width='100%' height='100%' fill='#ffffff'/>{''.join(parts)}</svg>\n"
    )


def percent(share: float) -> str:
    """A share as it stands in all texts of the program, such as "25 %"."""
    return f"{100 * share:.0f} %"


def words(
    x: float, y: float, text: str, *, at: str = "start", size: int = 13, ink: str = INK
) -> str:
    """A line of text; ``at`` is "start", "middle" or "end"."""
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{at}' font-size='{size}' fill='{ink}'>"
        f"{escape(text)}</text>"
    )


def upright(x: float, y: float, text: str) -> str:
    """A line of text that runs upwards, around its middle."""
    turned = words(0, 0, text, at="middle")
    return f"<g transform='translate({x:.1f} {y:.1f}) rotate(-90)'>{turned}</g>"


def line(x0: float, y0: float, x1: float, y1: float, *, ink: str = LINE, width: float = 1) -> str:
    """A straight line."""
    ends = f"x1='{x0:.1f}' y1='{y0:.1f}' x2='{x1:.1f}' y2='{y1:.1f}'"
    return f"<line {ends} stroke='{ink}' stroke-width='{width}'/>"


def path(x: Sequence[float], y: Sequence[float], *, ink: str, dash: str = "") -> str:
    """A curve through shares from 0 to 1."""
    points = " ".join(f"{across(a):.2f},{down(b):.2f}" for a, b in zip(x, y, strict=True))
    dashes = f" stroke-dasharray='{dash}'" if dash else ""
    return f"<polyline points='{points}' fill='none' stroke='{ink}' stroke-width='2'{dashes}/>"


def dot(x: float, y: float, *, ink: str, radius: float = 4.5) -> str:
    """A point in the square of shares."""
    return f"<circle cx='{across(x):.1f}' cy='{down(y):.1f}' r='{radius}' fill='{ink}'/>"


def across(share: float) -> float:
    """Where a share lies from left to right, in pixels."""
    return LEFT + SIDE * share


def down(share: float) -> float:
    """Where a share lies from top to bottom, in pixels: 1 is at the top."""
    return TOP + SIDE * (1 - share)


def square(x_title: str, y_title: str) -> list[str]:
    """The empty square of shares with its lines, percents, titles and diagonal."""
    parts = []
    for tick in _TICKS:
        parts += [
            line(across(tick), down(0), across(tick), down(1)),
            line(across(0), down(tick), across(1), down(tick)),
            words(across(tick), down(0) + 18, percent(tick), at="middle", size=12, ink=QUIET),
            words(LEFT - 8, down(tick) + 4, percent(tick), at="end", size=12, ink=QUIET),
        ]
    diagonal = path((0, 1), (0, 1), ink=QUIET, dash="2 4").replace("'2'", "'1'")
    return [
        *parts,
        diagonal,
        words(across(0.5), down(0) + 40, x_title, at="middle"),
        upright(16, down(0.5), y_title),
    ]
