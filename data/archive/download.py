"""A folder of photographs from the archive, as its own pages would give it as a zip.

Stopped at any moment, the folder holds whole photographs and the table of just these; called again,
only what is missing is downloaded. The steps are the neighbours' duties.
"""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from data.archive import table
from data.archive.asking import AT_ONCE
from data.archive.client import Archive
from data.archive.errors import ArchiveCallError, ArchiveError
from data.archive.fetching import fetch, unwritable, whole
from data.archive.results import Failed
from data.disk import need_room
from data.files import PARTIAL, BusyError, locked

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from data.archive.asking import Patience
    from data.archive.choices import Choices
    from data.archive.results import Photograph

    Progress = Callable[[int, int, str], None]

LISTING, DOWNLOADING = "Listing", "Downloading"
_IN_A_ROW = 20
"""Photographs that failed one after the other, before the rest is not tried any more."""
_A_MOMENT = 0.5
"""Seconds after which a signal is seen at the latest (Windows)."""


def download(
    *,
    choices: Choices,
    folder: Path,
    most: int | None = None,
    progress: Progress | None = None,
    base: str | None = None,
    patience: Patience | None = None,
) -> dict[str, Any]:
    """Download the photographs that fit, or what is missing of them.

    Args:
        choices: what they must be.
        folder: where they go; may hold earlier downloads, which stay in its table.
        most: only so many, the first in the archive's order.
        progress: called with photographs done, photographs in all, and what is being done.
        base: the archive's address, where it is another one.
        patience: with failures.

    Returns:
        the object that ``archive --to --json`` prints; ``found`` fit, of which
        ``downloaded`` + ``already_there`` + len(``failed``) were wanted.

    Raises:
        ArchiveError: not all could be tried; what is whole stays, with its table.
        ImportRefusedError: the disk has too little room.
    """
    began = time.monotonic()
    tell = progress or _silent
    table.earlier(folder)  # a folder of something else is refused before anybody is asked
    archive = Archive(base, patience=patience)
    listed = archive.photographs(choices, most, lambda done, total: tell(done, total, LISTING))
    if not listed.photographs and not listed.failed:
        raise ArchiveError(
            "The archive has no photograph that fits.",
            "Ask for less at once; names must be written as the archive writes them, such as "
            "“Nevus” or “Melanoma*” for all that begin so.",
        )
    with _alone(folder):
        missing = [one for one in listed.photographs if whole(folder, one) is None]
        need_room(folder, size=sum(one.size for one in missing), work="The download", hint=_ROOM)
        sizes, failed = _take(archive, missing, folder, listed.photographs, tell)
    return {
        "found": listed.total,
        "downloaded": len(sizes),
        "already_there": len(listed.photographs) - len(missing),
        "failed": [asdict(one) for one in [*listed.failed, *failed]],
        "folder": str(folder),
        "bytes": sum(sizes),
        "seconds": round(time.monotonic() - began, 1),
    }


_ROOM = "Free some space, choose another folder, or take fewer photographs at once."


def _take(
    archive: Archive,
    missing: Sequence[Photograph],
    folder: Path,
    wanted: Sequence[Photograph],
    tell: Progress,
) -> tuple[list[int], list[Failed]]:
    """Sizes of what came, and what failed; however it ends, the table tells what is there."""
    there = len(wanted) - len(missing)
    sizes: list[int] = []
    failed: list[Failed] = []
    in_a_row = 0
    tell(there, len(wanted), DOWNLOADING)
    try:
        for photograph, came in _as_they_come(archive, missing, folder):
            if isinstance(came, int):
                sizes.append(came)
                in_a_row = 0
            else:
                failed.append(Failed(photograph.isic_id, came))
                in_a_row += 1
            if in_a_row >= _IN_A_ROW:
                raise ArchiveError(
                    f"{_IN_A_ROW} photographs in a row could not be downloaded. Of the last one: "
                    f"{came}",
                    "Try again later; what is whole already is not downloaded again.",
                )
            tell(there + len(sizes) + len(failed), len(wanted), DOWNLOADING)
    finally:
        _write_table(folder, wanted)
    return sizes, failed


def _as_they_come(
    archive: Archive, missing: Sequence[Photograph], folder: Path
) -> Generator[tuple[Photograph, int | str]]:
    """A few at once; whatever ends it early ends those under way, too."""
    ahead = iter(missing)
    under_way: dict[Future[int | str], Photograph] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            while True:
                for one in islice(ahead, 2 * AT_ONCE - len(under_way)):
                    under_way[pool.submit(fetch, archive, one, folder)] = one
                if not under_way:
                    return
                done, _ = wait(under_way, timeout=_A_MOMENT, return_when=FIRST_COMPLETED)
                for future in done:
                    yield under_way.pop(future), future.result()
        finally:
            if under_way:
                archive.asker.stop.set()
            for future in under_way:
                future.cancel()


def _write_table(folder: Path, wanted: Sequence[Photograph]) -> None:
    """Of all whole photographs, those of earlier downloads first."""
    rows: dict[str, Any] = {
        name: row
        for name, row in table.earlier(folder).items()
        if any((folder / f"{name}{suffix}").is_file() for suffix in table.SUFFIXES)
    }
    rows |= {one.isic_id: one.row for one in wanted if whole(folder, one) is not None}
    table.write(folder, list(rows.values()))


@contextlib.contextmanager
def _alone(folder: Path) -> Generator[None]:
    """The folder, made where it is missing, held against another download.

    Raises:
        ArchiveCallError: it cannot be made, or another download is at work in it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, wait=False):
            for left in folder.glob(f"ISIC_*{PARTIAL}"):
                left.unlink()
            yield
    except BusyError as error:
        raise ArchiveCallError(
            f"Another download is at work in {folder}.", "Wait for it, or choose another folder."
        ) from error
    except OSError as error:
        raise unwritable(folder, error) from error


def _silent(done: int, total: int, what: str) -> None:
    """No one watches."""
