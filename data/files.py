"""Writing that is either whole or not there: partial first, then a rename.

Knows nothing of datasets. Locks are advisory, and absent on Windows.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
import unicodedata
from hashlib import sha256
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTIAL = ".partial"
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123")}
LONGEST_SLUG = 60


class BusyError(Exception):
    """Another process holds the lock."""


def slug(name: str) -> str:
    """A file name for any name: lower-case ASCII letters, digits, ``-`` and ``_``, never empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9_]+", "-", plain.lower()).strip("-")[:LONGEST_SLUG]
    if words and words not in RESERVED:
        return words
    return f"{words}-{sha256(name.encode()).hexdigest()[:8]}".strip("-")


def settle(path: Path) -> None:
    """Make a file or folder survive a power cut; folders cannot be asked on Windows."""
    with contextlib.suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file or none."""
    partial = path.with_name(path.name + PARTIAL)
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def write_json(path: Path, value: object) -> None:
    """Write a JSON document, whole or not at all."""
    write_bytes(path, json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False).encode())


@contextlib.contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold an existing file or folder against other processes.

    Raises:
        BusyError: it is held elsewhere, and ``wait`` is false.
    """
    handle = None if sys.platform == "win32" else os.open(path, os.O_RDONLY)
    try:
        if handle is not None:
            _flock(handle, wait=wait)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _flock(handle: int, *, wait: bool) -> None:
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        raise BusyError from error


@contextlib.contextmanager
def fresh_folder(final: Path) -> Iterator[Path]:
    """An empty folder beside ``final`` that takes its place at the end, or vanishes on any error.

    Raises:
        BusyError: another process is filling it.
    """
    partial = final.with_name(final.name + PARTIAL)
    partial.mkdir(parents=True, exist_ok=True)
    with locked(partial, wait=False):
        try:
            _empty(partial)
            yield partial
            settle(partial)
            partial.rename(final)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    settle(final.parent)


def _empty(folder: Path) -> None:
    """Remove what an import that was killed left behind; the locked folder itself stays."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
