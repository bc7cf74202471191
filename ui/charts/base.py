"""The look of every figure: one template for light and dark, labels beside what they name.

What a figure shows is left to its neighbours.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from ui.frame.theme import FONT, palette

HEIGHT = 260
ROW = 34
"""Pixels for a row of a chart with one row a thing."""


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


def rows_of(drawn: go.Figure) -> list[dict[str, Any]]:
    """The figure's numbers as rows (series, x, y), for "Download the data"."""
    return [
        {"series": trace.name or "", "x": x, "y": y}
        for trace in drawn.data
        if trace.type in {"scatter", "bar"} and trace.x is not None and trace.y is not None
        for x, y in zip(trace.x, trace.y, strict=False)
    ]
