"""The saved designs, each with its thumbnail: found, opened, duplicated and deleted.

What is told of each is left to ``runs.designs``, what was deleted to ``ui.pages.design.binned``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers_catalog.errors import UserError
from runs.designs import saved_designs, tried
from ui.frame import session, wording
from ui.frame.session import Hand
from ui.pages.design import binned, desk, pictures, views

if TYPE_CHECKING:
    from runs.designs import Saved, Tried

_SHOWN: Final = 12
_MORE: Final = "designs_shown"
_SEARCH: Final = "design_search"


def holds_something() -> bool:
    """Whether there is a design, or something in a bin."""
    return bool(session.names(Hand.DESIGN)) or binned.holds_something()


def show() -> None:
    """Search, then a card for each design, the last changed first, then the bin."""
    sought = st.text_input(
        "Search",
        key=_SEARCH,
        placeholder="A name, a layer, a note",
        label_visibility="collapsed",
        icon=":material/search:",
        width=280,
    )
    found = saved_designs(session.workspace(), sought)
    most = st.session_state.get(_MORE, _SHOWN)
    told = tried(session.workspace(), session.store(), found[:most])
    if not found:
        st.caption(
            "No design is like that. Search for another word." if sought else "No design yet."
        )
    with st.grid(3, min_column_width=300, gap="medium"):
        for one in found[:most]:
            with st.container(border=True, height="stretch", key=f"design:{one.name}"):
                _card(one, told[one.name])
    if len(found) > most and st.button(f"Show more ({len(found) - most:,} left)", key="more"):
        st.session_state[_MORE] = most + 2 * _SHOWN
        st.rerun()
    binned.show()


def _card(one: Saved, told: Tried) -> None:
    """One design: drawn, named, sized, with what its runs came to."""
    try:
        pictures.draw_file(one.file)
    except UserError as error:
        st.caption(f":material/error: {wording.plain(error.message)}")
    st.markdown(f"**{wording.plain(one.name)}**")
    st.caption(" · ".join(_facts(one)))
    if told.runs:
        st.markdown(_came_to(told))
    st.space("stretch")
    with st.container(horizontal=True):
        if st.button("Open", key=f"open:{one.name}", disabled=one.layers is None):
            desk.take(one.name)
            views.leave()
            st.rerun()
        if st.button("Duplicate", key=f"copy:{one.name}", type="tertiary"):
            kept = session.shelf().duplicate(one.name)
            session.forget_names()
            st.toast(f"Kept as “{wording.plain(kept.name)}”.")
            st.rerun()
        if st.button("Delete", key=f"delete:{one.name}", type="tertiary"):
            delete(one.name)
            st.rerun()


def _facts(one: Saved) -> list[str]:
    layers = [] if one.layers is None else [wording.plural(one.layers, "layer")]
    return [*layers, wording.moment(one.changed), *([wording.plain(one.who)] if one.who else [])]


def _came_to(told: Tried) -> str:
    """How many runs, and the best of them."""
    runs = wording.plural(told.runs, "run")
    if told.best is None:
        return runs
    best = wording.auc(told.best.model_dump())
    return f"{runs}, best validation AUC {best} on {wording.plain(told.best.dataset)}"


def delete(name: str) -> None:
    """Put a design into the bin; what was in hand is so no longer."""
    session.shelf().delete(name)
    session.forget_names()
    if session.held(Hand.DESIGN) == name:
        session.take(Hand.DESIGN, None)
    st.toast(f"“{wording.plain(name)}” is in the bin, below your designs.")
