"""The blocks of the palette: the ready ones, and those that were kept in the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from builder.canvas.palette import from_palette, to_palette
from builder.ready_blocks import ready_blocks
from layers_catalog.errors import UserError
from ui.frame import errors, session, wording

if TYPE_CHECKING:
    from collections.abc import Mapping

_KNOWN = "palette_blocks"
_TOLD = "palette_told"
_SAID = "palette_said"


def palette() -> list[dict[str, Any]]:
    """All blocks of the palette; the workspace is read once a session and after each change."""
    known: list[dict[str, Any]] | None = st.session_state.get(_KNOWN)
    if known is None:
        known = [*(to_palette(one, own=False) for one in ready_blocks()), *_own()]
        st.session_state[_KNOWN] = known
    return known


def take(event: Mapping[str, Any]) -> None:
    """Keep a block, or let one go, as the person asked on the board."""
    shelf = session.blocks()
    try:
        if isinstance(kept := event.get("keep"), dict):
            shelf.save_copy(from_palette(kept))
        elif isinstance(name := event.get("forget"), str):
            shelf.delete(name)
            st.session_state[_SAID] = name
    except UserError as error:
        st.session_state[_TOLD] = error
    forget()


def forget() -> None:
    """After the workspace's blocks have changed: the palette reads them anew."""
    st.session_state.pop(_KNOWN, None)


def tell() -> None:
    """Say where a block went, or why it could not be kept, once."""
    if (error := st.session_state.pop(_TOLD, None)) is not None:
        errors.tell(error)
    if (name := st.session_state.pop(_SAID, None)) is not None:
        st.toast(f"“{wording.plain(name)}” is in the bin below File → All designs.")


def _own() -> list[dict[str, Any]]:
    """Those that can be read; a damaged file stays where it is."""
    shelf, found = session.blocks(), []
    for name in shelf.names():
        try:
            found.append(to_palette(shelf.load(name), own=True))
        except UserError as error:
            st.session_state[_TOLD] = error
    return found
