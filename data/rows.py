"""A file of images of one size, row after row, written in any order by many threads.

Bytes only: which image is which row, and whether the file is whole, is for ``data.pixels``.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


class RowFile:
    """Plain writes, not a memory map: a map's pages would count as this process's memory.

    Args:
        path: made if it is not there; rows that it holds are kept.
        shape: of one row: height, width, channels.
    """

    def __init__(self, path: Path, shape: tuple[int, int, int]) -> None:
        self.shape = shape
        self.size = int(np.prod(shape))
        path.touch()
        self._file = path.open("r+b", buffering=0)
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, row: int, pixels: NDArray[np.uint8]) -> None:
        """Write one row, wherever the file ends so far.

        Raises:
            OSError: the disk is full, for one.
        """
        content = np.ascontiguousarray(pixels).data.cast("B")
        with self._lock:
            self._file.seek(row * self.size)
            while content:
                content = content[self._file.write(content) :]

    def get(self, rows: Sequence[int]) -> NDArray[np.uint8]:
        """Some rows that were written, in any order, copied: uint8 of shape (n, *shape)."""
        pixels = np.empty((len(rows), *self.shape), dtype=np.uint8)
        with self._lock:
            for image, row in zip(pixels, rows, strict=True):
                self._file.seek(row * self.size)
                self._file.readinto(image.data.cast("B"))
        return pixels

    def keep(self, rows: Sequence[int]) -> None:
        """Move these rows, given in rising order, to the front, and drop all others."""
        for new, old in enumerate(rows):
            if new != old:
                self._file.seek(old * self.size)
                content = self._file.read(self.size)
                self._file.seek(new * self.size)
                self._file.write(content)
        self._file.truncate(len(rows) * self.size)

    def settle(self) -> None:
        """Return when all that was written would survive a power cut."""
        os.fsync(self._file.fileno())
