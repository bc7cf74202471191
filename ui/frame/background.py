"""Work that a page waits for without keeping anyone from going on: an edit, a click, a turn.

The work runs in a thread; while a page waits, whatever else is asked of it comes first.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, Final, TypeVar

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

_KEPT: Final = 24
_LOOK_S: Final = 0.02
"""How long anything that is asked meanwhile waits at most."""
_GIVES_WAY: Final = "gives_way"
_PEACE_S: Final = 0.3


def begun(kind: str, key: Hashable, work: Callable[[], T]) -> Future[T]:
    """Work of a kind, begun once for each key; the last answers are kept.

    What waits for its turn is given up as soon as another key is asked for.

    Args:
        kind: the key in the session under which answers are kept.
        key: what the answer depends on.
        work: runs in a thread, so it must not touch Streamlit.
    """
    known: dict[Hashable, Future[Any]] = st.session_state.setdefault(kind, {})
    for other in [one for one in known if one != key]:
        if known[other].cancel():
            del known[other]
    found = known.pop(key, None)
    if found is None or (found.done() and found.exception() is not None):
        found = _threads().submit(work)
    known[key] = found
    while len(known) > _KEPT:
        del known[next(iter(known))]
    return found


def peace() -> None:
    """Wait until the page has been left in peace for a moment.

    For what costs time after an edit: in a series of edits, each comes first and ends the waiting.
    """
    until = time.monotonic() + _PEACE_S
    while time.monotonic() < until:
        time.sleep(_LOOK_S)
        _give_way()


def awaited(work: Future[T], sentence: str) -> T:
    """The result, after a spinner with a sentence for as long as it takes.

    What the page is asked to do meanwhile ends the waiting: the work goes on and is kept.

    Raises:
        Exception: as the work does.
    """
    if not work.done():
        with st.spinner(sentence):
            while not work.done():
                wait([work], timeout=_LOOK_S)
                _give_way()
    return work.result()


def _give_way() -> None:
    """Let Streamlit turn to what was asked meanwhile, as it does whenever its session is read.

    Nothing is sent to the browser, which has an edit to draw.
    """
    st.session_state.get(_GIVES_WAY)


@st.cache_resource(show_spinner=False)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="computes for pages")
