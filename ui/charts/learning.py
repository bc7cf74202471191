"""Curves over the epochs of one run: training and validation; several runs: see ``overlay``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.charts.base import HEIGHT, figure, label
from ui.frame.theme import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from runs.store.records import EpochRecord

AXES = {"loss": "loss (lower is better)", "accuracy": "accuracy", "auc": "AUC"}
_LETTER = 6.8
_LINE = 16
"""About the width of a letter and the height of a line of 13 px type, in pixels."""


@dataclass(frozen=True)
class Curve:
    """What a curve is called at its end, and its values (None: not measured)."""

    name: str
    values: Sequence[float | None]
    colour: str
    dashed: bool = False

    @property
    def end(self) -> tuple[int, float] | None:
        """The last epoch (from 1) that has a value, with it."""
        known = [(at, y) for at, y in enumerate(self.values, start=1) if y is not None]
        return known[-1] if known else None


def learning(
    epochs: Sequence[EpochRecord], measure: str, *, dark: bool, planned: int = 0, kept: int = 0
) -> go.Figure:
    """Training and validation over the epochs of one run.

    Args:
        epochs: in order, over all phases.
        measure: "loss", "accuracy" or "auc" (validation only).
        dark: the ground.
        planned: how many epochs there will be, when the room for them is to be seen.
        kept: the epoch whose weights were kept, to be marked; 0 for none.
    """
    colours = palette(dark=dark)
    curves = [Curve("validation", _values(epochs, f"val_{measure}"), colours.accent)]
    if measure != "auc":
        curves.append(Curve("training", _values(epochs, measure), colours.quiet, dashed=True))
    drawn = over_epochs(curves, measure, dark=dark, planned=planned)
    for start, phase in _phases(epochs)[1:]:
        drawn.add_vline(x=start - 0.5, line={"color": colours.line, "width": 1})
        place = {"yref": "paper", "yanchor": "bottom", "xshift": 4}  # within: above stands "kept"
        label(drawn, (start - 0.5, 0), f"phase {phase.partition(':')[0]}", colours.quiet, **place)
    if kept:
        line = {"color": colours.text, "width": 1, "dash": "dash"}
        drawn.add_vline(x=kept, line=line, opacity=0.6)
        late = kept > max(planned, len(epochs)) / 2  # there, names of curves may stand at the right
        side = {"xanchor": "right", "xshift": 4} if late else {"xanchor": "left", "xshift": -4}
        place = {"yref": "paper", "yanchor": "bottom", **side}
        label(drawn, (kept, 1), f"kept: epoch {kept}", colours.text, **place)
    return drawn


def over_epochs(
    curves: Sequence[Curve], measure: str, *, dark: bool, planned: int = 0
) -> go.Figure:
    """Curves over epochs with their names at their last point."""
    last = max(planned, 1, *(len(curve.values) for curve in curves))
    room = max((len(curve.name) for curve in curves), default=0) * _LETTER + 12
    drawn = figure(
        dark=dark,
        hovermode="x unified",
        margin={"r": room, "t": 22, "l": 8, "b": 8},
        xaxis={
            "title": {"text": "epoch"},
            "range": [0.7, max(last, 2) + 0.3],
            "dtick": _step(last),
            "tickangle": 0,
        },
        yaxis={"title": {"text": AXES[measure]}} | _TICKS[measure] | _range(curves, measure),
    )
    for curve in curves:
        drawn.add_scatter(
            name=curve.name,
            x=list(range(1, len(curve.values) + 1)),
            y=list(curve.values),
            mode="lines" if len(curve.values) > 1 else "markers",
            line={"color": curve.colour, "width": 2, "dash": "dot" if curve.dashed else "solid"},
        )
    _name(drawn, [curve for curve in curves if curve.end], drawn.layout.yaxis.range)
    return drawn


_TICKS: dict[str, dict[str, Any]] = {
    "loss": {"tickformat": ".2f"},
    "accuracy": {
        "tickvals": [tenth / 10 for tenth in range(11)],
        "ticktext": [f"{10 * tenth} %" for tenth in range(11)],
        "hoverformat": ".0%",
    },
    "auc": {"tickformat": ".2f"},
}


def _range(curves: Sequence[Curve], measure: str) -> dict[str, list[float]]:
    """Shares and areas end at 1, so that a small gain does not look like a large one."""
    seen = [y for curve in curves for y in curve.values if y is not None]
    if measure == "loss" or not seen:
        return {}
    return {"range": [min(0.5, min(seen) - 0.02), 1.01]}


def _values(epochs: Sequence[EpochRecord], field: str) -> list[float | None]:
    return [getattr(epoch, field) for epoch in epochs]


def _phases(epochs: Sequence[EpochRecord]) -> list[tuple[int, str]]:
    """Where each phase begins (counted over all epochs, from 1) and what it is called."""
    starts: dict[str, int] = {}
    for at, epoch in enumerate(epochs, start=1):
        starts.setdefault(epoch.phase, at)
    return [(at, phase) for phase, at in starts.items()]


def _step(last: int) -> int:
    """Whole epochs between ticks, about six: so many stand side by side in a narrow figure."""
    return max(1, round(last / 6))


def _name(drawn: go.Figure, curves: Sequence[Curve], shown: tuple[float, float] | None) -> None:
    """Writes each curve's name at its end; names that would touch are moved apart, downwards.

    ``shown`` is the range of the axis, where it is not the curves' own.
    """
    seen = shown or [y for curve in curves for y in curve.values if y is not None]
    per_pixel = ((max(seen) - min(seen)) if seen else 0) / (HEIGHT * 0.7) or 1
    lowest = float("inf")
    for curve in sorted(curves, key=lambda curve: -(curve.end or (0, 0))[1]):
        end = curve.end or (0, 0.0)
        height = min(end[1] / per_pixel, lowest - _LINE)
        label(drawn, end, curve.name, curve.colour, yshift=height - end[1] / per_pixel)
        lowest = height
