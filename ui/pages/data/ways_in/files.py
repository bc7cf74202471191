"""The chooser over this computer's disks: walk through folders, take one, or tick files in it.

Shown only where the server answers this computer alone. Listing is left to ``data.places``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data import places
from ui.frame import preferences, session, wording

if TYPE_CHECKING:
    from pathlib import Path

    from data.places import Listing

IMPORT = "import"
"""Names the chooser of the way in for photographs."""
_MOST = 300
"""Folders shown at once; a folder with more is narrowed by typing its path."""


def chosen(*, key: str) -> tuple[Path, ...]:
    """What was chosen: one folder, or several files of one folder; empty until then.

    Args:
        key: names this chooser's place in the session.
    """
    taken: tuple[Path, ...] = st.session_state.get(f"{key}_chosen", ())
    if taken:
        _told(taken, key)
    return taken


def choose(*, key: str) -> None:
    """Walk to what is wanted; ``chosen`` tells it from the next run on."""
    found = _open_folder(key)
    _shortcuts(found, key)
    if found.problem is None:
        _walk(found, key)
        _take(found, key)


def _told(chosen: tuple[Path, ...], key: str) -> None:
    """What was chosen, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        names = ", ".join(path.name for path in chosen)
        where = f"{names} in {chosen[0].parent}" if len(chosen) > 1 else str(chosen[0])
        st.markdown(f":material/folder: {wording.plain(where)}")
        if st.button("Choose something else", type="tertiary", key=f"{key}_again"):
            forget(key=key)
            st.rerun()


def forget(*, key: str) -> None:
    """Start empty again: the folder that lies open stays so, nothing in it is chosen."""
    st.session_state.pop(f"{key}_chosen", None)


def _open_folder(key: str) -> Listing:
    """The folder that lies open; its path can be typed as well."""
    field = f"{key}_at"
    if field not in st.session_state:  # gone with the field, when another page was looked at
        st.session_state[field] = _last(key)
    typed = st.text_input("Folder", key=field, icon=":material/folder_open:")
    found = places.listing(typed)
    if found.problem:
        told = f"{found.problem} Look how it is written, or go on from one of these:"
        st.error(wording.plain(told), icon=":material/error:")
    else:
        st.session_state[_was(key)] = str(found.path)
    return found


def _was(key: str) -> str:
    """Names where this chooser was left, in the session and among what is remembered."""
    return f"{key}_folder"


def _last(key: str) -> str:
    """Where it was left, now or when something was last taken; else a person's own files."""
    kept = preferences.read(session.workspace()).get(_was(key))
    was = st.session_state.get(_was(key), kept)
    if not isinstance(was, str):
        return str(places.home())
    problem = places.listing(was).problem
    if problem:
        st.caption(f"Not where you were last: {wording.plain(problem)}")
    return str(places.home()) if problem else was


def _shortcuts(found: Listing, key: str) -> None:
    with st.container(horizontal=True, gap="small"):
        if found.parent:
            _step("One folder up", found.parent, key, icon="arrow_upward")
        _step("My files", places.home(), key, icon="home")
        for drive in places.drives():
            _step(drive.name, drive.path, key, icon="hard_drive")


def _step(label: str, to: Path, key: str, *, icon: str) -> None:
    st.button(
        wording.plain(label),
        key=f"{key}_to_{to}",
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=_go,
        args=(f"{key}_at", to),
    )


def _go(field: str, to: Path) -> None:
    st.session_state[field] = str(to)


def _walk(found: Listing, key: str) -> None:
    """The folders below, to be opened."""
    if found.folders:
        with (
            st.container(height=min(240, 60 + 14 * len(found.folders)), key=f"{key}_folders"),
            st.grid(3, min_column_width=200, gap="xsmall"),
        ):
            for folder in found.folders[:_MOST]:
                _step(folder.name, folder.path, key, icon="folder")
    if len(found.folders) > _MOST:
        st.caption(f"The first {_MOST} of {len(found.folders):,} folders; type the path of others.")


def _take(found: Listing, key: str) -> None:
    """Take the folder as a whole, or the ticked files in it."""
    images = f", {wording.plural(found.images, 'image')} in it" if found.images else ""
    ticked: list[Path] = []
    if found.files:
        sizes = {file.path: f"{file.name} ({wording.size(file.size)})" for file in found.files}
        ticked = st.pills(
            "Zips, HDF5 files and tables in this folder",
            list(sizes),
            format_func=lambda path: wording.plain(sizes[path]),
            selection_mode="multi",
            key=f"{key}_files_{found.path}",
        )
    label = f"Use {wording.plural(len(ticked), 'file')}" if ticked else "Use this folder"
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(label, type="primary", icon=":material/check:", key=f"{key}_take"):
            st.session_state[f"{key}_chosen"] = tuple(ticked) or (found.path,)
            preferences.remember(session.workspace(), **{_was(key): str(found.path)})
            st.rerun()
        st.caption(f"{wording.plain(str(found.path))}{images}, and all folders below it.")
