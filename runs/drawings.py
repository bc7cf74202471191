"""The way from a run back to the exact drawing that it was trained on.

What a run was trained from is told by ``runs.training.again``, earlier states of a design are kept
by ``builder.shelf.history``.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from builder.shelf.designs import DesignShelf
from layers_catalog.errors import UserError
from runs.training.again import earlier
from runs.training.origins import with_names

if TYPE_CHECKING:
    from pathlib import Path

    from builder.spec import GraphSpec
    from runs.training.again import Earlier


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

    The design that is that drawing still, of those that have or had its name; else the one with a
    version of it; a new design where there is none.

    Raises:
        RunMissingError, AgainError: there is no such run, or its drawing is gone.
        NotSavedError: the disk refuses.
    """
    told = earlier(workspace, run_id)
    drawn, shelf = told.design, DesignShelf(workspace)
    name = on_the_shelf(shelf, drawn)
    if name is not None:
        return Found(name, "")
    version = _version(shelf, told)
    if version is None:
        kept = shelf.save_copy(drawn)
        return Found(kept.name, f"The drawing of run {run_id} was saved as “{kept.name}”.")
    name, number = version
    shelf.bring_back(name, number)
    return Found(
        name,
        f"“{name}” was drawn on since run {run_id}. It is now as that run was trained on it, which "
        f"is version {number}; what was there before is in its history.",
    )


def on_the_shelf(shelf: DesignShelf, drawn: GraphSpec) -> str | None:
    """The design that is this network still, of those that have or had its name."""
    for name in _called(shelf, drawn.name):
        spec = _readable(shelf, name)
        if spec is not None and _network(spec, shelf) == _network(drawn, shelf):
            return name
    return None


def _called(shelf: DesignShelf, name: str) -> list[str]:
    """The designs that can be read: the one of this name, then those that gave it up."""
    files = shelf.files()
    had = [now for now, path in files.items() if name in shelf.history_of(path).about().names]
    there = dict.fromkeys([*([name] if name in files else []), *had])
    return [one for one in there if _readable(shelf, one) is not None]


def _version(shelf: DesignShelf, told: Earlier) -> tuple[str, int] | None:
    """The design and its version that the run was trained on, else one that is its network."""
    names = _called(shelf, told.design.name)
    for name in names:
        history = shelf.history_of(shelf.path_of(name))
        number = history.trained_as(told.run.design_digest)
        if number is not None and history.entry(number).spec is not None:
            return name, number
    network = _network(told.design, shelf)
    for name in names:
        for entry in shelf.versions(name):
            if entry.spec is not None and _network(entry.spec, shelf) == network:
                return name, entry.number
    return None


def _network(spec: GraphSpec, shelf: DesignShelf) -> str:
    """What tells it from other networks, by whatever names it has for files of the workspace."""
    return with_names(spec, shelf.workspace).digest()


def _readable(shelf: DesignShelf, name: str) -> GraphSpec | None:
    with suppress(UserError):  # a damaged file stays for whoever can mend it
        return shelf.load(name)
    return None
