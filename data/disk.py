"""Room on the disk: asked before the work, and put in words when it runs out during it."""

from __future__ import annotations

import contextlib
import errno
import shutil
from typing import TYPE_CHECKING

from data.errors import ImportRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SLACK = 32 * 2**20
_STEP = 1000
"""From a unit to the next one: decimal, as disks are sold."""
HINT = "Free some space, or choose another workspace with --workspace or LESION_STUDIO_HOME."


def in_words(size: int) -> str:
    """Bytes as people say them: ``1_500_000_000`` as "1.5 GB"."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB"):
        if amount < _STEP:
            return f"{amount:.0f} {unit}"
        amount /= _STEP
    return f"{amount:.1f} GB"


def need_room(folder: Path, *, size: int, work: str = "The import", hint: str = HINT) -> None:
    """Refuse work that cannot end well.

    Args:
        folder: where the files will lie; it need not exist yet.
        size: bytes that will be written.
        work: what would write them.
        hint: what a person can do about it.

    Raises:
        ImportRefusedError: less than that is free.
    """
    there = next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
    free = shutil.disk_usage(there).free
    if free < size + SLACK:
        raise ImportRefusedError(
            f"{work} needs about {in_words(size + SLACK)} in {folder}, "
            f"but only {in_words(free)} is free there.",
            hint,
        )


@contextlib.contextmanager
def filling(folder: Path) -> Iterator[None]:
    """Say a disk that fills up while ``folder`` is written in a sentence.

    Raises:
        ImportRefusedError: in place of the system's error, whose caller has removed the rest.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise ImportRefusedError(
            f"The disk that holds {folder} filled up during the import; nothing was kept.", HINT
        ) from error
