"""Runs ranked by an area, each as the bar of its interval, beside the interval of the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.charts.base import figure, label
from ui.frame import wording
from ui.frame.theme import faded, palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

_ROW = 26
_BAR = 10
_ROOM = 0.02


@dataclass(frozen=True)
class Ranked:
    """One row: a name, an area in 0..1 with its 95 % interval, and what is said of it."""

    name: str
    area: float
    low: float | None
    high: float | None
    overlaps: bool
    """Whether its interval overlaps that of the first."""


def ranking(rows: Sequence[Ranked], *, dark: bool, title: str) -> go.Figure:
    """A bar from low to high for each row, with a dot at its area and the number in words.

    Args:
        rows: the best first.
        dark: the ground.
        title: of the axis.
    """
    colours = palette(dark=dark)
    known = [end for row in rows for end in (row.low, row.high, row.area) if end is not None]
    least, most = min(known, default=0.5), max(known, default=1.0)
    drawn = figure(
        dark=dark,
        height=64 + _ROW * max(1, len(rows)),
        margin={"l": 8, "r": 140, "t": 8, "b": 8},
        xaxis={
            "title": {"text": title},
            "range": [max(0.0, least - _ROOM), min(1.0, most) + _ROOM],
            "tickformat": ".2f",
        },
        yaxis={
            "autorange": "reversed",
            "showgrid": False,
            "ticklabelstandoff": 8,
            "type": "category",
        },
    )
    if rows and rows[0].low is not None and rows[0].high is not None:
        band = {"fillcolor": faded(colours.accent, 0.08), "line_width": 0, "layer": "below"}
        drawn.add_vrect(x0=rows[0].low, x1=rows[0].high, **band)
    for row in rows:
        colour = colours.accent if row.overlaps else colours.quiet
        ends = [row.low, row.high] if row.low is not None else []
        drawn.add_scatter(
            name=f"{row.name}: interval",
            x=ends,
            y=[row.name] * len(ends),
            mode="lines",
            line={"color": faded(colour, 0.35), "width": _BAR},
            hoverinfo="skip",
        )
        drawn.add_scatter(
            name=row.name,
            x=[row.area],
            y=[row.name],
            mode="markers",
            marker={
                "color": colour,
                "size": 8,
                "symbol": "circle" if row.overlaps else "circle-open",
            },
            hoverinfo="skip",
        )
        said = wording.auc({"auc": row.area, "auc_low": row.low, "auc_high": row.high})
        label(drawn, (1, row.name), said, colours.text, xref="paper")
    return drawn
