"""Earlier states thin out as they grow old: of each day that is long past the last one stays.

Those that a person kept, and those that a run was trained on, stay however old they are.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from builder.shelf.versions import readable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from builder.shelf.versions import Version

WHOLE: Final = timedelta(days=7)
"""For so long all of them are kept; of earlier days the last one."""


def due(newest: Version | None) -> bool:
    """Whether versions are to be thinned out now: with the first one of a day.

    Args:
        newest: the latest before it; None where there is none, or it cannot be read.
    """
    return newest is None or _day(newest) != datetime.now().astimezone().date()


def thin(files: Iterable[Path]) -> None:
    """Of each day that is long past, leave the last state only.

    Files that were written within the week are not read: what one holds may have been left so long
    before, and then it stays a little longer.

    Args:
        files: of all versions, the oldest first; the caller holds the shelf.
    """
    now = datetime.now(UTC)
    old = [path for path in files if now - written(path) > WHOLE]
    read = [(path, version) for path in old if (version := readable(path)) is not None]
    passing = [(path, version) for path, version in read if not version.lasting]
    last = {_day(version): path for path, version in passing}
    for path, version in passing:
        if last[_day(version)] != path:
            path.unlink(missing_ok=True)


def written(path: Path) -> datetime:
    """When a file was written."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _day(version: Version) -> date:
    return version.made.astimezone().date()
