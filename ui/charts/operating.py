"""Where the line is drawn: its point on the ROC curve, and what each other threshold would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ui.charts import roc_ground
from ui.charts.base import SHARES, figure, label
from ui.frame.theme import palette, run_colours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

_SIDE = 300
_MOST = 300
"""Points of a curve: more cannot be seen, and make the slider slow."""


@dataclass(frozen=True)
class Along:
    """Shares at each of some thresholds.

    Args:
        thresholds: rising, 0 to 1.
        sensitivity: at each.
        specificity: at each.
        ppv: at each, at the user's prevalence; empty where it is not known, NaN where undefined.
    """

    thresholds: Sequence[float]
    sensitivity: Sequence[float]
    specificity: Sequence[float]
    ppv: Sequence[float] = ()

    def thinned(self) -> Along:
        """So few points that they are drawn at once; first and last are kept."""
        count = len(self.thresholds)
        kept = np.unique(np.linspace(0, count - 1, min(count, _MOST)).astype(int))
        columns = (self.thresholds, self.sensitivity, self.specificity, self.ppv)
        return Along(*[np.asarray(one)[kept].tolist() if len(one) else [] for one in columns])


def roc_with_point(along: Along, worth: Mapping[str, Any], *, dark: bool) -> go.Figure:
    """The ROC curve with the chosen point, both of its intervals as a cross.

    Args:
        along: of the images.
        worth: at the chosen threshold, as ``measures.measured`` gives it.
        dark: the ground.
    """
    colours = palette(dark=dark)
    drawn = roc_ground.ground(height=_SIDE, dark=dark)
    points = {"fpr": [1 - one for one in along.specificity], "tpr": along.sensitivity}
    roc_ground.curve(drawn, "ROC", points, colours.accent)
    roc_ground.decides(drawn, "at your threshold", worth, colours.text)
    return drawn


def along_threshold(along: Along, threshold: float, *, dark: bool) -> go.Figure:
    """Sensitivity, specificity and PPV over the threshold, which is a line from top to bottom."""
    colours = palette(dark=dark)
    drawn = figure(
        dark=dark,
        height=_SIDE,
        margin={"l": 8, "r": 92, "t": 12, "b": 8},
        xaxis={"title": {"text": "threshold (score)"}, "range": [-0.01, 1.01]},
        yaxis={"title": {"text": "share"}, **SHARES},
    )
    cool, warm = run_colours(2, dark=dark)
    named = [("sensitivity", along.sensitivity, warm), ("specificity", along.specificity, cool)]
    named += [("PPV", along.ppv, colours.text)] if len(along.ppv) else []
    ends = []
    for name, shares, colour in named:
        drawn.add_scatter(
            name=name,
            x=along.thresholds,
            y=[None if np.isnan(one) else one for one in shares],
            mode="lines",
            line={"color": colour, "width": 2, "shape": "vh", "dash": _DASHES[name]},
            hovertemplate=f"threshold %{{x:.3f}}<br>{name} %{{y:.0%}}<extra></extra>",
        )
        known = [one for one in shares if not np.isnan(one)]
        ends += [(known[-1], name, colour)] if known else []
    for y, (_, name, colour) in zip(_apart([end[0] for end in ends]), ends, strict=True):
        label(drawn, (1.01, y), name, colour)
    drawn.add_vline(x=threshold, line={"color": colours.text, "width": 1.5})
    return drawn


_DASHES = {"sensitivity": "solid", "specificity": "dash", "PPV": "dot"}
_LINE = 0.075
"""The height of a line of type, as a share of the axis."""


def _apart(heights: Sequence[float]) -> list[float]:
    """Heights for labels, moved down where one would cover another."""
    placed: dict[int, float] = {}
    above = 1.0 + _LINE
    for place in sorted(range(len(heights)), key=lambda at: -heights[at]):
        above = placed[place] = min(heights[place], above - _LINE)
    return [placed[place] for place in range(len(heights))]
