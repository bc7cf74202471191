"""Where the time of a training went: its parts one below the other, each where it stood in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.charts.base import ROW, figure
from ui.frame import wording
from ui.frame.theme import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

_ROOM = 1.3
"""Times the whole, so that the longest bar's words have their place."""


def timeline(parts: Sequence[tuple[str, float]], *, dark: bool) -> go.Figure:
    """A bar for each part, from its start to its end.

    Args:
        parts: name and seconds of each, in order; names may repeat.
        dark: the ground.
    """
    seconds = [took for _, took in parts]
    starts = [sum(seconds[:place]) for place in range(len(parts))]
    whole = max(sum(seconds), 1.0)
    drawn = figure(
        dark=dark,
        bargap=0.45,
        height=56 + ROW * 3 // 4 * len(parts),
        xaxis={"title": {"text": "seconds"}, "range": [0, _ROOM * whole]},
        yaxis={
            "autorange": "reversed",
            "showgrid": False,
            "ticklabelstandoff": 8,
            "tickvals": list(range(len(parts))),
            "ticktext": [name for name, _ in parts],
        },
    )
    drawn.add_bar(
        name="seconds",
        orientation="h",
        base=starts,
        x=seconds,
        y=list(range(len(parts))),
        text=[wording.brief(took) for took in seconds],
        textposition="outside",
        cliponaxis=False,
        customdata=[name for name, _ in parts],
        marker={"color": palette(dark=dark).accent},
        hovertemplate="%{customdata}: %{text}<extra></extra>",
    )
    return drawn
