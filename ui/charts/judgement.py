"""How good and how sure: ROC and precision-recall curves, and shares or areas with intervals."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any, NamedTuple

from ui.charts import roc_ground
from ui.charts.base import DASHES, ROW, SHARES, figure, label, labels, line, reach, square
from ui.frame import wording
from ui.frame.theme import class_colours, faded, palette

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

    from ui.frame.theme import Palette

_TWO = 2
_SIDE = 340
_LINE = 0.062
"""The height of a line of type, as a share of the axis."""
_PRECISE = "%{y:.0%} of those called so are, %{x:.0%} found"


class _Curve(NamedTuple):
    """One class against the rest: its name, points and colour, and what stands beside the name."""

    name: str
    points: Mapping[str, Any]
    colour: str
    told: str


def roc(evaluation: Mapping[str, Any], *, dark: bool) -> go.Figure:
    """Sensitivity against false alarms, with the AUC and the point at which the model decides.

    Args:
        evaluation: of one split, as ``runs.evaluation.evaluate`` gives it. With more than two
            classes each has a curve against the rest.
        dark: the ground.
    """
    colours = palette(dark=dark)
    drawn = roc_ground.ground(height=_SIDE, dark=dark)
    curves = _curves(evaluation, "roc", "auc", colours.accent)
    for one, dash in zip(curves, cycle(DASHES)):
        roc_ground.curve(drawn, one.name, one.points, one.colour, dash=dash, said=one.name)
    names = evaluation["class_names"]
    if len(names) == _TWO:
        told = evaluation["per_class"][names[-1]]
        roc_ground.decides(drawn, "where the highest score decides", told, colours.text)
    _told(drawn, curves, f"AUC {wording.auc(evaluation)}", (0.98, "right"), colours)
    return drawn


def precision_recall(evaluation: Mapping[str, Any], *, dark: bool) -> go.Figure:
    """Precision against sensitivity, with its mean and the share of positives, which is guessing.

    Args:
        evaluation: of one split, with ``pr`` and ``average_precision``.
        dark: the ground.
    """
    colours = palette(dark=dark)
    drawn = square("sensitivity", "precision (PPV in this collection)", height=_SIDE, dark=dark)
    names, chance = evaluation["class_names"], shares(evaluation)
    curves = _curves(evaluation, "pr", "average_precision", colours.accent)
    for one, dash in zip(curves, cycle(DASHES)):
        points = (one.points["recall"], one.points["precision"])
        line(drawn, one.name, points, one.colour, dash=dash, said=f"{one.name}<br>{_PRECISE}")
    mean = f"AP {area(*_with_interval(evaluation, 'average_precision'))}"
    share = chance[names[-1]]
    lifted = 0.05
    if len(names) == _TWO and share is not None:
        dotted = {"color": colours.quiet, "width": 1, "dash": "dot"}
        drawn.add_shape(type="line", x0=0, y0=share, x1=1, y1=share, line=dotted)
        guess = f"guessing: {wording.percent(share)}"
        place = {"yanchor": "bottom" if share < 1 - 2 * lifted else "top", "xshift": 0}
        label(drawn, (0.0, share), guess, colours.quiet, **place)
        lifted = 0.05 if share > 4 * lifted else share + 2 * lifted
    _told(drawn, curves, mean, (0.02, "left"), colours, lowest=lifted)
    return drawn


def shares(evaluation: Mapping[str, Any]) -> dict[str, float | None]:
    """Of each class the share of its images, which is the precision of guessing."""
    rows = [sum(row) for row in evaluation["confusion"]]
    total = sum(rows)
    return {
        name: images / total if total else None
        for name, images in zip(evaluation["class_names"], rows, strict=True)
    }


def _curves(evaluation: Mapping[str, Any], kind: str, of: str, accent: str) -> list[_Curve]:
    """One curve for two classes, one a class for more; none where it is undefined."""
    names = evaluation["class_names"]
    per_class = evaluation["per_class"]
    if len(names) > _TWO:
        colours = class_colours(names)
        return [
            _Curve(
                name,
                per_class[name][kind],
                colours[name],
                area(per_class[name].get(of), None, None),
            )
            for name in names
            if per_class[name].get(kind)
        ]
    found = evaluation.get(kind)
    return [_Curve(names[-1], found, accent, "")] if found else []


def _told(
    drawn: go.Figure,
    curves: Sequence[_Curve],
    whole: str,
    at: tuple[float, str],
    colours: Palette,
    *,
    lowest: float = 0.05,
) -> None:
    """The number of the whole in a corner, and of several curves above it each one's."""
    x, side = at
    ground = faded(colours.ground, 0.75)
    place = {"xanchor": side, "xshift": 0, "bgcolor": ground, "borderpad": 0}
    label(drawn, (x, lowest), whole, colours.text, **place)
    if len(curves) < _TWO:
        return
    for rank, curve in enumerate(reversed(curves), start=1):
        dash = _SIGNS[(len(curves) - rank) % len(_SIGNS)]
        mark = f"<span style='color:{curve.colour}'><b>{dash}</b></span>"
        text = f"{mark} {curve.name} {curve.told}"
        label(drawn, (x, lowest + _LINE * rank), text, colours.text, **place)


_SIGNS = ("━━", "╍╍", "┅┅", "━┅")


def per_class_rows(evaluation: Mapping[str, Any]) -> list[tuple[str, Any, Any, Any]]:
    """(label, value, low, high) of sensitivity and specificity: of the positive class, or of all.

    With two classes one is the other's mirror, so only the second class is told.
    """
    names = evaluation["class_names"]
    shown = names[-1:] if len(names) == _TWO else names
    return [
        (f"{measure} for {name}", *_with_interval(evaluation["per_class"][name], measure))
        for name in shown
        for measure in ("sensitivity", "specificity")
    ]


def _with_interval(told: Mapping[str, Any], name: str) -> tuple[Any, Any, Any]:
    value, low, high = (told.get(f"{name}{end}") for end in ("", "_low", "_high"))
    return value, low, high


_AREAS = {"ticktext": ["0", "0.25", "0.50", "0.75", "1"]}
"""What stands at the ticks of shares where areas are told."""


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
        xaxis={"title": {"text": title}, **SHARES, **({} if percent else _AREAS)},
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
    words = wording.share_with_interval if percent else area
    labels(
        drawn,
        [
            {"x": 1.02, "y": name, "text": words(*numbers), "colour": colours.text}
            for name, *numbers in rows
        ],
    )
    return drawn


def area(value: float | None, low: float | None, high: float | None) -> str:
    """An area or another number in 0..1 with its interval: "0.84 (0.80 to 0.88)"."""
    return wording.auc({"auc": value, "auc_low": low, "auc_high": high})
