"""One design in two windows: what was saved elsewhere meanwhile, and which of the two goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.frame import session, wording
from ui.pages.design import desk

if TYPE_CHECKING:
    from ui.pages.design.open_design import Desk


def tell(open_design: Desk) -> None:
    """Says it, and asks, for as long as another window's drawing is on the shelf."""
    if open_design.aside is None:
        return
    name = wording.plain(open_design.spec.name)
    st.warning(
        f"“{name}” was changed in another window since it was opened here. Nothing is lost: what "
        f"you draw here is kept as version {open_design.aside} of its history. Which one goes on?",
        icon=":material/tab:",
    )
    with st.container(horizontal=True):
        if st.button("Open theirs", icon=":material/sync:", key="open_theirs"):
            desk.put_opened(session.shelf().open(open_design.spec.name))
            st.rerun()
        if st.button("Keep mine", icon=":material/check:", key="keep_mine"):
            open_design.keep_mine()
            st.rerun()
