"""What frozen parts of networks made of photographs, kept on disk for the runs to come.

Each entry is a folder, found by its name, and written whole or not at all. Losing one costs time
and nothing else, so the least recently used make room for new ones. What is in them, and how they
are named, is ``feature_table``'s.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runs.training.process import sync_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from io import BufferedWriter
    from pathlib import Path

    from numpy.typing import NDArray

INDEX: Final = "index.json"
BUDGET_BYTES: Final = 20 * 2**30
"""What all entries together may take on the disk."""
_PARTIAL: Final = ".partial"
_LEFT_S: Final = 3600.0
"""Without a byte for so long, what was to be an entry is nobody's: its process was killed."""


@dataclass(frozen=True)
class FeatureStore:
    """The entries of one workspace.

    Args:
        folder: where they lie; made when the first is written.
        budget: bytes that all may take.
    """

    folder: Path
    budget: int = BUDGET_BYTES

    def names(self, beginning: str) -> list[str]:
        """The entries whose names begin so, in the order of the alphabet."""
        return sorted(one.name for one in self._entries() if one.name.startswith(beginning))

    def read(self, name: str) -> dict[str, NDArray[Any]] | None:
        """The tables of an entry by name, mapped and not read; ``None`` where it is not there.

        An entry that was torn or changed since it was written is removed, and not there.
        """
        entry = self.folder / name
        try:
            tables = json.loads((entry / INDEX).read_bytes())
            found = {table: _mapped(entry, table, told) for table, told in tables.items()}
            os.utime(entry)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            _remove(entry)
            return None
        return found

    def write(self, name: str, blocks: Iterable[Mapping[str, NDArray[Any]]]) -> None:
        """Write an entry and make room for it; one that is there already stays.

        Args:
            name: by which it is found again.
            blocks: rows for each table, one block after the other; those of a table are alike in
                all but their number. At least one row in all.

        Raises:
            OSError: the disk is full or refuses. Nothing is left.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._clear_left()
        partial = self.folder / f".{name}-{uuid.uuid4().hex}{_PARTIAL}"
        partial.mkdir()
        try:
            write_atomically(partial / INDEX, json.dumps(_written(partial, blocks)).encode())
            self._make_room(_size(partial))
            try:
                partial.rename(self.folder / name)
            except OSError:
                if not (self.folder / name / INDEX).exists():  # nor made by another process
                    raise
            sync_folder(self.folder)
        finally:
            _remove(partial)

    def size(self) -> int:
        """Bytes that all entries take."""
        return sum(_size(entry) for entry in self._entries())

    def clear(self) -> None:
        """Remove every entry."""
        _remove(self.folder)

    def _entries(self) -> list[Path]:
        """The whole entries, the least recently used first."""
        if not self.folder.is_dir():
            return []
        whole = [one for one in self.folder.iterdir() if not one.name.startswith(".")]
        return sorted(whole, key=_last_used)

    def _clear_left(self) -> None:
        """Remove what killed processes left half-written: it would lie there for good."""
        long_ago = time.time() - _LEFT_S
        for left in self.folder.glob(f".*{_PARTIAL}"):
            with contextlib.suppress(OSError):  # just finished, or removed by another process
                if max(one.stat().st_mtime for one in (left, *left.iterdir())) < long_ago:
                    _remove(left)

    def _make_room(self, needed: int) -> None:
        held = self.size()
        for entry in self._entries():
            if held + needed <= self.budget:
                return
            held -= _size(entry)
            _remove(entry)


def _mapped(entry: Path, name: str, told: Mapping[str, Any]) -> NDArray[Any]:
    """A table, after a look at all its bytes.

    Raises:
        ValueError: it is not what was written.
    """
    path = entry / name
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != told["sha256"]:
            raise ValueError(path)
    return np.memmap(path, dtype=told["dtype"], mode="r", shape=tuple(told["shape"]))


def _written(folder: Path, blocks: Iterable[Mapping[str, NDArray[Any]]]) -> dict[str, Any]:
    """Write the tables of an entry; returns what the index says of them."""
    tables: dict[str, _Table] = {}
    with contextlib.ExitStack() as files:
        for block in blocks:
            for name, rows in block.items():
                if name not in tables:
                    tables[name] = _Table(files.enter_context((folder / name).open("xb")), rows)
                tables[name].add(rows)
        for table in tables.values():
            table.file.flush()
            os.fsync(table.file.fileno())
    return {name: table.told() for name, table in tables.items()}


class _Table:
    """One file of an entry while it is written."""

    def __init__(self, file: BufferedWriter, like: NDArray[Any]) -> None:
        self.file, self._rows = file, 0
        self._dtype, self._shape = like.dtype, like.shape[1:]
        self._digest = hashlib.sha256()

    def add(self, rows: NDArray[Any]) -> None:
        data = np.ascontiguousarray(rows, self._dtype).data
        self.file.write(data)
        self._digest.update(data)
        self._rows += len(rows)

    def told(self) -> dict[str, Any]:
        """What the index says of it."""
        shape = [self._rows, *self._shape]
        return {"dtype": str(self._dtype), "shape": shape, "sha256": self._digest.hexdigest()}


def _last_used(entry: Path) -> float:
    try:
        return entry.stat().st_mtime
    except OSError:
        return 0.0  # just removed by another process


def _size(entry: Path) -> int:
    sizes = 0
    with contextlib.suppress(OSError):
        for file in entry.iterdir():
            sizes += file.stat().st_size
    return sizes


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
