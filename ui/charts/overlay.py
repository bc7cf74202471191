"""Many curves over each other, in Vega-Lite: it can lift the one under the pointer by itself.

Plotly's figures cannot, which is why this one is no ``go.Figure``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from ui.frame.theme import COLOURS, FONT, palette, run_colours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from runs.store.records import EpochRecord

MANY = 12
"""Curves from which on colours would not be told apart any more: all are grey but one."""
_HEIGHT = 280
_NAME = 19
"""Pixels of a line of the legend."""
_DASHES = ([1, 0], [7, 3], [2, 3], [8, 3, 2, 3])
"""As ``base.DASHES``, in Vega-Lite's pixels: curves are told apart by more than their colour."""
_LEGEND = {
    "title": None,
    "orient": "bottom",
    "columns": 1,
    "labelLimit": 380,
    "symbolType": "stroke",
    "symbolSize": 250,
}


class Measure(StrEnum):
    """What is drawn upwards; all on validation images."""

    AUC = "auc"
    LOSS = "loss"
    ACCURACY = "accuracy"


class Along(StrEnum):
    """What is drawn to the right."""

    EPOCH = "epoch"
    MINUTES = "minutes"


_AXES = {
    Measure.AUC: "validation AUC",
    Measure.LOSS: "validation loss",
    Measure.ACCURACY: "validation accuracy",
}
_RIGHT = {Along.EPOCH: "epoch", Along.MINUTES: "minutes of training"}


@dataclass(frozen=True)
class Drawn:
    """A specification of Vega-Lite, and its points: ``run, x, y`` and ``raw``, each a list.

    ``y`` is smoothed where that was asked for, ``raw`` never is.
    """

    spec: dict[str, Any]
    points: dict[str, list[Any]]


def overlay(
    runs: Mapping[str, Sequence[EpochRecord]],
    measure: Measure,
    *,
    dark: bool,
    along: Along = Along.EPOCH,
    smoothing: float = 0.0,
    log: bool = False,
) -> Drawn:
    """Validation curves of runs over each other.

    Args:
        runs: the epochs of each, by what it is called.
        measure: what is drawn.
        dark: the ground.
        along: by epoch, or by the minutes that the epochs took.
        smoothing: 0..1, as ``smoothed`` has it.
        log: whether the upward axis is logarithmic; values of 0 are left out then.
    """
    points = _points(runs, measure, along, smoothing, log=log)
    return Drawn(_spec(list(runs), measure, along, dark=dark, log=log), points)


def smoothed(values: Sequence[float | None], weight: float) -> list[float | None]:
    """The exponential moving average, without the pull towards 0 at its beginning.

    ``s_t = w s_(t-1) + (1 - w) y_t`` from ``s_0 = 0``, divided by ``1 - w^n`` after n values
    (Kingma & Ba, "Adam", 2015, section 3, for the correction). A gap stays one and is passed over.

    Args:
        values: in order; None where nothing was measured.
        weight: w in 0..1 (1 excluded): 0 changes nothing.
    """
    told: list[float | None] = []
    mean, seen = 0.0, 0
    for value in values:
        if value is None:
            told.append(None)
            continue
        mean, seen = weight * mean + (1 - weight) * value, seen + 1
        told.append(mean / (1 - weight**seen))
    return told


def minutes(epochs: Sequence[EpochRecord]) -> NDArray[np.float64]:
    """When each epoch ended, in minutes of training."""
    return np.cumsum([epoch.seconds for epoch in epochs]) / 60


def _points(
    runs: Mapping[str, Sequence[EpochRecord]],
    measure: Measure,
    along: Along,
    smoothing: float,
    *,
    log: bool,
) -> dict[str, list[Any]]:
    points: dict[str, list[Any]] = {"run": [], "x": [], "y": [], "raw": []}
    for name, epochs in runs.items():
        raw = [getattr(epoch, f"val_{measure}") for epoch in epochs]
        right = range(1, len(epochs) + 1) if along is Along.EPOCH else minutes(epochs).tolist()
        for x, y, value in zip(right, smoothed(raw, smoothing), raw, strict=True):
            if y is not None and (y > 0 or not log):
                points["run"].append(name)
                points["x"].append(x)
                points["y"].append(round(y, 5))
                points["raw"].append(value)
    return points


def _spec(
    names: Sequence[str], measure: Measure, along: Along, *, dark: bool, log: bool
) -> dict[str, Any]:
    colours = palette(dark=dark)
    many = len(names) > MANY
    share = ".1~%" if measure is Measure.ACCURACY else ".3~f"
    scale = {"type": "log"} if log else {"zero": False}
    own = {
        "field": "run",
        "type": "nominal",
        "sort": list(names),
        "scale": {"domain": list(names), "range": run_colours(len(names), dark=dark)},
        "legend": None if many else _LEGEND,
    }
    dashes = {**own, "scale": {"domain": list(names), "range": _dashes(len(names))}}
    grey, lifted = {"value": colours.quiet}, {"param": "pointed", "empty": False}
    told = [
        {"field": "run", "type": "nominal", "title": "run"},
        {"field": "x", "type": "quantitative", "title": along.value, "format": ",.4~r"},
        {"field": "y", "type": "quantitative", "title": _AXES[measure], "format": ".3f"},
    ]
    near = {
        "type": "point",
        "on": "pointerover",
        "clear": "pointerout",
        "fields": ["run"],
        "nearest": True,
    }
    line = {
        "mark": {"type": "line", "interpolate": "linear"},
        "encoding": {
            "color": {"condition": {**lifted, "value": colours.accent}, **grey} if many else own,
            "opacity": {"condition": {**lifted, "value": 1}, "value": 0.35 if many else 0.9},
            "strokeWidth": {"condition": {**lifted, "value": 3.5}, "value": 1 if many else 2},
            "detail": {"field": "run", "type": "nominal"},
            **({} if many else {"strokeDash": dashes}),
        },
    }
    dots = {
        "params": [{"name": "pointed", "select": near}],
        "mark": {"type": "point", "filled": True, "size": 45},
        "encoding": {
            "color": {"value": colours.accent} if many else own,
            "opacity": {"condition": {**lifted, "value": 0.9}, "value": 0},
            "tooltip": told,
        },
    }
    return {
        "height": _HEIGHT + (0 if many else _NAME * len(names)),
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": _RIGHT[along]},
            "y": {
                "field": "y",
                "type": "quantitative",
                "title": _AXES[measure],
                "scale": scale,
                "axis": {"format": share},
            },
        },
        "layer": [line, dots],
        "config": _config(dark=dark),
    }


def _dashes(count: int) -> list[list[int]]:
    """One after the other; where the colours begin anew, each gets another dash than before."""
    return [_DASHES[(rank + rank // COLOURS) % len(_DASHES)] for rank in range(count)]


def _config(*, dark: bool) -> dict[str, Any]:
    """As the other figures look."""
    colours = palette(dark=dark)
    axis = {
        "gridColor": colours.line,
        "domainColor": colours.line,
        "tickColor": colours.line,
        "labelColor": colours.quiet,
        "titleColor": colours.quiet,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
    }
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {"labelColor": colours.text, "labelFontSize": 13},
    }
