"""A saved design given to a colleague as a JSON file, and taken from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.files import is_file, write_atomically
from builder.shelf.design_files import NotSavedError, content_of, renamed
from builder.shelf.designs import DesignShelf
from builder.spec import MAX_BYTES
from builder.upgrade import DesignError, read_design

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builder.spec import GraphSpec


def export_design(
    workspace: Path,
    name: str,
    to: Path,
    *,
    version: int | None = None,
    overwrite: bool = False,
    sent: Callable[[GraphSpec], GraphSpec] = lambda spec: spec,
) -> None:
    """Write a design to a file, whole or not at all.

    Args:
        workspace: the folder with the designs.
        name: of the design.
        to: the file.
        version: an earlier state; by default the design as it is now.
        overwrite: whether a file that is there is replaced.
        sent: what of the design goes to other computers; by default all of it.

    Raises:
        DesignError: there is no such design, or a file in the way.
        VersionError: there is no such version.
        NotSavedError: the disk refuses.
    """
    shelf = DesignShelf(workspace)
    spec = shelf.load(name) if version is None else shelf.version(name, version)
    if to.exists() and not overwrite:
        raise DesignError(f"“{to}” is there already.", "Choose another name, or --overwrite.")
    try:
        write_atomically(to, content_of(sent(spec)))
    except OSError as failed:
        raise NotSavedError(
            f"The design “{name}” could not be written to {to}: {failed.strerror}.",
            "Choose a folder that is there and has room.",
        ) from failed


def import_design(workspace: Path, file: Path, *, name: str | None = None) -> GraphSpec:
    """Keep the design of a file on the shelf; its name gets a number where it is taken.

    Args:
        workspace: the folder with the designs.
        file: a design's JSON.
        name: what to call it; by default as it is called there.

    Raises:
        DesignError: there is no such file, it is no design, or the name cannot be one.
        NotSavedError: the disk refuses.
    """
    if not is_file(file):
        raise DesignError(f"There is no design file {file}.", "Check the path.")
    with file.open("rb") as opened:
        spec = read_design(opened.read(MAX_BYTES + 1))
    return DesignShelf(workspace).save_copy(spec if name is None else renamed(spec, name))
