"""What was deleted, designs and blocks of one's own: the way back, and the way out for good.

Into the bin they come from ``ui.pages.design.shelf`` and from the palette.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from builder.shelf.design_bin import DesignBin
from builder.shelf.own_blocks import block_bin
from ui.frame import errors, session, wording
from ui.pages.design import own_blocks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class _Bin(NamedTuple):
    """A bin on the page.

    Args:
        key: with which those of its parts begin.
        label: above it.
        says: what it is for.
        lost: what goes besides when one is deleted for good.
        of: opens it.
        forget: lets the page read anew what has come back.
    """

    key: str
    label: str
    says: str
    lost: str
    of: Callable[[Path], DesignBin]
    forget: Callable[[], None]


_BINS = (
    _Bin(
        "design",
        "Bin",
        "These designs are out of sight, with their histories. They can be brought back until they "
        "are deleted for good. Runs keep their own copy.",
        " and all its versions",
        DesignBin,
        session.forget_names,
    ),
    _Bin(
        "block",
        "Bin of your blocks",
        "These blocks were removed from your palette. They can be brought back until they are "
        "deleted for good. Drawings that use them keep theirs.",
        "",
        block_bin,
        own_blocks.forget,
    ),
)


def holds_something() -> bool:
    """Whether anything was deleted that can come back."""
    return any(one.of(session.workspace()).all() for one in _BINS)


def show() -> None:
    """Each bin that holds something."""
    for one in _BINS:
        _show(one)


def _show(shown: _Bin) -> None:
    binned = shown.of(session.workspace())
    there = binned.all()
    if not there:
        return
    title = f"{shown.label} ({len(there):,})"
    with st.expander(title, icon=":material/delete:", key=f"{shown.key}_bin"):
        st.caption(shown.says)
        for one in there:
            with st.container(horizontal=True, vertical_alignment="center"):
                told = f"**{wording.plain(one.name)}** · deleted {wording.moment(one.deleted)}"
                st.markdown(told, width="stretch")
                key = f"{shown.key}:{one.key}"
                if st.button("Bring back", key=f"back_{key}", icon=":material/undo:"):
                    binned.restore(one.key)
                    shown.forget()
                    st.rerun()
                if st.button("Delete for good", key=f"gone_{key}", type="tertiary"):
                    _confirm(shown, one.key, one.name)


@st.dialog("Delete for good?")
@errors.guarded  # what is clicked in a dialog runs it alone, without the page around it
def _confirm(shown: _Bin, key: str, name: str) -> None:
    st.markdown(f"“{wording.plain(name)}”{shown.lost} will be removed, and cannot be brought back.")
    if st.button("Delete for good", type="primary", key="gone_yes"):
        shown.of(session.workspace()).delete([key])
        st.rerun()
