"""The ground that every ROC curve stands on, its curves and the point at which a model decides.

Which curves, and what is written beside them, is left to its neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.charts.base import line, reach, rest, square

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

_SAID = "%{y:.0%} found, %{x:.0%} false alarms"


def ground(*, height: int, dark: bool) -> go.Figure:
    """Sensitivity over false alarms, with the line of chance; ``height`` in pixels."""
    return square(
        "false alarms (1 − specificity)", "sensitivity", height=height, dark=dark, diagonal=True
    )


def curve(
    drawn: go.Figure,
    name: str,
    points: Mapping[str, Any],
    colour: str,
    *,
    dash: str = "solid",
    said: str = "",
) -> None:
    """A curve on the ground.

    Args:
        drawn: from ``ground``.
        name: of the curve.
        points: ``{fpr, tpr}``, each 0 to 1.
        colour: of its line.
        dash: of its line.
        said: what a pointer on the curve reads first.
    """
    told = f"{said}{'<br>' if said else ''}{_SAID}"
    line(drawn, name, (points["fpr"], points["tpr"]), colour, dash=dash, said=told)


def decides(drawn: go.Figure, name: str, told: Mapping[str, Any], colour: str) -> None:
    """Where a model decides: a dot with both of its intervals as a cross; nothing where undefined.

    Args:
        drawn: from ``ground``.
        name: of the point.
        told: ``sensitivity`` and ``specificity``, each with ``_low`` and ``_high``.
        colour: of dot and cross.
    """
    y, x = told["sensitivity"], rest(told["specificity"])
    if x is None or y is None:
        return
    low, high = rest(told["specificity_high"]), rest(told["specificity_low"])
    drawn.add_scatter(
        name=name,
        x=[x],
        y=[y],
        mode="markers",
        marker={"color": colour, "size": 9},
        error_y=reach(y, told["sensitivity_low"], told["sensitivity_high"], colour),
        error_x=reach(x, low, high, colour),
        hovertemplate=f"{name}<br>{_SAID}<extra></extra>",
    )
