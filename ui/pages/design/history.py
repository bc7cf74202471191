"""The history of a design: who changed what, when and why, and the way back to each state.

Which states are kept is left to ``builder.shelf.history``; what was changed, to
``builder.shelf.changes``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import streamlit as st

from builder.shelf.changes import changes, in_words
from builder.shelf.design_files import renamed
from builder.shelf.person import person
from builder.shelf.versions import LONGEST_WHY, Kind
from layers_catalog.errors import UserError
from runs.design_history import runs_of
from ui.frame import errors, session, wording
from ui.pages.design import desk, pictures, views

if TYPE_CHECKING:
    from builder.shelf.versions import Entry
    from builder.spec import GraphSpec

_SHOWN: Final = 20
_MORE: Final = "history_more"
_PICTURE = 220


def show(name: str) -> None:
    """The design as it is, then its versions, the newest first."""
    shelf = session.shelf()
    more = f"{_MORE}:{name}"
    most = st.session_state.get(more, _SHOWN)
    entries = shelf.versions(name, most + 1)  # the last one only tells what the one after changed
    whole = True
    try:
        spec = shelf.load(name)
    except UserError as error:
        errors.tell(error)
        whole = False
    else:
        _keep(spec)
        _now(spec, entries)
    runs = runs_of(session.workspace(), session.store(), name, entries)
    for at, entry in enumerate(entries[:most]):
        before = entries[at + 1] if at + 1 < len(entries) else None
        with st.container(border=True, key=f"version_{entry.number}"):
            _row(name, entry, before, runs=runs[entry.number], whole=whole)
    left = shelf.count_versions(name) - most
    if left > 0 and st.button(f"Show more ({left:,} left)", key="history_further"):
        st.session_state[more] = most + _SHOWN
        st.rerun()
    st.caption(
        "A version is kept by itself while you draw, at most every five minutes; after a week the "
        "last of each day stays. Those that you keep, and those that a run was trained on, stay."
    )


def _keep(spec: GraphSpec) -> None:
    """Keep it as it is now, with why."""
    with (
        st.form("keep_version", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        why = st.text_input(
            "Why",
            max_chars=LONGEST_WHY,
            placeholder="Why, for example: as in the paper",
            key="keep_why",
            label_visibility="collapsed",
            width=420,
        )
        done = st.form_submit_button("Keep this version", icon=":material/bookmark_add:")
    if done:
        session.shelf().keep(spec, why=why)
        st.rerun()


def _now(spec: GraphSpec, entries: list[Entry]) -> None:
    """The design as it is now."""
    shelf = session.shelf()
    path = shelf.path_of(spec.name)
    who = shelf.history_of(path).about().who or person(session.workspace())
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    with st.container(border=True, key="version_now", horizontal=True, gap="medium"):
        with st.container(width=_PICTURE):
            pictures.draw(spec)
        with st.container():
            st.markdown(f"**Now** · {wording.moment(changed)} · {wording.plain(who)}")
            newest = entries[0].spec if entries else None
            st.markdown(_changed(newest, spec))


def _row(name: str, entry: Entry, before: Entry | None, *, runs: list[int], whole: bool) -> None:
    """One version: its picture, who, when, why, what changed, and what can be done with it."""
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=_PICTURE):
            if entry.spec is not None:
                pictures.draw(entry.spec)
        with st.container():
            st.markdown(_told(entry, runs))
            if entry.problem:
                st.caption(f":material/error: {wording.plain(entry.problem)}")
                return
            if entry.version and entry.version.why:
                st.markdown(f"*{wording.plain(entry.version.why)}*")
            if entry.spec is not None:
                st.markdown(_changed(before.spec if before else None, entry.spec))
                _actions(name, entry, entry.spec, whole=whole)


def _told(entry: Entry, runs: list[int]) -> str:
    """Number, moment and person; what it is kept for."""
    parts = [f"**Version {entry.number}**"]
    if entry.version is not None:
        parts += [wording.moment(entry.version.made), wording.plain(entry.version.who)]
        if entry.version.kind is Kind.KEPT:
            parts.append(":material/bookmark:\u00a0kept")
        if runs:
            numbers = ", ".join(str(run) for run in runs)
            parts.append(f":material/model_training: trained in run {numbers}")
    return " · ".join(parts)


def _changed(before: GraphSpec | None, after: GraphSpec) -> str:
    if before is None:
        return f":gray[As it began: {wording.plural(len(after.nodes), 'layer')}]"
    told = in_words(changes(before, after))
    return f"{wording.plain(told[:1].upper() + told[1:])}"


def _actions(name: str, entry: Entry, spec: GraphSpec, *, whole: bool) -> None:
    """What can be done with a version; over a damaged design, none is written."""
    with st.container(horizontal=True):
        if whole and st.button(
            "Open this version", key=f"open_{entry.number}", icon=":material/undo:"
        ):
            _open(name, entry.number)
        if st.button("Open as a new design", key=f"new_{entry.number}", type="tertiary"):
            desk.keep(renamed(spec, f"{name[:100]}, version {entry.number}"))
            views.leave()
            st.rerun()


def _open(name: str, number: int) -> None:
    """Make a version the newest; on the canvas that is a step that can be undone."""
    try:
        there = session.shelf().bring_back(name, number)
    except UserError as error:
        errors.tell(error)
        return
    desk.put_opened(there)
    views.leave()
    st.rerun()
