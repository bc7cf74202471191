"""What frozen parts of networks made of photographs, kept on disk for the runs to come.

Each entry is a folder, found by a digest of all that its numbers depend on, and written whole or
not at all. Losing one costs time and nothing else, so the least recently used make room for new
ones. What is in them, and what they depend on, is ``features``'s.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runs.training.process import sync_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

INDEX: Final = "index.json"
BUDGET_BYTES: Final = 20 * 2**30
"""What all entries together may take on the disk."""
_HIGHEST: Final = 6e4
"""Beyond it, a number is no longer safe as float16, whose highest is 65,504."""


class TooLargeNumberError(ValueError):
    """A number cannot be kept as float16: it is not finite, or beyond 60,000."""


@dataclass(frozen=True)
class FeatureStore:
    """The entries of one workspace.

    Args:
        folder: where they lie; made when the first is written.
        budget: bytes that all may take.
    """

    folder: Path
    budget: int = BUDGET_BYTES

    def read(self, key: str) -> dict[str, NDArray[Any]] | None:
        """The tables of an entry by name, mapped and not read; ``None`` where it is not there.

        An entry that was torn or changed since it was written is removed, and not there.
        """
        entry = self.folder / key
        try:
            tables = json.loads((entry / INDEX).read_bytes())
            found = {name: _mapped(entry, name, told) for name, told in tables.items()}
            os.utime(entry)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            _remove(entry)
            return None
        return found

    def write(self, key: str, tables: Mapping[str, Iterable[NDArray[Any]]], *, dtype: str) -> None:
        """Write an entry and make room for it.

        Args:
            key: a digest of all that the numbers depend on.
            tables: for each name, blocks of equal rows in their order, at least one row in all.
            dtype: "float16" or "float32".

        Raises:
            TooLargeNumberError: a number does not fit into float16. Nothing is left.
            OSError: the disk is full or refuses. Nothing is left.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f".{key}-{uuid.uuid4().hex}.partial"
        partial.mkdir()
        try:
            index = {
                name: _written(partial / name, blocks, dtype) for name, blocks in tables.items()
            }
            write_atomically(partial / INDEX, json.dumps(index).encode())
            self._make_room(_size(partial))
            _remove(self.folder / key)
            try:
                partial.rename(self.folder / key)
            except OSError:
                if not (self.folder / key / INDEX).exists():  # nor made by another process
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


def _written(path: Path, blocks: Iterable[NDArray[Any]], dtype: str) -> dict[str, Any]:
    """Write a table; returns what the index says of it."""
    digest, rows, shape = hashlib.sha256(), 0, ()
    with path.open("xb") as file:
        for block in blocks:
            data = np.ascontiguousarray(_kept(block, dtype)).data
            file.write(data)
            digest.update(data)
            rows, shape = rows + len(block), block.shape[1:]
        file.flush()
        os.fsync(file.fileno())
    return {"dtype": dtype, "shape": [rows, *shape], "sha256": digest.hexdigest()}


def _kept(block: NDArray[Any], dtype: str) -> NDArray[Any]:
    if dtype == "float16" and not (np.abs(block) <= _HIGHEST).all():  # also where it is NaN
        raise TooLargeNumberError
    return block.astype(dtype)


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
