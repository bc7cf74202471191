"""Where files come from: a folder, a zip, or one file; all look alike to the readers.

Knows no layout and decodes nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, NoReturn, Protocol

from data.errors import ImportCallError, ImportRefusedError
from data.image import IMAGE_SUFFIXES
from data.readers.hdf5 import HDF5, SafeHdf5, holds_photographs
from data.readers.zips import DAMAGED, SafeZip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_FILE_BYTES = 256 * 2**20
SYSTEM_FILES = {"thumbs.db", "desktop.ini", "__macosx"}
PART = re.compile(r"(ham10000_images|imgs_part|isic|isbi).*\.zip", re.IGNORECASE)
"""Zips that belong to what lies beside them, as downloads name them."""


class Source(Protocol):
    """A tree of files."""

    label: str
    """How messages call it."""
    copied: bool
    """Whether what is kept of it must be copied into the dataset."""
    attached: bool
    """Whether nobody chose it: it lies in a chosen folder, and may belong to a table there."""

    def files(self) -> list[File]:
        """All files a person would see, by name."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one file."""
        ...

    def path(self, name: str) -> Path | None:
        """Where it lies on disk; None when it does not by itself."""
        ...

    def close(self) -> None:
        """Let go of what is held open."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """One file of a source; ``name`` is its path inside, with forward slashes."""

    source: Source
    name: str
    size: int

    @property
    def inner(self) -> PurePosixPath:
        """Its path inside the source."""
        return PurePosixPath(self.name)

    def head(self, size: int) -> bytes:
        """Its first bytes."""
        with self.source.open(self.name) as file:
            return file.read(size)

    def open(self) -> IO[bytes]:
        """Its bytes, from the start."""
        return self.source.open(self.name)

    def read(self) -> bytes:
        """All of it.

        Raises:
            ValueError: it is larger than any photograph, or cannot be read; with a sentence.
        """
        try:
            with self.source.open(self.name) as file:
                content = file.read(MAX_FILE_BYTES + 1)
        except (OSError, *DAMAGED) as error:
            why = getattr(error, "strerror", None) or error
            raise ValueError(f"The file cannot be read ({why}).") from error
        if len(content) > MAX_FILE_BYTES:
            raise ValueError(f"The file is larger than {MAX_FILE_BYTES >> 20} MB.")
        return content


class Folder:
    """A folder on this computer's disks, read where it is.

    Args:
        root: the folder.
        only: the one file in it that was chosen, or None for all.
    """

    copied = False
    attached = False

    def __init__(self, root: Path, only: str | None = None) -> None:
        self.root = root.absolute()
        self.label = only or root.name or str(root)
        self.only = only

    def files(self) -> list[File]:
        """All visible files below it, links followed, each folder once."""
        if self.only:
            return [File(self, self.only, (self.root / self.only).stat().st_size)]
        return sorted(self._walk(), key=lambda file: file.name)

    def _walk(self) -> Iterator[File]:
        seen: set[tuple[int, int]] = set()
        for base, folders, names in os.walk(self.root, followlinks=True, onerror=_unreadable):
            about = Path(base).stat()
            if (about.st_dev, about.st_ino) in seen:
                folders.clear()
                continue
            seen.add((about.st_dev, about.st_ino))
            folders[:] = [name for name in folders if visible(name)]
            for path in (Path(base, name) for name in names if visible(name)):
                size = path.stat().st_size if path.exists() else 0
                yield File(self, path.relative_to(self.root).as_posix(), size)

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one file."""
        return (self.root / name).open("rb")

    def path(self, name: str) -> Path | None:
        """Where it lies."""
        return self.root / name

    def close(self) -> None:
        """Nothing is held open."""


class Zip:
    """A zip, checked before anything in it is touched."""

    copied = True

    def __init__(self, path: Path, *, attached: bool = False) -> None:
        self.label = path.name
        self.attached = attached
        self.zip = SafeZip(path)

    def files(self) -> list[File]:
        """Its visible members."""
        sizes = self.zip.sizes().items()
        shown = (item for item in sizes if all(map(visible, PurePosixPath(item[0]).parts)))
        return [File(self, name, size) for name, size in sorted(shown)]

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one member."""
        return self.zip.open(name)

    def path(self, name: str) -> Path | None:
        """Nowhere by itself."""
        return None

    def close(self) -> None:
        """Let go of the zip."""
        self.zip.close()


class Hdf5:
    """An HDF5 file with a photograph's bytes under each name, as ISIC 2024 is kept."""

    copied = True

    def __init__(self, path: Path, *, attached: bool = False) -> None:
        self.label = path.name
        self.attached = attached
        self.images = SafeHdf5(path)

    def files(self) -> list[File]:
        """Its photographs, named as files; their sizes are the mean."""
        size = self.images.mean_size
        return [File(self, name, size) for name in self._names]

    @cached_property
    def _names(self) -> dict[str, str]:
        """What each photograph is called as a file, and in the HDF5 file."""
        return {
            name if PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES else f"{name}.jpg": name
            for name in self.images.names
        }

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one photograph."""
        return self.images.open(self._names[name])

    def path(self, name: str) -> Path | None:
        """Nowhere by itself."""
        return None

    def close(self) -> None:
        """Let go of the file."""
        self.images.close()


class Absent:
    """Photographs that are not there to be read: nobody looks for them, or their file is torn.

    Args:
        label: how messages call it.
    """

    copied = False
    attached = True

    def __init__(self, label: str = "table") -> None:
        self.label = label

    def files(self) -> list[File]:
        """None of which anything is known."""
        return []

    def open(self, name: str) -> IO[bytes]:
        """Never: nobody reads them."""
        raise FileNotFoundError(name)

    def path(self, name: str) -> Path | None:
        """Nowhere that is known."""
        return None

    def close(self) -> None:
        """Nothing is held open."""


def visible(name: str) -> bool:
    """Whether a person would see this file or folder: no dot files, no system's leftovers."""
    return not name.startswith(".") and name.lower() not in SYSTEM_FILES


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
        entries = _entries(place)
        unpacked = {entry.name.lower() for entry in entries if entry.is_dir()}
        for entry in entries:
            if entry.stem.lower() in unpacked:
                continue
            if PART.fullmatch(entry.name):
                yield Zip(entry, attached=True)
            elif entry.suffix.lower() in HDF5:
                yield from _attached(entry)


def _attached(path: Path) -> Iterator[Source]:
    """An HDF5 file of photographs; a network's file is none, and a torn one is told of."""
    try:
        if holds_photographs(path):
            yield Hdf5(path, attached=True)
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
        _unreadable(error)
    except (OSError, ValueError):
        return False


def _unreadable(error: OSError) -> NoReturn:
    raise ImportRefusedError(
        f"The folder “{error.filename}” cannot be read ({error.strerror}).",
        "Ask for the right to read it, or copy the photographs elsewhere.",
    ) from error
