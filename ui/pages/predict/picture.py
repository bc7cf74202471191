"""The photograph on a card, with or without its heat, and the switches for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from runs.explaining.sentences import CALLED
from ui.frame import heat, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.explaining.asking import Explained
    from ui.pages.predict.photograph import Photograph

_ALL: Final = "predict_heat_all"


def wants_heat(photograph: Photograph) -> bool:
    """Whether the heat of a photograph is switched on."""
    return bool(st.session_state.get(_key(photograph)))


def switch_all(photographs: Sequence[Photograph]) -> None:
    """One switch for all photographs that are shown."""

    def switched() -> None:
        for photograph in photographs:
            st.session_state[_key(photograph)] = st.session_state[_ALL]

    st.toggle(CALLED, key=_ALL, on_change=switched, help=heat.WHAT)


def show(photograph: Photograph, made: Explained | None) -> None:
    """The picture, its switch, and what is told of its heat.

    Args:
        photograph: that was asked about.
        made: its heat map, where it is switched on.
    """
    shown = photograph.content if made is None or made.problem else made.overlay
    st.image(shown, width="stretch", alt=photograph.name)
    st.caption(wording.plain(photograph.name))
    st.toggle("Where the score reacts", key=_key(photograph), help=heat.WHAT)
    if made is not None:
        heat.told(made)


def _key(photograph: Photograph) -> str:
    return f"predict_heat_{photograph.key}"
