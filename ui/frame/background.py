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
_LOOK_S: Final = 0.04
"""How long anything that is asked meanwhile waits at most."""
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


def awaited(kind: str, key: Hashable, work: Callable[[], T], sentence: str) -> T:
    """The result of ``begun`` work, after a spinner with a sentence for as long as it takes.

    Work that is new begins once the page was left in peace for a moment, so that a series of edits
    begins none. What the page is asked to do meanwhile ends the waiting; the work goes on.

    Args:
        kind: as ``begun`` takes it, and so are the next two.
        key: what the answer depends on.
        work: runs in a thread.
        sentence: what is being done.

    Raises:
        Exception: as the work does.
    """
    known = st.session_state.get(kind, {}).get(key)
    if known is not None and known.done() and known.exception() is None:
        return begun(kind, key, work).result()
    with st.spinner(sentence):
        beat = st.empty()
        peace = time.monotonic() + (_PEACE_S if known is None else 0)
        while time.monotonic() < peace:
            time.sleep(_LOOK_S)
            beat.empty()  # here Streamlit turns to what was asked meanwhile
        found = begun(kind, key, work)
        while not found.done():
            wait([found], timeout=_LOOK_S)
            beat.empty()
    return found.result()


@st.cache_resource(show_spinner=False)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="computes for pages")
