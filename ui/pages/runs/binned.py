"""The bin: runs that can be brought back, or deleted for good on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runs.store.listing import Wanted
from runs.training.discarding import delete_each, empty_bin, without_files
from ui.frame import errors, session, wording
from ui.frame.errors import guarded
from ui.pages.runs import many

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEEPS = "Openings of the test set stay counted."


def show() -> None:
    """What lies in the bin."""
    lines = many.known(session.store().lines(Wanted(binned=True)))
    if not lines:
        st.markdown("### The bin is empty")
        return
    st.caption(
        "These runs are out of sight, with all their files. They can be brought back until they "
        f"are deleted for good. {_KEEPS}"
    )
    ticked = many.show(lines, key="binned")
    with st.container(horizontal=True, vertical_alignment="center"):
        if ticked and st.button("Bring back", type="primary", icon=":material/undo:", key="back"):
            _bring_back(ticked)
        if ticked and st.button("Delete for good", icon=":material/delete_forever:", key="delete"):
            confirm(ticked)
        if st.button("Empty the bin", type="tertiary", icon=":material/delete_sweep:", key="empty"):
            confirm(None)
    for number in without_files(session.workspace(), *ticked):
        st.caption(
            f":material/info: The folder of run {number} is gone: brought back, it will have no "
            "results and no model, only what this list tells."
        )


def _bring_back(numbers: Sequence[int]) -> None:
    session.store().bring_back(*numbers)
    many.anew()
    st.rerun()


@st.dialog("Delete for good?")
@guarded  # what is clicked in a dialog runs it alone, without the page around it
def confirm(numbers: Sequence[int] | None) -> None:
    """Asks, then deletes.

    Args:
        numbers: of the runs; None for all in the bin.
    """
    what = "All runs in the bin" if numbers is None else _named(numbers)
    st.markdown(
        f"{what}: the trained networks, their numbers and their curves will be removed, and "
        f"cannot be brought back. {_KEEPS}"
    )
    if not st.button("Delete for good", type="primary", key="delete_yes"):
        return
    many.anew()
    home = session.workspace()
    gone, kept = empty_bin(home) if numbers is None else delete_each(home, numbers, binned=True)
    if not kept:
        st.rerun()
    st.markdown(f"{wording.plural(len(gone), 'run')} deleted.")
    for why in kept:
        errors.tell(why)


def _named(numbers: Sequence[int]) -> str:
    return f"Run {', '.join(str(number) for number in numbers)}"
