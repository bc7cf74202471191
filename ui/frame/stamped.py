"""A file and what tells that it was changed: what was read of it is remembered under that.

``st.cache_data`` leaves arguments with a leading underscore out of what it tells values apart by,
so a workspace or a file must never be one.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Stamped(NamedTuple):
    """A file as it was when it was looked at.

    Args:
        name: its whole path, as text.
        size: bytes; -1 where there is no such file.
        changed: nanoseconds since 1970; 0 where there is no such file.
    """

    name: str
    size: int
    changed: int

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.name)


def stamped(path: Path) -> Stamped:
    """A file as it is now; it need not exist."""
    try:
        told = path.stat()
    except OSError:
        return Stamped(str(path), -1, 0)
    return Stamped(str(path), told.st_size, told.st_mtime_ns)
