"""The drawing board: a React Flow component in the page, and the protocol with it.

The browser owns the drawing, Python the annotations; neither writes the other's. The component's
source is in ``frontend/``, its built form in ``static/``.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from streamlit.components.v2.types import ComponentRenderer

_NAME = "lesion-studio.canvas"
_SESSION = "canvas_session"


@cache
def _component() -> ComponentRenderer:
    """Registered once; Streamlit finds the files through the project's ``pyproject.toml``."""
    return st.components.v2.component(_NAME, js="index-*.js", css="style-*.css")


def _digest(catalog: Sequence[Mapping[str, Any]]) -> str:
    """Which catalog this is, so that it is sent to a browser only once."""
    return hashlib.sha256(json.dumps(catalog).encode()).hexdigest()[:16]


def _nothing() -> None:
    """A state key with a default needs a callback; ours has nothing to do."""


def _unheard(event: Mapping[str, Any]) -> None:
    """For pages without a palette of one's own."""


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
    stamp: str = "",
    blocks: Sequence[Mapping[str, Any]] = (),
    on_change: Callable[[], None] = _nothing,
    on_block: Callable[[Mapping[str, Any]], None] = _unheard,
) -> dict[str, Any] | None:
    """Show the drawing board; not inside a fragment.

    Args:
        catalog: ``layers_catalog.describe()``.
        graph: the drawing, from ``wire.to_wire``. The browser reads it when the board first
            appears and when ``epoch`` rises, never otherwise. Layers that all stand on one spot
            or in one line are laid out by the board.
        epoch: counts the drawings opened in this session. A higher one replaces what is drawn by
            ``graph``: as a step that can be undone when the design is the same, else with a
            history of its own.
        annotations: of the state returned last time, from ``annotate.annotate``.
        dark: whether the theme is dark.
        key: of the component; its state is ``st.session_state[key]["graph"]``.
        height: in pixels.
        design: which design is drawn. After a reload of the page the board shows its own
            unsaved edits again, but only those of the same design.
        stamp: tells the drawing that is kept from any other. Where it is not what the board heard
            last, another was opened or saved meanwhile: after a reload the board shows that one,
            and its own is a step of undo away.
        blocks: of the palette, from ``palette.to_palette``.
        on_change: called before the script runs with a new state.
        on_block: called before the script runs when the person keeps a block, with
            ``{"keep": {...}}`` (``palette.from_palette`` reads it), or lets one of their own go,
            with ``{"forget": name}``.

    Returns:
        ``{rev, epoch, catalog, selected, nodes, edges}``, the latest drawing, or ``None`` before
        the first edit. A state whose ``epoch`` is not the one given is of a drawing that was
        replaced.
    """
    catalog_id = _digest([*catalog, *blocks])
    held = (st.session_state.get(key) or {}).get("graph") or {}
    data = {
        "id": key,
        "session": st.session_state.setdefault(_SESSION, uuid4().hex),
        "design": design,
        "stamp": stamp,
        "catalog": None if held.get("catalog") == catalog_id else catalog,
        "blocks": None if held.get("catalog") == catalog_id else blocks,
        "catalog_id": catalog_id,
        "graph": None if held.get("epoch") == epoch else graph,
        "epoch": epoch,
        "annotations": annotations,
        "dark": dark,
    }

    def told() -> None:
        event = (st.session_state.get(key) or {}).get("block")
        if isinstance(event, dict):
            on_block(event)

    result = _component()(
        key=key,
        data=data,
        height=height,
        default={"graph": None},
        on_graph_change=on_change,
        on_block_change=told,
    )
    return cast("dict[str, Any] | None", result["graph"])
