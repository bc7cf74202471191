"""From the paths that a person chose to open sources, and what belongs to them beside.

What a source is is told by ``sources``.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import ImportCallError, ImportRefusedError
from data.readers.sources import HDF5, Absent, Folder, Hdf5, Zip, unreadable, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.readers.sources import Source

PART = re.compile(r"(ham10000_images|imgs_part|isic|isbi).*\.zip", re.IGNORECASE)
"""Zips that belong to what lies beside them, as downloads name them."""


def chosen_paths(path: Path | str | Sequence[Path | str]) -> list[Path]:
    """The paths that a person gave, each once.

    Raises:
        ImportCallError: there is none.
    """
    several = [path] if isinstance(path, Path | str) else path
    named = [Path(one).expanduser() for one in several if str(one).strip()]
    chosen = list({one.resolve(): one for one in named}.values())  # a folder given twice is one
    if not chosen:
        raise ImportCallError("No folder or file was chosen.", "Choose one to import.")
    return chosen


@contextlib.contextmanager
def opened(paths: Sequence[Path]) -> Iterator[list[Source]]:
    """The sources behind some chosen paths, closed at the end.

    Raises:
        ImportCallError: a path is missing.
        ImportRefusedError: a path is unreadable, or a zip is not safe.
    """
    with contextlib.ExitStack() as stack:
        sources: list[Source] = []
        for path in paths:
            for source in _sources(Path(path).expanduser()):
                stack.callback(source.close)
                sources.append(source)
        yield sources


def _sources(path: Path) -> Iterator[Source]:
    if not there(path):
        raise ImportCallError(
            f"There is no file or folder “{path}”.", "Check the path for a typing error."
        )
    if path.is_dir():
        yield Folder(path)
        yield from _parts(path)
    elif path.suffix.lower() == ".zip":
        yield Zip(path)
    elif path.suffix.lower() in HDF5:
        yield Hdf5(path)
    else:
        yield Folder(path.absolute().parent, only=path.name)


def _parts(folder: Path) -> Iterator[Source]:
    """Zips and HDF5 files in a folder, or one below it, that hold the photographs of its tables."""
    for place in (folder, *_folders(folder)):
        entries = [entry for entry in _entries(place) if visible(entry.name)]
        unpacked = {entry.name.lower() for entry in entries if entry.is_dir()}
        for entry in entries:
            if entry.stem.lower() in unpacked or entry.is_dir():
                continue
            if PART.fullmatch(entry.name) or entry.suffix.lower() in HDF5:
                yield from _attached(entry)


def _attached(path: Path) -> Iterator[Source]:
    """A zip, or an HDF5 file of photographs; a network's file is none. A torn one is told of."""
    from data.readers.hdf5 import holds_photographs

    try:
        if path.suffix.lower() == ".zip":
            yield Zip(path, attached=True)
        elif holds_photographs(path):
            yield Hdf5(path, attached=True)
    except ImportRefusedError as refusal:
        yield Absent(path.name, f"{refusal.message} It was left aside.")
    except OSError:
        yield Absent(path.name)


def _folders(folder: Path) -> list[Path]:
    return [entry for entry in _entries(folder) if visible(entry.name) and entry.is_dir()]


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder; nothing where this user may not look."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def there(path: Path) -> bool:
    """Whether a path leads to anything; a name that nothing could have leads nowhere.

    Raises:
        ImportRefusedError: a folder on the way may not be looked into.
    """
    try:
        return path.exists()
    except PermissionError as error:
        unreadable(error)
    except (OSError, ValueError):
        return False
