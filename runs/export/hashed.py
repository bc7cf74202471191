"""SHA-256 of files, each read once for as long as it stays as it is."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def sha256_of(path: Path) -> str:
    """64 hex digits; remembered by the file's path, size and time of its last change.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    told = path.stat()
    return _sha256(path.absolute(), told.st_size, told.st_mtime_ns)


@lru_cache(maxsize=64)
def _sha256(path: Path, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
