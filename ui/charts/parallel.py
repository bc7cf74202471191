"""Parallel coordinates: an axis for each setting and each result, a line for each run.

Drawn from plain lines, so that each keeps its dash and its name beside its colour, and prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ui.charts.base import DASHES, figure
from ui.frame.theme import faded, palette, run_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    Value = float | str | None

_HEIGHT: Final = 360
_MANY: Final = 9
"""From so many lines on all are grey but the first, and the pointer names them."""
_FEW: Final = 5
"""So many different numbers have each its mark on an axis; else only the ends do."""
_LONGEST: Final = 18
_BESIDE: Final = 80
"""Letters that all texts beside axes may share, so that none runs into the next axis."""
_SHORTEST: Final = 8
_APART: Final = 0.018
"""Between lines that pass through one mark, so that each is seen, as a share of the height."""
_NAME_APART: Final = 0.075
_ROOMY: Final = 5
"""With more spaces between axes than that, every second name stands a line higher."""
_LETTER: Final = 7.2
_NUMBER: Final = 80
"""About the width of a letter, and of a number beside an axis, in pixels."""
_ASIDE: Final = "\u00a0" * 15
"""The room of a number, in blanks."""


@dataclass(frozen=True)
class Axis:
    """One setting or result.

    Args:
        name: above the axis.
        values: of each line; ``None`` leaves a gap. Texts stand in their order of appearance.
        digits: of numbers; with "g", whole ones have all of theirs.
    """

    name: str
    values: Sequence[Value]
    digits: str = "g"

    @property
    def marks(self) -> dict[Value, float]:
        """Where each different value stands, from 0 to 1."""
        known = dict.fromkeys(value for value in self.values if value is not None)
        numbers = sorted(value for value in known if not isinstance(value, str))
        if len(numbers) < len(known):
            last = max(1, len(known) - 1)
            return {value: 1 - place / last for place, value in enumerate(known)}
        low, high = (numbers[0], numbers[-1]) if numbers else (0.0, 0.0)
        span = high - low
        return {value: (value - low) / span if span else 0.5 for value in numbers}

    def told(self, value: Value, longest: int = _LONGEST) -> str:
        """A value as it stands beside the axis, cut to so many letters."""
        if value is None or isinstance(value, str):
            text = value or ""
            return text if len(text) <= longest else f"{text[: longest - 1]}…"
        whole = self.digits == "g" and float(value).is_integer()
        return f"{value:.0f}" if whole else format(value, self.digits)


def parallel(names: Sequence[str], axes: Sequence[Axis], *, dark: bool) -> go.Figure:
    """A line for each name through its value on each axis.

    Args:
        names: of the lines, in the order of their colours.
        axes: from the left; at least two.
        dark: the ground.
    """
    colours = palette(dark=dark)
    last = len(axes) - 1
    drawn = figure(
        dark=dark,
        height=_HEIGHT,
        margin={"l": 40, "r": _room(names), "t": 16, "b": 12},
        xaxis={
            "side": "top",
            "range": [-0.12, last + 0.02],
            "showgrid": False,
            "showline": False,
            "tickangle": 0,
            "tickvals": list(range(len(axes))),
            "ticktext": _headings(axes),
        },
        yaxis={"visible": False, "range": [-0.08, 1.08]},
    )
    many = len(names) >= _MANY
    shades = run_colours(len(names), dark=dark)
    for place, name in enumerate(names):
        grey = many and place > 0
        drawn.add_scatter(
            name=name,
            x=list(range(len(axes))),
            y=[_height(axis, place) for axis in axes],
            mode="lines+markers",
            line={
                "color": faded(colours.quiet, 0.55) if grey else shades[place],
                "width": 1.5 if grey else 2.5,
                "dash": "solid" if many else DASHES[place % len(DASHES)],
            },
            marker={"size": 7},
            customdata=[f"{axis.name}: {axis.told(axis.values[place])}" for axis in axes],
            hovertemplate=f"{name}<br>%{{customdata}}<extra></extra>",
        )
    _marks(drawn, axes, colours.quiet)
    _names(drawn, names[:1] if many else names, (last, axes[-1]), shades)
    return drawn


def _headings(axes: Sequence[Axis]) -> list[str]:
    """Their names in lines; of many every second one stands above its neighbours'."""
    lines = [_broken(axis.name) for axis in axes]
    lift = max(map(len, lines)) if len(axes) - 1 > _ROOMY else 0
    return ["<br>".join([*one, *([" "] * (lift if at % 2 else 0))]) for at, one in enumerate(lines)]


def _room(names: Sequence[str]) -> float:
    """For the longest name beside the last axis, and the number before it, in pixels."""
    return _NUMBER + _LETTER * max(map(len, names))


def _height(axis: Axis, place: int) -> float | None:
    """Where a line crosses an axis; lines through one mark stand a little apart."""
    value = axis.values[place]
    if value is None:
        return None
    alike = [at for at, other in enumerate(axis.values) if other == value]
    step = min(_APART, 0.1 / len(alike))
    return axis.marks[value] + step * ((len(alike) - 1) / 2 - alike.index(place))


def _marks(drawn: go.Figure, axes: Sequence[Axis], colour: str) -> None:
    """The axes, and the values beside them. All in two traces: annotations take long to make."""
    along = [(at, end) for at in range(len(axes)) for end in (0.0, 1.0, None)]
    drawn.add_scatter(
        x=[at for at, _ in along],
        y=[end for _, end in along],
        mode="lines",
        line={"color": colour, "width": 1},
        hoverinfo="skip",
    )
    longest = min(_LONGEST, max(_SHORTEST, _BESIDE // max(1, len(axes) - 1)))
    told = [(at, *mark) for at, axis in enumerate(axes) for mark in _told(axis, longest)]
    drawn.add_scatter(
        x=[at for at, _, _ in told],
        y=[height for _, height, _ in told],
        text=[f" {text}" for _, _, text in told],
        mode="text",
        textposition="top right",
        textfont={"color": colour},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _told(axis: Axis, longest: int) -> list[tuple[float, str]]:
    """Which values stand beside an axis, and how high."""
    marks = axis.marks
    shown = list(marks)
    if len(shown) > _FEW and not any(isinstance(value, str) for value in shown):
        shown = [shown[0], shown[-1]]
    return [(marks[value], axis.told(value, longest)) for value in shown]


def _broken(words: str, longest: int = 14) -> list[str]:
    """In lines, so that names of axes do not touch."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= longest:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _names(
    drawn: go.Figure, names: Sequence[str], end: tuple[int, Axis], shades: Sequence[str]
) -> None:
    """At the right end, from the top down without touching each other."""
    at, axis = end
    heights = [_height(axis, place) for place in range(len(names))]
    known = sorted(
        ((0.5 if height is None else height, place) for place, height in enumerate(heights)),
        reverse=True,
    )
    lowest = 1.1
    room = _NAME_APART * (len(known) - 1)
    heights = []
    for wanted, _ in known:
        lowest = min(max(wanted, room), lowest - _NAME_APART)
        room -= _NAME_APART
        heights.append(lowest)
    drawn.add_scatter(
        x=[at] * len(known),
        y=heights,
        text=[_ASIDE + names[place] for _, place in known],
        mode="text",
        textposition="middle right",
        textfont={"color": [shades[place] for _, place in known]},
        cliponaxis=False,
        hoverinfo="skip",
    )
