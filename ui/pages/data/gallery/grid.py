"""The scrolling grid in the page, and what is told between it and the browser.

Only the cards in sight exist there; it asks for pictures in chunks while it is scrolled. Which
photographs there are, and what is decided about those ticked, is left to its neighbours.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st
from pydantic import BaseModel, ConfigDict, ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from streamlit.components.v2.types import ComponentRenderer

    from ui.pages.data.gallery.cards import Card

KEY: Final = "gallery"
"""Names what the grid asks in the session: ``st.session_state[KEY]["asked"]``."""
CHUNK: Final = 32
"""How many photographs are sent at once."""
_HTML: Final = (
    '<div class="grid" role="listbox" aria-multiselectable="true" tabindex="0">'
    '<div class="sheet" role="presentation"></div></div>'
)
_STATIC: Final = Path(__file__).parent / "static"


class Asked(BaseModel):
    """What the browser wants to be answered; each question tells all that holds there.

    Args:
        number: of the question; a later one is higher.
        dataset: the folder of the dataset that is shown.
        token: which list of photographs.
        chunks: those wanted, counted from 0.
        ticks: ids of all ticked photographs.
        closer: when a photograph was opened last, and its id.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    dataset: str
    token: str
    chunks: tuple[int, ...]
    ticks: tuple[str, ...]
    closer: tuple[int, str] | None


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "lesion_studio_gallery",
        html=_HTML,
        css=(_STATIC / "grid.css").read_text(encoding="utf-8"),
        js=(_STATIC / "grid.js").read_text(encoding="utf-8"),
    )


def asked() -> Asked | None:
    """The latest question; None before the first."""
    told = (st.session_state.get(KEY) or {}).get("asked")
    try:
        return Asked.model_validate(told) if told else None
    except ValidationError:  # a page that was open before the program was renewed
        return None


def show(
    *,
    dataset: str,
    token: str,
    total: int,
    chunks: Mapping[int, Sequence[Card]],
    ticks: Sequence[str],
    answered: int,
) -> None:
    """Show the grid.

    Args:
        dataset: the folder of the dataset.
        token: another one for each list of photographs: the browser forgets those it has.
        total: how many photographs the list has.
        chunks: what was asked for, or the first ones of a new list.
        ticks: ids of the ticked photographs. The browser takes them where it has asked nothing
            since ``answered``.
        answered: number of the question that this answers; 0 for none.
    """
    data = {
        "dataset": dataset,
        "token": token,
        "total": total,
        "size": CHUNK,
        "chunks": {str(at): cards for at, cards in chunks.items()},
        "ticks": list(ticks),
        "answered": answered,
        "label": "Photographs. Arrow keys move, Space ticks, Enter looks closer.",
    }
    _component()(key=KEY, data=data, default={"asked": None}, on_asked_change=_nothing)


def _nothing() -> None:
    """A state key with a default needs a callback; what is asked is read by ``asked``."""
