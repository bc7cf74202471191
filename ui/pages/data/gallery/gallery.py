"""The photographs of a dataset as one grid to scroll: narrowed, sorted, ticked, decided about."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import streamlit as st

from ui.frame import memory, session, wording
from ui.frame.errors import guarded
from ui.pages.data.check import deciding
from ui.pages.data.gallery import cards, closer, grid, narrowing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from data.dataset import Dataset

_FIRST: Final = 1
"""Chunks that come with a new list unasked: as many as a usual window shows; more follow."""
_NAMED: Final = 4
_LINE: Final = 44
"""Pixels."""
_ANSWERED, _LIST, _LOOKED = "gallery_answered", "gallery_list", "gallery_looked"


def show(dataset: Dataset) -> None:
    """Filters, the form for what is ticked, and the grid."""
    rows, said = narrowing.chosen(dataset)
    st.fragment(guarded(_browse))(dataset, rows, said)


def _browse(dataset: Dataset, rows: NDArray[np.int64], said: dict[int, str]) -> None:
    """The grid and what its ticks lead to; scrolling runs this alone."""
    asked = grid.asked()
    new = asked is not None and asked.number != st.session_state.get(_ANSWERED)
    if asked and new:
        st.session_state[_ANSWERED] = asked.number
        if asked.dataset == dataset.folder.name:
            st.session_state[deciding.picked(dataset)] = list(asked.ticks)
    _decide(dataset, len(rows))
    if not len(rows):
        st.caption("No photograph is left: take a filter away.")
        return
    token = _token(dataset, rows, said)
    wanted = asked.chunks if asked and new and asked.token == token else _first(token)
    st.session_state[_LIST] = token
    chunks = {
        at: cards.cards(dataset, rows[at * grid.CHUNK :][: grid.CHUNK].tolist(), said)
        for at in wanted
    }
    grid.show(
        dataset=dataset.folder.name,
        token=token,
        total=len(rows),
        chunks={at: found for at, found in chunks.items() if found},
        ticks=st.session_state.get(deciding.picked(dataset), []),
        answered=st.session_state.get(_ANSWERED, 0),
    )
    memory.give_back()
    if asked and new:
        _look(dataset, asked, said)


def _token(dataset: Dataset, rows: NDArray[np.int64], said: dict[int, str]) -> str:
    """Another one for each list, as the browser keeps what it was told of one."""
    told = sha256(f"{dataset.folder.name} {dataset.digest} {said}".encode())
    told.update(rows.tobytes())
    return told.hexdigest()[:16]


def _first(token: str) -> range:
    """What is sent unasked: the first chunks of a list that the browser does not have."""
    there = st.session_state.get(_LIST) == token and not session.arrived()
    return range(0 if there else _FIRST)


def _look(dataset: Dataset, asked: grid.Asked, said: dict[int, str]) -> None:
    """Show one photograph large, once for each time that it is opened."""
    if asked.closer is None or asked.closer[0] == st.session_state.get(_LOOKED):
        return
    st.session_state[_LOOKED], image = asked.closer
    places = (dataset.manifest["image_id"] == image).to_numpy().nonzero()[0]
    if len(places):
        closer.show(dataset, int(places[0]), said.get(int(places[0]), ""))


def _decide(dataset: Dataset, shown: int) -> None:
    """One line: how many are ticked, wherever they are, and a way to decide about them.

    It is as high with ticks as without: nothing moves under the pointer while somebody ticks.
    """
    ticked = st.session_state.get(deciding.picked(dataset), [])
    known = set(dataset.manifest["image_id"].tolist()) if ticked else set()
    picked = [image for image in ticked if image in known]
    if not picked:
        with st.container(vertical_alignment="center", height=_LINE, border=False):
            st.caption(
                f"{wording.plural(shown, 'photograph')}. Tick some to leave them out, to change "
                "their class or to tie them."
            )
        return
    names = ", ".join(wording.plain(image) for image in picked[:_NAMED])
    more = f" and {len(picked) - _NAMED:,} more" if len(picked) > _NAMED else ""
    with st.container(horizontal=True, vertical_alignment="center", height=_LINE, border=False):
        told = wording.plural(len(picked), "photograph")
        st.markdown(f"**{told}** ticked: {names}{more}", width="stretch")
        name = deciding.picked(dataset)
        with st.popover("Decide", icon=":material/gavel:"):
            deciding.form(dataset, deciding.options(dataset, picked), key="gallery")
        st.button(
            "Untick all", key="gallery_untick", type="tertiary", on_click=_untick, args=(name,)
        )


def _untick(name: str) -> None:
    st.session_state.pop(name, None)
