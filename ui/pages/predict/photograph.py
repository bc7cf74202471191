"""A photograph that is asked about: a file that was dropped, or a lesion drawn for a try."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data.demo import Drawn

_SEED, _COUNT = 20_260, 60
"""Another seed than the demo dataset's: no network was trained on these."""


@dataclass(frozen=True)
class Photograph:
    """A picture.

    Args:
        name: of its file.
        content: the file's bytes.
        key: tells it from all others on the page.
        drawn: by the program, so no photograph.
    """

    name: str
    content: bytes
    key: str
    drawn: bool = False


@st.cache_data(max_entries=_COUNT, show_spinner=False)
def demo(number: int) -> Photograph:
    """The ``number``-th demo image (counted from 1), always the same; after 60 they repeat."""
    source = Drawn(_SEED, _COUNT)
    file = source.files()[(number - 1) * 7 % _COUNT]
    with source.open(file.name) as picture:
        name = f"Demo image {number}.jpg"
        return Photograph(name, picture.read(), key=name, drawn=True)
