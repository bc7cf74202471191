"""Bars of a list of numbers: what a layer makes of one photograph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from ui.charts import base
from ui.frame.theme import palette

if TYPE_CHECKING:
    from collections.abc import Sequence


def values(places: Sequence[int], of: Sequence[float], *, dark: bool) -> go.Figure:
    """A bar for each number, in their order.

    Args:
        places: of the numbers in the whole list, counted from 0.
        of: the numbers.
        dark: the ground.
    """
    drawn = base.figure(
        dark=dark,
        height=220,
        bargap=0.15,
        xaxis={"title": {"text": "Number"}, "type": "category", "nticks": 16},
        yaxis={"title": {"text": "Value"}},
    )
    names = [f"{place + 1}" for place in places]
    told = "number %{x}: %{y:.4g}<extra></extra>"
    colour = palette(dark=dark).accent
    drawn.add_trace(go.Bar(x=names, y=list(of), marker_color=colour, hovertemplate=told))
    return drawn
