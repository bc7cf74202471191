"""The design that lies open: what the canvas last said of it, and whether it is saved.

The canvas owns the drawing while it is open; the shelf keeps it. Nothing is shown here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from builder.canvas.wire import from_wire
from ui.frame import session
from ui.frame.session import Hand

if TYPE_CHECKING:
    from builder.spec import GraphSpec

CANVAS = "canvas"
_DESK = "desk"
_CLOSE = "close_drawers"


@dataclass
class Desk:
    """An open design.

    Args:
        spec: as it was last seen; a newer one replaces it.
        epoch: rises when another drawing is put under the canvas, which then reads it.
        rev: the canvas's own count of edits, as it was last seen.
        kept: as it stands on the shelf; None when it was never there.
        code: whether the canvas shows the code beside the drawing.
    """

    spec: GraphSpec
    epoch: int = 1
    rev: int = 0
    kept: GraphSpec | None = None
    code: bool = False

    def save(self) -> None:
        """Keep it on the shelf, if it has changed.

        Raises:
            NotSavedError: the disk refuses; the earlier one is still there.
        """
        if self.spec != self.kept:
            session.shelf().save(self.spec)
            self.kept = self.spec


def opened(name: str) -> Desk:
    """The desk with the design of that name on it, its latest edit taken in but not yet saved.

    Raises:
        DesignError: it cannot be read, or what the canvas sent is no design.
    """
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is None or desk.spec.name != name:
        desk = put(session.shelf().load(name))
    _take_in(desk)
    return desk


def put(spec: GraphSpec) -> Desk:
    """Put a drawing under the canvas."""
    before: Desk | None = st.session_state.get(_DESK)
    desk = Desk(spec, epoch=before.epoch + 1 if before else 1, kept=spec)
    st.session_state[_DESK] = desk
    return desk


def keep(spec: GraphSpec) -> None:
    """Keep a new design on the shelf under a free name, take it in hand and open it."""
    kept = session.shelf().save_copy(spec)
    session.forget_names()
    session.take(Hand.DESIGN, kept.name)
    put(kept)
    st.session_state[_CLOSE] = True


def close_drawers(*keys: str) -> None:
    """Close the drawers of those keys, once something was chosen in one of them."""
    if st.session_state.pop(_CLOSE, False):
        for key in keys:
            st.session_state[key] = False


def rename(name: str) -> None:
    """Give the open design another name; the drawing stays as it is on the canvas.

    Raises:
        DesignError: the name is taken, empty or too long.
    """
    desk: Desk = st.session_state[_DESK]
    desk.save()
    session.shelf().rename(desk.spec.name, name)
    desk.spec = desk.kept = desk.spec.model_copy(update={"name": name})
    session.forget_names()
    session.take(Hand.DESIGN, name)


def _take_in(desk: Desk) -> None:
    """Take in what the canvas said since."""
    graph = _said()
    if graph is None:
        return
    desk.code = graph.get("code") is True
    if graph["epoch"] != desk.epoch:
        return
    desk.rev = graph["rev"]
    desk.spec = from_wire(graph, name=desk.spec.name, like=desk.spec)


def _said() -> dict[str, Any] | None:
    """The canvas's latest state, as the component left it in the session."""
    said = st.session_state.get(CANVAS)
    graph = said.get("graph") if said else None
    return graph if isinstance(graph, dict) else None
