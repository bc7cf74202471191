"""The drawing board: a React Flow component in the page, and the protocol with it.

The browser owns the drawing, Python the annotations; neither writes the other's. The component's
source is in ``frontend/``, its built form in ``static/``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from streamlit.components.v2.types import ComponentRenderer

_NAME = "lesion-studio.canvas"


@cache
def _component() -> ComponentRenderer:
    """Registered once; Streamlit finds the files through the project's ``pyproject.toml``."""
    return st.components.v2.component(_NAME, js="index-*.js", css="style-*.css")


def _nothing() -> None:
    """A state key with a default needs a callback; ours has nothing to do."""


def canvas(
    *,
    catalog: Sequence[Mapping[str, Any]],
    graph: Mapping[str, Any],
    epoch: int,
    annotations: Mapping[str, Any],
    dark: bool,
    key: str = "canvas",
    height: int = 640,
    design: str = "",
    on_change: Callable[[], None] = _nothing,
) -> dict[str, Any] | None:
    """Show the drawing board; not inside a fragment.

    Args:
        catalog: ``layers_catalog.describe()``.
        graph: the drawing, from ``wire.to_wire``. The browser reads it when the board first
            appears and when ``epoch`` rises, never otherwise. Layers that all stand on one spot
            or in one line are laid out by the board.
        epoch: counts the drawings opened in this session, from 0. A higher one replaces what is
            drawn by ``graph``, as a step that can be undone.
        annotations: of the state returned last time, from ``annotate.annotate``.
        dark: whether the theme is dark.
        key: of the component; its state is ``st.session_state[key]["graph"]``.
        height: in pixels.
        design: which design is drawn. After a reload of the page the board shows its own
            unsaved edits again, but only those of the same design.
        on_change: called before the script runs with a new state.

    Returns:
        ``{rev, epoch, selected, nodes, edges}``, the latest drawing, or ``None`` before the first
        edit. A state whose ``epoch`` is not the one given is of a drawing that was replaced.
    """
    data = {
        "id": key,
        "design": design,
        "catalog": catalog,
        "graph": graph,
        "epoch": epoch,
        "annotations": annotations,
        "dark": dark,
    }
    result = _component()(
        key=key, data=data, height=height, default={"graph": None}, on_graph_change=on_change
    )
    return cast("dict[str, Any] | None", result["graph"])
