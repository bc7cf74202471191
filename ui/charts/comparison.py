"""Several runs side by side: differences with their intervals, and ROC curves over each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.charts import roc_ground
from ui.charts.base import DASHES, ROW, figure, label, labels, reach
from ui.frame.theme import palette, run_colours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

_SIDE = 380
_APART = frozenset({"better", "worse"})
_LEAST = 0.05
_ROOM = 1.15


def differences(rows: Sequence[Mapping[str, Any]], *, dark: bool) -> go.Figure:
    """A forest plot: each difference with its 95 % interval beside no difference, and its word.

    Args:
        rows: ``{name, difference, low, high, word, said}``; ``said`` stands at the right.
        dark: the ground.
    """
    colours = palette(dark=dark)
    ends = [abs(row[key]) for row in rows for key in ("difference", "low", "high") if row[key]]
    furthest = _ROOM * max([_LEAST, *ends])
    drawn = figure(
        dark=dark,
        height=72 + ROW * max(1, len(rows)),
        margin={"l": 8, "r": 335, "t": 8, "b": 8},
        xaxis={
            "title": {"text": "worse ← difference → better"},
            "range": [-furthest, furthest],
            "tickformat": "+.2f",
            "nticks": 3,
            "tickangle": 0,
        },
        yaxis={"autorange": "reversed", "showgrid": False, "ticklabelstandoff": 8},
    )
    line = {"color": colours.text, "width": 1, "dash": "dash"}
    drawn.add_vline(x=0, line=line, opacity=0.6)
    for row in rows:
        apart = row["word"] in _APART
        colour = colours.accent if apart else colours.quiet
        drawn.add_scatter(
            name=row["name"],
            x=[row["difference"]],
            y=[row["name"]],
            mode="markers",
            marker={"color": colour, "size": 9, "symbol": "circle" if apart else "circle-open"},
            error_x=reach(row["difference"] or 0, row["low"], row["high"], colour),
            hoverinfo="skip",
        )
    shades = {True: colours.text, False: colours.quiet}
    labels(
        drawn,
        [
            {"x": furthest, "y": row["name"], "text": row["said"], "colour": shades[apart]}
            for row in rows
            for apart in (row["word"] in _APART,)
        ],
    )
    return drawn


def rocs(curves: Sequence[tuple[str, Mapping[str, Any]]], *, dark: bool) -> go.Figure:
    """ROC curves over each other, each named with its AUC in the lower corner.

    Args:
        curves: name and ``{fpr, tpr}`` of each, in the order of their colours.
        dark: the ground.
    """
    drawn = roc_ground.ground(height=_SIDE, dark=dark)
    shades = run_colours(len(curves), dark=dark)
    for place, ((name, points), colour) in enumerate(zip(curves, shades, strict=True)):
        dash = DASHES[place % len(DASHES)]
        roc_ground.curve(drawn, name, points, colour, dash=dash, said=name)
        height = 0.06 + 0.065 * (len(curves) - 1 - place)
        label(drawn, (0.98, height), name, colour, xanchor="right", xshift=0)
    return drawn
