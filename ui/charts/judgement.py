"""How good and how sure: ROC, confusion matrix, and shares or areas with their intervals."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from ui.charts.base import ROW, SHARES, figure, label, reach, rest
from ui.frame import wording
from ui.frame.theme import class_colours, faded, palette

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

_TWO = 2
_SIDE = 340
_ROOMY, _SHORT = 4, 6
"""So few columns have room for long names; so few letters fit over more columns, too."""
_LABEL = wording.LABEL.lower()


def roc(evaluation: Mapping[str, Any], *, dark: bool) -> go.Figure:
    """Sensitivity against false alarms, with the AUC and the point at which the model decides.

    Args:
        evaluation: of one split, as ``runs.evaluation.evaluate`` gives it. With more than two
            classes each has a curve against the rest.
        dark: the ground.
    """
    colours = palette(dark=dark)
    drawn = figure(
        dark=dark,
        height=_SIDE,
        margin={"l": 8, "r": 28, "t": 12, "b": 8},
        xaxis={"title": {"text": "false alarms (1 − specificity)"}, **SHARES},
        yaxis={"title": {"text": "sensitivity"}, **SHARES},
    )
    chance = {"color": colours.quiet, "width": 1, "dash": "dot"}
    drawn.add_shape(type="line", x0=0, y0=0, x1=1, y1=1, line=chance)
    for name, points, colour in _curves(evaluation, colours.accent):
        drawn.add_scatter(
            name=name,
            x=points["fpr"],
            y=points["tpr"],
            mode="lines",
            line={"color": colour, "width": 2},
            hovertemplate=f"{name}<br>%{{y:.0%}} found, %{{x:.0%}} false alarms<extra></extra>",
        )
    _operating_point(drawn, evaluation, colours.text)
    place = {"xanchor": "right", "xshift": 0}
    label(drawn, (0.98, 0.06), f"AUC {wording.auc(evaluation)}", colours.text, **place)
    return drawn


def _curves(evaluation: Mapping[str, Any], accent: str) -> list[tuple[str, Any, str]]:
    """Name, points and colour of each curve; one for two classes, one a class for more."""
    names = evaluation["class_names"]
    per_class = evaluation["per_class"]
    if len(names) > _TWO:
        colours = class_colours(names)
        return [
            (name, per_class[name]["roc"], colours[name])
            for name in names
            if per_class[name].get("roc")
        ]
    return [(names[-1], evaluation["roc"], accent)] if evaluation.get("roc") else []


def _operating_point(drawn: go.Figure, evaluation: Mapping[str, Any], colour: str) -> None:
    """Where the model decides now, with both intervals as a cross (two classes only)."""
    names = evaluation["class_names"]
    told = evaluation["per_class"][names[-1]]
    if len(names) > _TWO or told["sensitivity"] is None or told["specificity"] is None:
        return
    x, y = 1 - told["specificity"], told["sensitivity"]
    drawn.add_scatter(
        name="as the model decides now",
        x=[x],
        y=[y],
        mode="markers",
        marker={"color": colour, "size": 9},
        error_y=reach(y, told["sensitivity_low"], told["sensitivity_high"], colour),
        error_x=reach(x, rest(told["specificity_high"]), rest(told["specificity_low"]), colour),
        hovertemplate="as the model decides now<br>%{y:.0%} found, %{x:.0%} false alarms"
        "<extra></extra>",
    )


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
            **_columns(names),
        },
        yaxis={
            "title": {"text": _LABEL},
            "autorange": "reversed",
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


def per_class_rows(evaluation: Mapping[str, Any]) -> list[tuple[str, Any, Any, Any]]:
    """(label, value, low, high) of sensitivity and specificity: of the positive class, or of all.

    With two classes one is the other's mirror, so only the second class is told.
    """
    names = evaluation["class_names"]
    shown = names[-1:] if len(names) == _TWO else names
    return [
        (f"{measure} for {name}", told[measure], told[f"{measure}_low"], told[f"{measure}_high"])
        for name in shown
        for told in (evaluation["per_class"][name],)
        for measure in ("sensitivity", "specificity")
    ]


def intervals(
    rows: Sequence[tuple[str, float | None, float | None, float | None]],
    *,
    dark: bool,
    percent: bool,
    title: str = "",
) -> go.Figure:
    """A dot with its 95 % interval for each row, the number in words beside it.

    Args:
        rows: (label, value, low, high), shares or areas in 0..1; None where undefined.
        dark: the ground.
        percent: whether the values are shares, shown as percent, or areas, as 0.84.
        title: of the axis.
    """
    colours = palette(dark=dark)
    drawn = figure(
        dark=dark,
        height=64 + ROW * max(1, len(rows)),
        margin={"l": 8, "r": 150, "t": 8, "b": 8},
        xaxis={"title": {"text": title}, **SHARES, **({} if percent else {"tickformat": ".2f"})},
        yaxis={"autorange": "reversed", "showgrid": False, "ticklabelstandoff": 8},
    )
    drawn.update_xaxes(range=[0, 1.02])
    for name, value, low, high in rows:
        drawn.add_scatter(
            name=name,
            x=[value],
            y=[name],
            mode="markers",
            marker={"color": colours.accent, "size": 9},
            error_x=reach(value or 0, low, high, colours.accent),
            hoverinfo="skip",
        )
        said = wording.share_with_interval(value, low, high) if percent else _area(value, low, high)
        label(drawn, (1.02, name), said, colours.text)
    return drawn


def _area(value: float | None, low: float | None, high: float | None) -> str:
    return wording.auc({"auc": value, "auc_low": low, "auc_high": high})
