"""Drawings as thumbnails, for the dataset in hand; each is worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from builder.blocks import called
from builder.inference import infer
from builder.upgrade import read_design
from layers_catalog.facts import Facts
from ui import charts
from ui.frame import session
from ui.frame.stamped import Stamped, stamped

if TYPE_CHECKING:
    from pathlib import Path

    from builder.spec import GraphSpec


def draw(spec: GraphSpec, *, width: int | None = None) -> None:
    """The thumbnail of a drawing.

    Args:
        spec: the drawing.
        width: in pixels; by default all there is.
    """
    drawn = spec.model_copy(update={"name": "-", "description": ""})  # what the picture tells not
    picture = _picture(drawn.to_json(), session.facts().model_dump_json(), dark=session.dark())
    st.image(picture, width=width or "stretch", alt=in_words(spec))


def draw_file(file: Path) -> None:
    """The thumbnail of a saved design; the file is read once, until it changes.

    Raises:
        DesignError: it cannot be read.
    """
    told = _of_file(stamped(file), session.facts().model_dump_json(), dark=session.dark())
    st.image(told.picture, width="stretch", alt=told.words)


class _Drawn(NamedTuple):
    picture: str
    words: str


@st.cache_data(show_spinner=False, max_entries=1000)
def _of_file(file: Stamped, facts: str, *, dark: bool) -> _Drawn:
    spec = read_design(file.path.read_bytes())
    return _Drawn(_svg(spec, facts, dark=dark), in_words(spec))


@st.cache_data(show_spinner=False, max_entries=500)
def _picture(design: str, facts: str, *, dark: bool) -> str:
    return _svg(read_design(design), facts, dark=dark)


def _svg(spec: GraphSpec, facts: str, *, dark: bool) -> str:
    return charts.thumbnail(spec, infer(spec, Facts.model_validate_json(facts)), dark=dark)


def in_words(spec: GraphSpec) -> str:
    """The thumbnail for whoever cannot see it."""
    layers = f"Drawing of {len(spec.nodes)} layers: {', '.join(node.type for node in spec.nodes)}"
    repeated = [f"{called(one)} × {one.times}" for one in spec.blocks if one.times > 1]
    return "; ".join([layers, *repeated])
