"""A confusion matrix: rows are the reference standard, columns what the model says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runs.export.figures import svg

if TYPE_CHECKING:
    from collections.abc import Mapping

_CELL: Final = (104, 56)
_SIGN: Final = 7.2
"""Pixels that a letter of the names takes."""


def confusion(evaluation: Mapping[str, Any], *, title: str) -> str:
    """Counts of images and shares of their rows.

    Args:
        evaluation: of one split, as ``runs.evaluation.evaluate`` gives it.
        title: of which images it is.
    """
    names, table = evaluation["class_names"], evaluation["confusion"]
    wide, high = _CELL
    left = 48 + _SIGN * max(map(len, names))
    parts = [svg.words(left + wide * len(names) / 2, 18, "the model says", at="middle")]
    parts.append(svg.upright(16, 52 + high * len(names) / 2, "reference standard"))
    for at, name in enumerate(names):
        parts += [
            svg.words(left + wide * (at + 0.5), 42, name, at="middle", ink=svg.QUIET),
            svg.words(left - 8, 52 + high * (at + 0.5) + 4, name, at="end", ink=svg.QUIET),
        ]
    for row, counts in enumerate(table):
        for column, count in enumerate(counts):
            share = count / (sum(counts) or 1)
            parts += _cell(left + wide * column, 52 + high * row, count, share)
    below = 52 + high * len(names) + 24
    parts.append(svg.words(left, below, title, size=12, ink=svg.QUIET))
    width = left + max(wide * len(names), _SIGN * len(title)) + 16
    return svg.document(width, below + 12, f"Confusion matrix, {title}", parts)


def _cell(x: float, y: float, count: int, share: float) -> list[str]:
    wide, high = _CELL
    said = f"{svg.percent(share)} of row"
    tint = f"fill='{svg.COLOURS[0]}' fill-opacity='{0.06 + 0.5 * share:.2f}'"
    return [
        f"<rect x='{x + 1:.1f}' y='{y + 1}' width='{wide - 2}' height='{high - 2}' {tint}/>",
        svg.words(x + wide / 2, y + high / 2 - 2, f"{count:,}", at="middle", size=15),
        svg.words(x + wide / 2, y + high / 2 + 16, said, at="middle", size=12),
    ]
