"""The design that lies open: what the canvas last said of it, and whether it is saved.

The canvas owns the drawing while it is open; the shelf keeps it. Nothing is shown here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from builder.shelf.design_files import Written
from ui.frame import session
from ui.frame.session import Hand
from ui.pages.design.open_design import Desk

if TYPE_CHECKING:
    from builder.shelf.designs import Opened
    from builder.spec import GraphSpec

CANVAS = "canvas"
_DESK = "desk"
_CLOSE = "close_drawers"


def keep_last() -> None:
    """Keep what was drawn a moment ago in a design that is in hand no more.

    Where its name went in another window, it comes back and stays in hand.

    Raises:
        NotSavedError: the disk refuses.
    """
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is None or desk.spec.name == session.held(Hand.DESIGN):
        return
    _take_in(desk)
    if not desk.changed:
        return
    gone = desk.spec.name not in session.shelf().files()
    desk.save()
    if gone:
        session.forget_names()
        session.take(Hand.DESIGN, desk.spec.name)


def put_away() -> Desk | None:
    """Keep what was drawn a moment ago, before another drawing takes its place; returns the desk.

    Raises:
        UserError: it cannot be kept.
    """
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is not None:
        _take_in(desk)
        desk.save()
    return desk


def opened(name: str) -> Desk:
    """The desk with the design of that name on it, its latest edit taken in but not yet saved.

    Raises:
        DesignError: it cannot be read.
    """
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is None or desk.spec.name != name:
        return put_opened(session.shelf().open(name))
    _take_in(desk)
    if session.arrived() and not desk.changed and desk.aside is None:
        there = session.shelf().open(name)
        if there.stamp != desk.stamp:
            return put_opened(there)
    return desk


def put(spec: GraphSpec, stamp: str | None = None) -> Desk:
    """Put a drawing under the canvas."""
    before: Desk | None = st.session_state.get(_DESK)
    now = Written(spec)
    desk = Desk(now, now, epoch=before.epoch + 1 if before else 1, stamp=stamp)
    st.session_state[_DESK] = desk
    return desk


def put_opened(there: Opened) -> Desk:
    """Put a design of the shelf under the canvas."""
    return put(there.spec, there.stamp)


def keep(spec: GraphSpec) -> None:
    """Keep a new design on the shelf under a free name, take it in hand and open it."""
    kept = session.shelf().save_copy(spec)
    session.forget_names()
    take(kept.name)
    close_soon()


def take(name: str) -> None:
    """Take a design of the shelf in hand and open it.

    Raises:
        DesignError: it cannot be read.
    """
    there = session.shelf().open(name)
    session.take(Hand.DESIGN, name)
    put_opened(there)


def close_soon() -> None:
    """Close the drawers when the page is drawn next: something was chosen in one of them."""
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
    desk.rename(name)
    session.forget_names()
    session.take(Hand.DESIGN, name)


def _take_in(desk: Desk) -> None:
    """Take in what the canvas said since."""
    graph = _said()
    if graph is not None:
        desk.take_in(graph)


def _said() -> dict[str, Any] | None:
    """The canvas's latest state, as the component left it in the session."""
    said = st.session_state.get(CANVAS)
    graph = said.get("graph") if said else None
    return graph if isinstance(graph, dict) else None
