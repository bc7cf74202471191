"""How images were named, class by class: the confusion matrix, whose cells can be clicked."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from ui.charts.base import figure
from ui.frame import wording
from ui.frame.theme import faded, palette

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

_TWO = 2
_SIDE = 340
_ROOMY, _SHORT = 4, 6
"""So few columns have room for long names; so few letters fit over more columns, too."""
_LABEL = wording.LABEL.lower()


def confusion(evaluation: Mapping[str, Any], *, dark: bool) -> go.Figure:
    """Rows: labels in the data; columns: what the model says; shade: share of the row.

    Long names are wrapped and shortened; whole they are told when the pointer is over a cell.
    """
    colours = palette(dark=dark)
    names, table = evaluation["class_names"], evaluation["confusion"]
    shares = [[cell / (sum(row) or 1) for cell in row] for row in table]
    places = list(range(len(names)))
    drawn = figure(
        dark=dark,
        height=max(_SIDE, 110 + 44 * len(names)),
        margin={"l": 8, "r": 8, "t": 34, "b": 8},
        xaxis={
            "title": {"text": "the model says"},
            "side": "top",
            "showgrid": False,
            "tickvals": places,
            "range": [-0.5, len(names) - 0.5],
            **_columns(names),
        },
        yaxis={
            "title": {"text": _LABEL},
            "range": [len(names) - 0.5, -0.5],
            "showgrid": False,
            "tickvals": places,
            "ticktext": [
                _wrapped(name, width=14, lines=3 if len(names) <= _ROOMY else 2) for name in names
            ],
        },
    )
    drawn.add_heatmap(
        x=places,
        y=places,
        z=shares,
        zmin=0,
        zmax=1,
        colorscale=[[0, faded(colours.accent, 0.04)], [1, faded(colours.accent, 0.75)]],
        showscale=False,
        xgap=3,
        ygap=3,
        text=_cells(table, shares),
        texttemplate="%{text}",
        textfont={"color": colours.text, "size": 13 if len(names) <= _ROOMY else 11},
        customdata=[
            [
                [label, said, f"{count:,}, {wording.percent(share)} of the row"]
                for said, count, share in zip(names, *row, strict=True)
            ]
            for label, *row in zip(names, table, shares, strict=True)
        ],
        hovertemplate=f"{_LABEL} %{{customdata[0]}},<br>named %{{customdata[1]}}:<br>"
        "%{customdata[2]}<extra></extra>",
    )
    return drawn


def clickable(drawn: go.Figure, names: Sequence[str], table: Sequence[Sequence[int]]) -> go.Figure:
    """The matrix with a place to click on each cell that has images.

    A heat map's cells cannot be selected in the browser, so each is covered by a clear square that
    can; it tells (row, column) as its y and x.

    Args:
        drawn: by ``confusion``.
        names: of the classes.
        table: counts; rows: labels, columns: what the model says.
    """
    filled = [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        if count
    ]
    clear = {"opacity": 0}
    drawn.add_scatter(
        name="cells",
        x=[column for _, column in filled],
        y=[row for row, _ in filled],
        mode="markers",
        marker={"symbol": "square", "size": 110 if len(names) == _TWO else 40, "opacity": 0},
        selected={"marker": clear},
        unselected={"marker": clear},
        customdata=[
            [names[row], names[column], f"{table[row][column]:,}"] for row, column in filled
        ],
        hovertemplate=f"{_LABEL} %{{customdata[0]}},<br>named %{{customdata[1]}}: "
        "%{customdata[2]}<br>click to see them<extra></extra>",
    )
    drawn.update_layout(clickmode="event+select", dragmode=False)
    return drawn


def _columns(names: Sequence[str]) -> dict[str, Any]:
    """Names over the columns: across and wrapped where there is room, else upwards."""
    if len(names) <= _ROOMY or max(map(len, names)) <= _SHORT:
        return {"ticktext": [_wrapped(name, width=14, lines=3) for name in names], "tickangle": 0}
    return {"ticktext": [_wrapped(name, width=20, lines=1) for name in names], "tickangle": -90}


def _wrapped(name: str, *, width: int, lines: int) -> str:
    """A name in lines of so many signs; what does not fit ends in an ellipsis."""
    spaced = name.replace("_", " ")
    return "<br>".join(textwrap.wrap(spaced, width, max_lines=lines, placeholder="…"))


def _cells(table: Sequence[Sequence[int]], shares: Sequence[Sequence[float]]) -> list[list[str]]:
    """Counts, and where cells are wide the shares of their rows, too."""
    if len(table) > _ROOMY:
        return [[f"{count:,}" for count in row] for row in table]
    of = " of the row" if len(table) == _TWO else ""
    return [
        [
            f"<b>{count:,}</b><br>{wording.percent(share)}{of}" if count else "0"
            for count, share in zip(*row, strict=True)
        ]
        for row in zip(table, shares, strict=True)
    ]
