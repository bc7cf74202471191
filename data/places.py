"""This computer's disks, for choosing what to import: folders, and the files that matter.

Looks and lists; recognising a layout is the readers' duty.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

from data.opened import SUFFIXES
from data.readers.sources import HDF5, visible

OFFERED = frozenset({".csv", ".tab", ".tsv", ".zip"}) | HDF5
MOUNTS = ("/media", "/mnt", "/run/media", "/Volumes")
UNNAMED_TABLE = "ham10000_metadata"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be opened or imported; ``size`` in bytes, 0 for folders."""

    name: str
    path: Path
    size: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder.

    Args:
        path: of the folder.
        parent: the folder above, None at the top of a disk.
        folders: below it, by name; hidden ones left out.
        files: zips, HDF5 files and tables in it, by name.
        images: how many image files it holds itself.
        problem: a sentence, when it cannot be shown; all else is empty then.
    """

    path: Path
    parent: Path | None
    folders: tuple[Choice, ...] = ()
    files: tuple[Choice, ...] = ()
    images: int = 0
    problem: str | None = None


def home() -> Path:
    """Where a person's files are."""
    return Path.home()


def drives() -> list[Choice]:
    """Disks beside the one that holds the system: sticks, network drives, drive letters."""
    found = {Path(part.mountpoint) for part in psutil.disk_partitions(all=False)}
    shown = [path for path in found if _is_a_persons(path)]
    return [Choice(path.name or str(path), path) for path in sorted(shown)]


def _is_a_persons(mount: Path) -> bool:
    if os.name == "nt":
        return True
    return any(mount.is_relative_to(top) for top in MOUNTS) and mount.is_dir()


def listing(path: Path | str) -> Listing:
    """The contents of a folder; never an error: a ``problem`` says what is wrong."""
    folder = Path(path).expanduser().absolute()
    parent = folder.parent if folder.parent != folder else None
    try:
        with os.scandir(folder) as found:
            entries = sorted(
                (entry for entry in found if visible(entry.name)),
                key=lambda entry: entry.name.lower(),
            )
    except OSError as error:
        return Listing(folder, parent, problem=_in_words(folder, error))
    return Listing(
        folder,
        parent,
        folders=tuple(Choice(one.name, Path(one.path)) for one in entries if _is_folder(one)),
        files=tuple(
            Choice(one.name, Path(one.path), _size(one)) for one in entries if _is_importable(one)
        ),
        images=sum(Path(one.name).suffix.lower() in SUFFIXES for one in entries),
    )


def _in_words(folder: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no folder {folder}."
    if isinstance(error, NotADirectoryError):
        return f"{folder} is a file, not a folder."
    if isinstance(error, PermissionError):
        return f"You have no right to look into {folder}."
    return f"{folder} cannot be shown ({error.strerror})."


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_importable(entry: os.DirEntry[str]) -> bool:
    suffix = Path(entry.name).suffix.lower()
    offered = suffix in OFFERED or entry.name.lower() == UNNAMED_TABLE
    return offered and not _is_folder(entry)


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return 0
