"""What a dataset holds: images, lesions and patients of each class, as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.charts.base import ROW, figure
from ui.frame.theme import class_colours, faded

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go


_TICKS = {"nticks": 4, "tickangle": 0, "tickformat": ","}
_LETTER = 7
"""Pixels of a letter at 13 px: the longest bar's number stands beside the axis, and is not cut."""


def population(counts: Mapping[str, Mapping[str, int]], *, dark: bool) -> go.Figure:
    """For each class a bar of images, of lesions and of patients, each with its number.

    Args:
        counts: unit ("images", "lesions", …) → class → how many. A missing unit has no bar.
        dark: the ground.
    """
    classes = list(dict.fromkeys(name for unit in counts.values() for name in unit))
    colours = class_colours(classes)
    largest = max((n for unit in counts.values() for n in unit.values()), default=1)
    said = [_said(number, unit) for unit, of in counts.items() for number in of.values()]
    longest = max(map(len, said), default=0)
    drawn = figure(
        dark=dark,
        barmode="group",
        bargap=0.3,
        height=56 + ROW * 3 // 4 * max(2, len(classes)) * max(1, len(counts)),
        margin={"l": 8, "r": 16 + _LETTER * longest, "t": 8, "b": 8},
        xaxis={"title": {"text": "how many"}, "range": [0, largest], **_TICKS},
        yaxis={"autorange": "reversed", "showgrid": False, "ticklabelstandoff": 8},
    )
    for rank, (unit, by_class) in enumerate(counts.items()):
        numbers = [by_class.get(name, 0) for name in classes]
        drawn.add_bar(
            name=unit,
            orientation="h",
            y=classes,
            x=numbers,
            text=[_said(number, unit) for number in numbers],
            textposition="outside",
            cliponaxis=False,
            marker={"color": [faded(colours[name], 1 - 0.32 * rank) for name in classes]},
            hovertemplate="%{y}: %{x:,} " + unit + "<extra></extra>",
        )
    return drawn


def _said(number: int, unit: str) -> str:
    return f"{number:,} {unit}"
