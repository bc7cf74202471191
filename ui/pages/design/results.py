"""A layer's result as the page draws it: pictures with their ranges, bars, scores, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from runs.feature_maps.choosing import Kind
from ui import charts
from ui.charts import figures
from ui.frame import session, wording

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runs.feature_maps.choosing import Shown
    from runs.helper.drawings import Looked

_SIDE: Final = 160
"""Pixels that a small map is enlarged to at least, each of its own a square."""
_CELL: Final = 112
_WIDE, _LARGE = 200, 320


def show(looked: Looked, name: str) -> None:
    """What a layer makes of a photograph, with how it is shown, and whose weights were used."""
    found = looked.shown
    st.markdown(f"**{wording.plain(name)}** {_said(found)}")
    for sentence in looked.told:
        st.caption(f":material/info: {wording.plain(sentence)}")
    if found.kind is Kind.SCORES:
        _scores(found, looked.classes)
    elif found.kind is Kind.VALUES:
        figures.show(
            charts.values(found.places, found.values, dark=session.dark()),
            title="Its numbers",
            key="look_values",
            camera=False,
        )
    else:
        _pictures(found)


def _said(found: Shown) -> str:
    """In words what is shown of how much."""
    size = " × ".join(f"{side:,}" for side in found.shape[:2])
    low, high = found.ranges[0]
    span = f"{number(low)} to {number(high)}"
    match found.kind:
        case Kind.PHOTOGRAPH:
            return f"gives a picture of {size} in colours, values from {span}."
        case Kind.VIEWS:
            return (
                f"changes pictures at random while the network learns: {len(found.pictures)} draws "
                "of it. When the network is used, pictures pass unchanged."
            )
        case Kind.MAPS:
            shown, there = len(found.places), found.shape[-1]
            chosen = f" The {shown} whose values spread most are shown." if shown < there else ""
            return (
                f"gives {wording.plural(there, 'map')} of {size}.{chosen} Each from its lowest "
                "value in black to its highest in white."
            )
        case Kind.ROWS:
            return f"gives {size} values from {span}, one row for each place; the highest is white."
        case Kind.VALUES:
            shown, there = len(found.places), found.shape[0]
            chosen = f" The {shown} farthest from 0 are shown." if shown < there else ""
            return f"gives {wording.plural(there, 'number')} from {span}.{chosen}"
        case Kind.SCORES:
            return "gives a score for each class."


def number(value: float) -> str:
    """A value with two digits that count, or all before the point: "0.012", "-4.1", "1,234"."""
    if value == 0 or not 1e-4 <= abs(value) < 1e5:  # noqa: PLR2004  what is written out
        return f"{value:.2g}"
    return f"{value:,.{max(0, 1 - int(np.floor(np.log10(abs(value)))))}f}"


def _scores(found: Shown, classes: tuple[str, ...]) -> None:
    for name, score in sorted(zip(classes, found.values, strict=True), key=lambda one: -one[1]):
        st.progress(min(max(score, 0.0), 1.0), text=f"{wording.plain(name)}: {score:.2f}")


def _pictures(found: Shown) -> None:
    cell = _CELL if found.kind is Kind.MAPS else _WIDE
    columns = {Kind.MAPS: 8, Kind.VIEWS: 3}.get(found.kind, 1)
    if columns == 1:
        st.image(_enlarged(found.pictures[0]), width=_LARGE, alt=_alt(found, 0))
        return
    with st.grid(columns, min_column_width=cell, gap="small"):
        for place, picture in enumerate(found.pictures):
            with st.container(gap=None):
                st.image(_enlarged(picture), width="stretch", alt=_alt(found, place))
                if found.kind is Kind.MAPS:
                    low, high = found.ranges[place]
                    st.caption(f"{found.places[place] + 1}: {number(low)} to {number(high)}")


def _alt(found: Shown, place: int) -> str:
    if found.kind is Kind.MAPS:
        return f"Map {found.places[place] + 1}"
    return f"Random change {place + 1}" if found.kind is Kind.VIEWS else "The result"


def _enlarged(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A small map with each value as a square, so that the browser does not blur it."""
    times = -(-_SIDE // max(picture.shape[:2]))
    return picture.repeat(times, axis=0).repeat(times, axis=1)
