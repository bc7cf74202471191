"""Folders written beside their place and then renamed, and those that a killed program left so."""

from __future__ import annotations

import contextlib
import shutil
import time
import uuid
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_PARTIAL: Final = ".partial-"
_LEFT_BEHIND_S: Final = 24 * 3600
"""After this long, a folder that was never finished belongs to a program that was killed."""


def partial_in(parent: Path) -> Path:
    """A new place beside the finished folders; nothing is there yet."""
    return parent / f"{_PARTIAL}{uuid.uuid4().hex}"


def sweep(parent: Path) -> None:
    """Remove what killed programs left."""
    for left in parent.glob(f"{_PARTIAL}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_BEHIND_S:
                shutil.rmtree(left)
