"""Drawings as thumbnails, for the dataset in hand; each is worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from builder.inference import infer
from builder.upgrade import read_design
from layers_catalog.facts import Facts
from ui import charts
from ui.frame import session

if TYPE_CHECKING:
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


@st.cache_data(show_spinner=False, max_entries=500)
def _picture(design: str, facts: str, *, dark: bool) -> str:
    spec = read_design(design)
    return charts.thumbnail(spec, infer(spec, Facts.model_validate_json(facts)), dark=dark)


def in_words(spec: GraphSpec) -> str:
    """The thumbnail for whoever cannot see it."""
    return f"Drawing of {len(spec.nodes)} layers: {', '.join(node.type for node in spec.nodes)}"
