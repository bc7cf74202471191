"""The way from a run back to the exact drawing that it was trained on.

What a run was trained from is told by ``runs.training.again``, earlier states of a design are kept
by ``builder.history``.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from builder.design_files import renamed
from builder.designs import DesignShelf
from layers_catalog.errors import UserError
from runs.training.again import earlier

if TYPE_CHECKING:
    from pathlib import Path

    from builder.spec import GraphSpec


class Found(NamedTuple):
    """A design of the shelf that is now the drawing of a run.

    Args:
        name: of the design.
        said: what was done so that it is; "" where nothing was.
    """

    name: str
    said: str


def drawing_of(workspace: Path, run_id: int) -> Found:
    """Let a design of the shelf be the drawing that a run was trained on; nothing is lost.

    The design as it is where it is that drawing still; else the version of it; a new design where
    it is on the shelf no more.

    Raises:
        RunMissingError, AgainError: there is no such run, or its drawing is gone.
        NotSavedError: the disk refuses.
    """
    drawn = earlier(workspace, run_id).design
    shelf = DesignShelf(workspace)
    name = on_the_shelf(shelf, drawn)
    if name is not None:
        return Found(name, "")
    name = called(shelf, drawn.name)
    if name is None:
        kept = shelf.save_copy(drawn)
        return Found(kept.name, f"The drawing of run {run_id} was saved as “{kept.name}”.")
    number = _version(shelf, name, drawn, run_id)
    shelf.bring_back(name, number)
    return Found(
        name,
        f"“{name}” was drawn on since run {run_id}. It is now as that run was trained on it, which "
        f"is version {number}; what was there before is in its history.",
    )


def on_the_shelf(shelf: DesignShelf, drawn: GraphSpec) -> str | None:
    """The design that was called so, where it is this network still."""
    name = called(shelf, drawn.name)
    spec = _readable(shelf, name)
    return name if spec is not None and spec.digest() == drawn.digest() else None


def called(shelf: DesignShelf, name: str) -> str | None:
    """The design that has this name, or that had it and gave it up; None where none can be read."""
    files = shelf.files()
    if name in files:
        return name if _readable(shelf, name) is not None else None
    for now, path in files.items():
        if name in shelf.history_of(path).about().names and _readable(shelf, now) is not None:
            return now
    return None


def _version(shelf: DesignShelf, name: str, drawn: GraphSpec, run_id: int) -> int:
    """The version that is this network; kept as one where it is not yet."""
    for entry in shelf.versions(name):
        if entry.spec is not None and entry.spec.digest() == drawn.digest():
            return entry.number
    return shelf.keep(renamed(drawn, name), why=f"As run {run_id} was trained on it.")


def _readable(shelf: DesignShelf, name: str | None) -> GraphSpec | None:
    with suppress(UserError):  # a damaged file stays for whoever can mend it
        return None if name is None else shelf.load(name)
    return None
