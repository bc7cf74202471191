"""Whether a score can be read as a chance: the reliability curve before and after a temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.charts.base import label, reach, square
from ui.frame.theme import palette, run_colours

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

_SIDE = 340


def reliability(calibration: Mapping[str, Any], *, dark: bool) -> go.Figure:
    """The share that was right against the score, in bins of equally many images.

    Args:
        calibration: of one split, as ``runs.evaluation.calibration`` gives it.
        dark: the ground.
    """
    colours = palette(dark=dark)
    drawn = square(
        f"score ({calibration['of']})",
        "share that was so",
        height=_SIDE,
        dark=dark,
        diagonal=True,
    )
    drawn.update_xaxes(tickformat=".2f")
    _, warm = run_colours(2, dark=dark)
    ways = (
        ("before", "as it is", colours.accent, "circle", "solid"),
        ("after", "after the temperature", warm, "diamond-open", "dash"),
    )
    for place, (key, name, colour, symbol, dash) in enumerate(ways):
        if not calibration.get(key):
            continue
        _bins(drawn, calibration[key]["bins"], name, colour, (symbol, dash))
        sign = "●" if key == "before" else "◇"
        mark = f"<span style='color:{colour}'>{sign}</span> {name}"
        label(drawn, (0.98, 0.12 - 0.065 * place), mark, colours.text, xanchor="right", xshift=0)
    return drawn


def _bins(
    drawn: go.Figure, bins: list[dict[str, Any]], name: str, colour: str, look: tuple[str, str]
) -> None:
    symbol, dash = look
    arms = [reach(one["share"], one["low"], one["high"], colour) for one in bins]
    drawn.add_scatter(
        name=name,
        x=[one["score"] for one in bins],
        y=[one["share"] for one in bins],
        mode="lines+markers",
        line={"color": colour, "width": 1, "dash": dash},
        marker={"color": colour, "size": 8, "symbol": symbol},
        error_y={
            **arms[0],
            "array": [arm.get("array", [0])[0] for arm in arms],
            "arrayminus": [arm.get("arrayminus", [0])[0] for arm in arms],
        },
        customdata=[[one["images"]] for one in bins],
        hovertemplate="score %{x:.2f}: %{y:.0%} of %{customdata[0]} images<extra></extra>",
    )


def reliability_rows(calibration: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The bins of both curves as rows, for the table and the download."""
    return [
        {"temperature": "after" if key == "after" else "before", **one}
        for key in ("before", "after")
        if calibration.get(key)
        for one in calibration[key]["bins"]
    ]
