"""For whom a model fails: a forest plot of each group's numbers beside those of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.charts.base import SHARES, figure, reach
from ui.frame.theme import palette

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

    from ui.frame.theme import Palette

_ROW = 27
_GAP = 0.06
"""Between two panels, as a share of the width."""


@dataclass(frozen=True)
class Row:
    """A line of the plot.

    Args:
        name: of the value, or of the heading where there are no numbers.
        numbers: by measure: value, low, high; empty in a heading.
        few: whether there is too little to say much: it is grey.
    """

    name: str
    numbers: Mapping[str, tuple[float | None, float | None, float | None]]
    few: bool = False


def forest(rows: Sequence[Row], whole: Mapping[str, float | None], *, dark: bool) -> go.Figure:
    """A panel for each measure, a line for each group, a dashed line for all together.

    Args:
        rows: from the top; headings have no numbers.
        whole: what all images together have, by the measure's name, which heads its panel.
        dark: the ground.
    """
    colours = palette(dark=dark)
    drawn = figure(
        dark=dark,
        height=64 + _ROW * len(rows),
        margin={"l": 8, "r": 16, "t": 48, "b": 8},
        yaxis={
            "range": [len(rows) - 0.4, -0.6],
            "showgrid": False,
            "tickvals": list(range(len(rows))),
            "ticktext": [_name(row, colours) for row in rows],
            "ticklabelstandoff": 8,
        },
        **_panels(list(whole)),
    )
    for at, (measure, value) in enumerate(whole.items(), start=1):
        for few in (False, True):
            _dots(drawn, rows, measure, (at, few), colours)
        if value is not None:
            line = {"color": colours.text, "width": 1, "dash": "dash"}
            ends = {"y0": -0.6, "y1": len(rows) - 0.4, "yref": "y", "xref": f"x{at}"}
            drawn.add_shape(type="line", x0=value, x1=value, line=line, opacity=0.5, **ends)
    return drawn


def _panels(measures: list[str]) -> dict[str, Any]:
    """Axes side by side, named at the top."""
    wide = (1 - _GAP * (len(measures) - 1)) / len(measures)
    return {
        f"xaxis{at + 1}": {
            "title": {"text": measure if measure == "AUC" else f"{measure} (%)"},
            "side": "top",
            "domain": [at * (wide + _GAP), at * (wide + _GAP) + wide],
            "anchor": "y",
            **SHARES,
            "tickvals": [0, 0.5, 1],
            "ticktext": ["0", "0.5", "1"] if measure == "AUC" else ["0", "50", "100"],
        }
        for at, measure in enumerate(measures)
    }


def _dots(
    drawn: go.Figure,
    rows: Sequence[Row],
    measure: str,
    which: tuple[int, bool],
    colours: Palette,
) -> None:
    """The dots of one panel: those with enough filled, those with few grey and open."""
    panel, few = which
    shown = [
        (place, row.name, row.numbers[measure])
        for place, row in enumerate(rows)
        if row.numbers and row.few is few and row.numbers[measure][0] is not None
    ]
    colour = colours.quiet if few else colours.accent
    arms = [reach(value or 0, low, high, colour) for _, _, (value, low, high) in shown]
    drawn.add_scatter(
        name=f"{measure}{', few' * few}",
        x=[value for _, _, (value, _, _) in shown],
        y=[place for place, _, _ in shown],
        xaxis=f"x{panel}",
        mode="markers",
        cliponaxis=False,
        marker={"color": colour, "size": 8, "symbol": "circle-open" if few else "circle"},
        error_x={
            **(next((arm for arm in arms if "array" in arm), {"visible": False})),
            "array": [arm.get("array", [0])[0] for arm in arms],
            "arrayminus": [arm.get("arrayminus", [0])[0] for arm in arms],
        },
        customdata=[[name, low, high] for _, name, (_, low, high) in shown],
        hovertemplate="%{customdata[0]}<br>%{x:.2f} (%{customdata[1]:.2f} to %{customdata[2]:.2f})"
        "<extra></extra>",
    )


def _name(row: Row, colours: Palette) -> str:
    if not row.numbers:
        return f"<b>{row.name}</b>"
    return f"<span style='color:{colours.quiet}'>{row.name}</span>" if row.few else row.name
