"""Work in a process of its own, on the page that shows it: how far, how long, a way to stop.

What is begun, and what is shown of its result, is left to that page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import streamlit as st

from ui.frame import errors, wording
from ui.frame.errors import guarded

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers_catalog.errors import UserError
    from runs.job import Far


class Work(Protocol):
    """Work that is under way, or has ended."""

    @property
    def running(self) -> bool:
        """Whether its process lives."""

    @property
    def progress(self) -> Far:
        """How far it is."""

    def stop(self) -> None:
        """End it."""

    def forget(self) -> None:
        """Remove what is left of it."""


class Failed(Work, Protocol):
    """Work that has ended without a result."""

    @property
    def error(self) -> UserError:
        """Why."""


def show(work: Failed | None, *, key: str, stop: str, title: str = "") -> bool:
    """Work that is watched, or why it failed until that is put away.

    Args:
        work: of which nothing is left once it has a result; ``None`` where there is none.
        key: of this panel.
        stop: what the button that ends it says.
        title: what is being done, where the page does not say so, as Markdown.

    Returns:
        whether it is under way: then nothing else can be begun.
    """
    if work is None:
        return False
    if work.running:
        watch(work, key=key, stop=stop, title=title, before="Loading the network")
        return True
    errors.tell(work.error)
    put_away(work, key=key)
    return False


@st.fragment(run_every=1)
@guarded
def watch(
    work: Work,
    *,
    key: str,
    stop: str,
    title: str = "",
    before: str = "Starting",
    ended: Callable[[], None] = lambda: None,
) -> None:
    """How far it is, once a second; the page is drawn anew when it has ended.

    Args:
        work: that is under way.
        key: of this panel.
        stop: what the button that ends it says.
        title: what is being done, as Markdown.
        before: what it does before it can tell how far it is.
        ended: called before the page is drawn anew.
    """
    if not work.running:
        ended()
        st.rerun()
    far = work.progress
    said = f"{far.what or before}: {far.done:,} of {far.total:,}" if far.total else before
    ahead = wording.time_left(far.seconds_left)
    with st.container(border=True, key=f"{key}_job"):
        if title:
            st.markdown(title)
        st.progress(far.share, text=wording.plain(said) + (f"; {ahead}" if ahead else ""))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("It goes on when you leave this page.")
            if st.button(stop, type="tertiary", key=f"{key}_stop"):
                work.stop()
                st.rerun()


def put_away(work: Work, *, key: str) -> None:
    """The button that takes an ended one off the page."""
    if st.button("Put away", key=f"{key}_put_away"):
        work.forget()
        st.rerun()
