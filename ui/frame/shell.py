"""What stands around every page: navigation, what is in hand, the tour, and the notice below.

What a page shows is left to the page; what runs beside the pages is left to the launcher.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers_catalog.errors import UserError
from runs.notice import RESEARCH_ONLY
from ui.frame import errors, memory, navigation, session, style, tour, wording
from ui.frame.navigation import Place
from ui.frame.session import Hand
from ui.frame.tending import tender

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from runs.store.records import RunRecord

_ABOUT_A_RUN = frozenset({Place.RESULTS})
"""Pages on which what is in hand would contradict what they show."""
_NAVIGATION = 208
"""Width of the navigation, in pixels: the canvas needs the rest."""


def run() -> None:
    """Show the page that the address names. Called once a rerun by ``app``."""
    memory.be_frugal()
    st.set_page_config(
        page_title="Lesion Studio",
        page_icon=_ICON,
        layout="wide",
        initial_sidebar_state=_NAVIGATION,
    )
    try:
        running = tender().running
        session.settle()
    except UserError as error:
        errors.tell(error)
        st.stop()
    chosen = st.navigation(navigation.pages(running), expanded=True)
    st.logo(_LOGO, size="large")
    st.html(style.rules(dark=session.dark(), full_width=chosen.url_path == Place.DESIGN))
    session.arrive(chosen.url_path)
    tour.show(chosen.url_path or Place.START)
    chosen.run()
    st.caption(RESEARCH_ONLY)
    if chosen.url_path != Place.DESIGN:  # there, every edit runs this
        memory.give_back()
    else:
        memory.keep_what_is_loaded()


def header(place: Place, question: str) -> DeltaGenerator:
    """A page's title, the question it answers, and what is in hand.

    Returns:
        the place of what is in hand. A page that shows what was made of something else leaves it
        empty until it is told by ``made_of``.
    """
    with st.container(
        horizontal=True,
        wrap=place in _ABOUT_A_RUN,  # there, more stands beside the title
        vertical_alignment="center",
        gap="small",
        key="header",
    ):
        st.title(navigation.title(place), anchor=False, width="content")
        st.caption(question, width="stretch")
        at_hand = st.container(
            horizontal=True, wrap=False, vertical_alignment="center", gap="small", width="content"
        )
    if place not in _ABOUT_A_RUN:
        with at_hand:
            in_hand(Hand.DATASET, "photo_library")
            in_hand(Hand.DESIGN, "account_tree")
    return at_hand


def made_of(at_hand: DeltaGenerator, run: RunRecord) -> None:
    """The dataset and the design of the run that a page shows, whatever is in hand elsewhere."""
    for icon, name in (("photo_library", run.dataset), ("account_tree", run.design_name)):
        at_hand.markdown(f":small[:material/{icon}: {wording.plain(name)}]", width="content")


def in_hand(what: Hand, icon: str) -> None:
    """The dataset or design in hand, as a menu of all that could be taken instead."""
    there, icon = session.names(what), f":material/{icon}:"
    if not there:
        st.button(f"No {what} yet", key=f"no_{what}", icon=icon, type="tertiary", disabled=True)
        return
    name = session.held(what) or f"Choose a {what}"
    chosen = st.menu_button(
        wording.plain(name),
        there,
        key=f"in_hand_{what}",
        icon=icon,
        type="tertiary",
        help=f"The {what} in hand: Data, Design and Train use it. Choose another here.",
    )
    if chosen:
        session.take(what, chosen)
        st.rerun()


_MARK = (
    '<g fill="none" stroke="#2A908C" stroke-width="3" stroke-linecap="round">'
    '<circle cx="20" cy="20" r="13"/><path d="M20 2v7M20 31v7M2 20h7M31 20h7"/></g>'
    '<path fill="#2A908C" d="M20 13c4 0 7 3 6 7-1 3-2 6-6 6-4 1-7-2-7-6 0-4 3-7 7-7z"/>'
)
_ICON = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">{_MARK}</svg>'
_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="190" height="40" viewBox="0 0 190 40">'
    f"{_MARK}"
    '<text x="50" y="27" font-family="system-ui, sans-serif" font-size="19" font-weight="600" '
    'textLength="132" lengthAdjust="spacingAndGlyphs" fill="#2A908C">Lesion Studio</text></svg>'
)
"""A lesion in the cross-hair, in a teal that holds on light and on dark."""
