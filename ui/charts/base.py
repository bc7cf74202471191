"""The look of every figure: one template for light and dark, labels beside what they name.

What a figure shows is left to its neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ui.frame.theme import FONT, faded, palette

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT = 260
ROW = 34
"""Pixels for a row of a chart with one row a thing."""
SHARES = {
    "range": [-0.01, 1.01],
    "tickvals": [0, 0.25, 0.5, 0.75, 1],
    "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"],
}
"""An axis of shares, from 0 to 100 %."""
DASHES = ("solid", "dash", "dot", "dashdot")
"""Of several curves, so that they are told apart by more than their colour."""


def template(*, dark: bool) -> go.layout.Template:
    """No frame, a quiet grid, system type at 13 px."""
    colours = palette(dark=dark)
    axis = {
        "gridcolor": colours.line,
        "linecolor": colours.line,
        "zeroline": False,
        "tickfont": {"color": colours.quiet},
        "title": {"font": {"color": colours.quiet, "size": 13}, "standoff": 8},
        "automargin": True,
        "fixedrange": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "xaxis": axis,
            "yaxis": axis,
            "showlegend": False,
            "hoverlabel": {
                "bgcolor": colours.ground,
                "bordercolor": colours.line,
                "font": {"family": FONT, "size": 13, "color": colours.text},
            },
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colours.quiet},
        }
    )


def figure(*, dark: bool, **layout: Any) -> go.Figure:  # noqa: ANN401  Plotly's own keywords
    """An empty figure in our look."""
    return go.Figure(layout={"template": template(dark=dark), "height": HEIGHT, **layout})


def square(x: str, y: str, *, height: int, dark: bool, diagonal: bool = False) -> go.Figure:
    """Shares over shares, both axes from 0 to 100 %.

    Args:
        x: title of the axis below.
        y: title of the axis at the left.
        height: in pixels.
        dark: the ground.
        diagonal: whether the line on which both are the same is drawn.
    """
    drawn = figure(
        dark=dark,
        height=height,
        margin={"l": 8, "r": 28, "t": 12, "b": 8},
        xaxis={"title": {"text": x}, **SHARES},
        yaxis={"title": {"text": y}, **SHARES},
    )
    if diagonal:
        dotted = {"color": palette(dark=dark).quiet, "width": 1, "dash": "dot"}
        drawn.add_shape(type="line", x0=0, y0=0, x1=1, y1=1, line=dotted)
    return drawn


def line(
    drawn: go.Figure,
    name: str,
    points: tuple[Sequence[float], Sequence[float]],
    colour: str,
    *,
    dash: str,
    said: str,
) -> None:
    """A curve through points, given as (x, y); ``said`` is what a pointer on it reads."""
    x, y = points
    drawn.add_scatter(
        name=name,
        x=x,
        y=y,
        mode="lines",
        line={"color": colour, "width": 2, "dash": dash},
        hovertemplate=f"{said}<extra></extra>",
    )


def label(
    drawn: go.Figure,
    at: tuple[float, float | str],
    text: str,
    colour: str,
    **more: Any,  # noqa: ANN401  Plotly's own keywords
) -> None:
    """A word beside what it names, instead of a legend."""
    place = {"xanchor": "left", "xshift": 6, "showarrow": False, **more}
    drawn.add_annotation(x=at[0], y=at[1], text=text, font={"color": colour}, **place)


def labels(drawn: go.Figure, told: Sequence[dict[str, Any]]) -> None:
    """Many words at once, each as ``label`` puts it: one by one takes the square of the time.

    Args:
        drawn: a figure that has no words yet.
        told: ``x, y, text, colour`` of each, and Plotly's own keywords.
    """
    place = {"xanchor": "left", "xshift": 6, "showarrow": False}
    drawn.layout.annotations = [
        {**place, **{key: value for key, value in one.items() if key != "colour"}}
        | {"font": {"color": one["colour"]}}
        for one in told
    ]


def rest(share: float | None) -> float | None:
    """One minus a share, e.g. false alarms from specificity; None stays None."""
    return None if share is None else 1 - share


def reach(value: float, low: float | None, high: float | None, colour: str) -> dict[str, Any]:
    """Plotly's error bars for an interval around a value; none where it is unknown."""
    if low is None or high is None:
        return {"visible": False}
    arms = {"array": [max(0.0, high - value)], "arrayminus": [max(0.0, value - low)]}
    return {**arms, "symmetric": False, "color": faded(colour, 0.6), "thickness": 1.5, "width": 0}


def rows_of(drawn: go.Figure) -> list[dict[str, Any]]:
    """The figure's numbers as rows (series, x, y), for "Download the data"."""
    return [
        {"series": trace.name or "", "x": x, "y": y}
        for trace in drawn.data
        if trace.type in {"scatter", "bar"} and trace.x is not None and trace.y is not None
        for x, y in zip(trace.x, trace.y, strict=False)
    ]
