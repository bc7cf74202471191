"""Files: whether one is there, written whole or not at all, and held against other programs.

Where POSIX and Windows differ about files, this module knows how; about processes,
``runs.training.process`` does.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE_S = 5.0
"""How long a file that another program holds open is waited for (Windows)."""


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file could have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long a name; a zero byte in it
        return False


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; a name that no folder could have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


if sys.platform == "win32":
    import msvcrt

    def sync_folder(folder: Path) -> None:
        """Nothing to do: Windows writes a folder's entries with the file's."""

    def _lock(descriptor: int) -> None:
        while True:
            with contextlib.suppress(OSError):
                return msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def sync_folder(folder: Path) -> None:
        """Make what was created, renamed or removed in ``folder`` outlast a power cut."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` among all threads and processes of this computer.

    The system lets go of it when the holder ends, however it ends.
    """
    with path.open("a+b") as file:
        _lock(file.fileno())
        yield


def replace(source: Path, target: Path) -> None:
    """Rename ``source`` to ``target``, over a file that is there, and make it last.

    Windows refuses while another program has ``target`` open or mapped: that is waited for.

    Raises:
        PermissionError: it stays refused.
    """
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            source.replace(target)
            break
        except PermissionError:
            if os.name != "nt" or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    sync_folder(target.parent)


def sweep(folder: Path) -> None:
    """Remove what writers that were killed left behind; only where nobody writes now."""
    for left in folder.glob(".*.partial"):
        left.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, also through a power cut; readers see the old or the new.

    Raises:
        OSError: the disk is full or refuses; the file at ``path`` is as it was.
    """
    # Not tempfile's: its files are for their owner alone, whatever the umask says.
    partial = path.with_name(f".{path.name}-{uuid.uuid4().hex}.partial")
    try:
        with partial.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
