"""The design that lies open: what the canvas last said of it, and whether it is saved.

The canvas owns the drawing while it is open; the shelf keeps it. Nothing is shown here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from builder.canvas.wire import from_wire
from builder.shelf.design_files import Written
from builder.shelf.designs import DrawnElsewhereError
from builder.shelf.versions import Kind
from builder.upgrade import DesignError
from ui.frame import session
from ui.frame.session import Hand

if TYPE_CHECKING:
    from pathlib import Path

    from builder.shelf.designs import Opened
    from builder.spec import GraphSpec

CANVAS = "canvas"
_DESK = "desk"
_CLOSE = "close_drawers"
_MINE = "Drawn in one window while another saved the design."
_THEIRS = "Saved by one window, then replaced by what was drawn in another."


@dataclass
class Desk:
    """An open design.

    Args:
        now: as it was last seen; a newer one replaces it.
        kept: as it stands on the shelf.
        epoch: rises when another drawing is put under the canvas, which then reads it.
        rev: the canvas's own count of edits, as it was last seen.
        selected: the layer that was chosen on the canvas at the latest edit, if any.
        code: whether the canvas shows the code beside the drawing.
        stamp: tells its file from one that another window saved since.
        aside: the version that keeps this drawing while another window's is on the shelf.
        beside: the file in whose history that version is; another may have the name since.
        begun: whether it was changed since it was opened.
        refused: why what the canvas shows now cannot be kept; ``now`` is the last that can.
    """

    now: Written
    kept: Written
    epoch: int = 1
    rev: int = 0
    selected: str | None = None
    code: bool = False
    stamp: str | None = None
    aside: int | None = None
    beside: Path | None = None
    begun: bool = False
    refused: DesignError | None = None

    @property
    def spec(self) -> GraphSpec:
        """The drawing."""
        return self.now.spec

    @property
    def drawn(self) -> str:
        """The stamp of this drawing once it is saved."""
        return self.now.stamp

    @property
    def changed(self) -> bool:
        """Whether the shelf does not hold it as it is now."""
        return self.now is not self.kept and self.now.content != self.kept.content

    def save(self) -> None:
        """Keep it on the shelf, if it has changed; beside another window's, in the history.

        Raises:
            NotSavedError: the disk refuses; the earlier one is still there.
        """
        if not self.changed:
            return
        shelf = session.shelf()
        file = shelf.files().get(self.spec.name)
        if file is None:  # renamed or deleted elsewhere: it comes back
            self.aside = self.stamp = None
        if self.aside is not None and file == self.beside:
            shelf.draw_over(self.spec, self.aside)
        else:
            self._keep_as_opened()
            try:
                self.stamp = shelf.write(self.now, over=self.stamp)
            except DrawnElsewhereError:
                self.aside = shelf.keep(self.spec, why=_MINE, kind=Kind.ASIDE, anew=True)
                self.beside = file
        self.kept = self.now

    def _keep_as_opened(self) -> None:
        """Before the first change: a browser that was reloaded may bring an older drawing back."""
        if self.stamp is not None and not self.begun:
            session.shelf().keep_as_found(self.spec.name)
        self.begun = True

    def keep_mine(self) -> None:
        """Put this drawing on the shelf; the other window's stays in the history."""
        shelf = session.shelf()
        theirs = shelf.open(self.spec.name)
        shelf.keep(theirs.spec, why=_THEIRS, kind=Kind.ASIDE)
        self.stamp = shelf.write(self.now, over=theirs.stamp)
        self.aside = None


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
    st.session_state[_CLOSE] = True


def take(name: str) -> None:
    """Take a design of the shelf in hand and open it.

    Raises:
        DesignError: it cannot be read.
    """
    there = session.shelf().open(name)
    session.take(Hand.DESIGN, name)
    put_opened(there)


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
    desk.now = desk.kept = Written(desk.spec.model_copy(update={"name": name}))
    if desk.aside is None:  # of what is drawn here: what another window saved stays another's
        desk.stamp = desk.drawn
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
    chosen = graph.get("selected")
    desk.selected = chosen if isinstance(chosen, str) else None
    try:
        desk.now = _that_can_be_kept(from_wire(graph, name=desk.spec.name, like=desk.spec), desk)
    except DesignError as refused:  # the last good drawing stays, and the canvas with it
        desk.refused = refused
    else:
        desk.refused = None


def _that_can_be_kept(spec: GraphSpec, desk: Desk) -> Written:
    """A drawing with what its file holds, if that is not too large to be read again."""
    drawn = desk.now if spec == desk.spec else Written(spec)
    _ = drawn.content
    return drawn


def _said() -> dict[str, Any] | None:
    """The canvas's latest state, as the component left it in the session."""
    said = st.session_state.get(CANVAS)
    graph = said.get("graph") if said else None
    return graph if isinstance(graph, dict) else None
