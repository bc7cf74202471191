"""What the Design page shows instead of the canvas; in the address, to be sent to a colleague."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st


class View(StrEnum):
    """What can be shown; the value is its name in the address."""

    TEMPLATES = "templates"
    DESIGNS = "designs"
    HISTORY = "history"


def shown() -> View | None:
    """What is shown instead of the canvas; None for the canvas itself."""
    return next((view for view in View if view in st.query_params), None)


def enter(view: View) -> None:
    """Show this from now on; the drawing is kept."""
    leave()
    st.query_params[view] = "1"


def leave() -> None:
    """Back to the canvas."""
    for view in View:
        st.query_params.pop(view, None)
