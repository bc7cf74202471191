"""What every page stands on: the workspace and its services, and the dataset and design in hand.

Services are opened once a process; what is in hand follows from page to page and into the address.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Any

import streamlit as st

from builder.shelf.designs import DesignShelf
from builder.shelf.own_blocks import block_shelf
from data.audit.pairs import AUDIT
from data.audit.table import MEASURES
from data.dataset import ABOUT, Dataset
from data.files import slug
from data.library import Library
from data.versions.log import LOG
from layers_catalog.facts import Facts
from runs.helper.client import Helper
from runs.store.store import RunStore
from runs.workspace import HOME_VARIABLE, workspace_path
from ui.frame import preferences

_A_MOMENT = 3
"""Seconds for which names and counts may be old: an edit on the canvas reads no disk."""


class Hand(StrEnum):
    """What follows from page to page; the value is its name in the address."""

    DATASET = "dataset"
    DESIGN = "design"


def workspace() -> Path:
    """The folder that keeps everything."""
    return _workspace(os.environ.get(HOME_VARIABLE))


@st.cache_resource(show_spinner=False)
def _workspace(home: str | None) -> Path:
    return workspace_path(home)


def store() -> RunStore:
    """The store of runs of this workspace."""
    return store_of(str(workspace()))


@st.cache_resource(show_spinner=False, max_entries=4, on_release=lambda opened: opened.close())
def store_of(folder: str) -> RunStore:
    """The same of a workspace by its path, for what is remembered by it."""
    return RunStore(Path(folder))


def helper() -> Helper:
    """The process that runs Keras for the pages; it starts at the first question."""
    return helper_of(str(workspace()))


@st.cache_resource(show_spinner=False, max_entries=2, on_release=lambda helper: helper.close())
def helper_of(folder: str) -> Helper:
    """The same of a workspace by its path, for what is remembered by it."""
    return Helper(Path(folder))


def library() -> Library:
    """The datasets of this workspace."""
    return Library(workspace())


def shelf() -> DesignShelf:
    """The saved designs of this workspace."""
    return DesignShelf(workspace())


def blocks() -> DesignShelf:
    """The blocks that were kept for the palette: a shelf of their own."""
    return block_shelf(workspace())


def names(what: Hand) -> list[str]:
    """The names of all datasets or of all saved designs."""
    return _names(str(workspace()), what)


@st.cache_data(ttl=_A_MOMENT, show_spinner=False)
def _names(folder: str, what: Hand) -> list[str]:
    kept = Library(folder) if what is Hand.DATASET else DesignShelf(Path(folder))
    return kept.names()


def summary(name: str) -> dict[str, Any]:
    """What a dataset holds, as ``Library.summaries`` tells it; empty when it is gone."""
    return next((told for told in _summaries(str(workspace())) if told["dataset"] == name), {})


@st.cache_data(ttl=_A_MOMENT, show_spinner=False)
def _summaries(folder: str) -> list[dict[str, Any]]:
    return Library(folder).summaries()


def forget_names() -> None:
    """After something was added, renamed or deleted: the next page reads the disk."""
    _names.clear()
    _summaries.clear()


def held(what: Hand) -> str | None:
    """The name of the dataset or design in hand."""
    return st.session_state.get(f"hand_{what}")


def take(what: Hand, name: str | None) -> None:
    """Take a dataset or design in hand, here, in the address, and for the next visit."""
    st.session_state[f"hand_{what}"] = name
    _show_in_address(what, name)
    preferences.remember(workspace(), **{what: name})


def settle() -> None:
    """Once a rerun: what the address asks for, else what is in hand, else what was last in hand."""
    for what in Hand:
        wanted = (st.query_params.get(what), held(what))
        there = _names_with(what, wanted)
        chosen = next((name for name in wanted if name in there), None)
        if chosen is None and there:
            last = preferences.read(workspace()).get(what)
            chosen = last if last in there else (there[0] if len(there) == 1 else None)
        st.session_state[f"hand_{what}"] = chosen
        _show_in_address(what, chosen)


def _names_with(what: Hand, wanted: tuple[str | None, ...]) -> list[str]:
    """All names; what another window or program may just have saved is looked for on disk."""
    there = names(what)
    if all(name is None or name in there for name in wanted):
        return there
    forget_names()
    return names(what)


def _show_in_address(what: Hand, name: str | None) -> None:
    if name is None:
        st.query_params.pop(what, None)
    elif st.query_params.get(what) != name:
        st.query_params[what] = name


def dataset(name: str, digest: str | None = None) -> Dataset:
    """A dataset with its manifest, kept in memory while it does not change on disk.

    Args:
        name: of the dataset.
        digest: of a version of it; without it, the one in force.

    Raises:
        DatasetError: it is gone or damaged.
    """
    folder = library().folder / slug(name)
    files = [file for file in (folder / ABOUT, folder / LOG) if file.exists()]
    stamp = tuple(file.stat().st_mtime_ns for file in files)
    return _dataset((str(workspace()), name, digest, stamp))


@st.cache_resource(show_spinner=False, max_entries=3)
def _dataset(asked: tuple[str, str, str | None, tuple[int, ...]]) -> Dataset:
    folder, name, digest, _ = asked
    return Library(folder).load(name, digest)


def version(dataset: Dataset) -> tuple[str | int, ...]:
    """What tells one version of a dataset from all others, for what is kept of it.

    An import anew may measure what an earlier one did not, and give the same digest; so does a
    decision that changes no group.
    """
    files = [dataset.folder / name for name in (ABOUT, AUDIT, MEASURES, LOG)]
    stamps = [file.stat().st_mtime_ns if file.exists() else 0 for file in files]
    return str(dataset.folder), dataset.digest, *stamps


def facts() -> Facts:
    """What the dataset in hand tells a design; two classes while there is none."""
    name = held(Hand.DATASET)
    return Facts(class_names=dataset(name).classes, from_dataset=True) if name else Facts()


def arrive(place: str) -> None:
    """Once a rerun: which page is shown now."""
    st.session_state["arrived"] = st.session_state.get("place") != place
    st.session_state["place"] = place


def arrived() -> bool:
    """Whether another page was shown before this rerun."""
    return bool(st.session_state.get("arrived"))


def dark() -> bool:
    """Whether the browser shows the dark theme now."""
    return st.context.theme.type == "dark"


def on_this_computer() -> bool:
    """Whether only this computer can reach the server, so that its disks may be shown."""
    return st.get_option("server.address") in {"127.0.0.1", "localhost", "::1"}
