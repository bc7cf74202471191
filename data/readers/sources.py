"""Where files come from: a folder, a zip, an HDF5 file; all look alike to the readers.

Knows no layout and decodes nothing; which of them a chosen path means is told by ``opening``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, NoReturn, Protocol

from data.errors import ImportRefusedError
from data.opened import SUFFIXES
from data.readers.zips import DAMAGED, SafeZip

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILE_BYTES = 256 * 2**20
HDF5 = frozenset({".h5", ".hdf5"})
SYSTEM_FILES = {"thumbs.db", "desktop.ini", "__macosx"}


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
        for base, folders, names in os.walk(self.root, followlinks=True, onerror=unreadable):
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
        from data.readers.hdf5 import SafeHdf5

        self.images = SafeHdf5(path)

    def files(self) -> list[File]:
        """Its photographs, named as files; their sizes are the mean."""
        size = self.images.mean_size
        return [File(self, name, size) for name in self._names]

    @cached_property
    def _names(self) -> dict[str, str]:
        """What each photograph is called as a file, and in the HDF5 file."""
        return {
            name if PurePosixPath(name).suffix.lower() in SUFFIXES else f"{name}.jpg": name
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
        remark: a sentence about what is torn; by default that it cannot be opened.
    """

    copied = False
    attached = True

    def __init__(self, label: str = "table", remark: str = "") -> None:
        self.label = label
        self.remark = remark or f"“{label}” cannot be opened, and was left aside."

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


def unreadable(error: OSError) -> NoReturn:
    """Refuse a folder that may not be looked into.

    Raises:
        ImportRefusedError: always.
    """
    raise ImportRefusedError(
        f"The folder “{error.filename}” cannot be read ({error.strerror}).",
        "Ask for the right to read it, or copy the photographs elsewhere.",
    ) from error
