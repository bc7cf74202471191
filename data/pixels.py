"""The decode-once pixel store: every photograph of a dataset at one size, as uint8 on disk.

Reading it; how it is made is ``data.pixel_build``'s, batches are ``data.pipeline``'s.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from data.disk import filling
from data.errors import DatasetError
from data.pixel_build import IMAGES, Build, Size, content_digest, describe, is_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

    from data.dataset import Dataset


class PixelStore:
    """Pixels in the order of the manifest.

    Args:
        folder: of a whole store; use ``open`` to be sure of that.
        size: of its images.
        count: how many there are.
        content: a digest of the photographs and their order.
    """

    def __init__(self, folder: Path, size: Size, count: int, content: str) -> None:
        self.folder = folder
        self.size = size
        self.count = count
        self.content = content

    @classmethod
    def open(
        cls,
        dataset: Dataset,
        height: int,
        width: int,
        fit: str = "stretch",
        *,
        progress: Callable[[int, int, str], None] | None = None,
    ) -> PixelStore:
        """The dataset's store of a size; built when missing, torn or of other photographs.

        Raises:
            DatasetError: a photograph has gone or changed since the import, or none was read.
            ImportRefusedError: there is no room on the disk for it.
        """
        if not dataset.photographed:
            raise DatasetError(
                f"Of “{dataset.name}” only the tables were imported, not the photographs.",
                "Import it again with its photographs.",
            )
        size = Size(height, width, str(fit))
        hashes = list(dataset.manifest["pixel_hash"])
        content = content_digest(hashes)
        said = describe(size, count=len(hashes), content=content)
        final = size.folder(dataset.folder)
        if not is_whole(final, said):
            with filling(final):
                Build(dataset, size, said, progress or _silent).run()
        return cls(final, size, len(hashes), content)

    @property
    def said(self) -> dict[str, Any]:
        """All that its pixels hang on: the photographs, their size, and how they are made."""
        return describe(self.size, count=self.count, content=self.content)

    @cached_property
    def images(self) -> np.memmap[Any, np.dtype[np.uint8]]:
        """All images, uint8 of shape (n, height, width, 3), mapped and not read."""
        path = self.folder / IMAGES
        return np.memmap(path, dtype=np.uint8, mode="r", shape=(self.count, *self.size.shape))

    def rows(self, indices: ArrayLike) -> NDArray[np.uint8]:
        """Some images, read and copied, so that memory does not grow with the dataset.

        Args:
            indices: rows of the manifest, in any order, repeats allowed.

        Returns:
            uint8 of shape (len(indices), height, width, 3).
        """
        wanted = np.asarray(indices, dtype=np.int64)
        if wanted.size and not 0 <= wanted.min() <= wanted.max() < self.count:
            raise IndexError(f"Expected rows from 0 to {self.count - 1}. Received {wanted.max()}")
        pixels = np.empty((len(wanted), *self.size.shape), dtype=np.uint8)
        with (self.folder / IMAGES).open("rb", buffering=0) as file:
            for image, row in zip(pixels, wanted.tolist(), strict=True):
                file.seek(row * self.size.bytes)
                file.readinto(image.data.cast("B"))
        return pixels


def _silent(done: int, total: int, what: str) -> None:
    """No one watches."""
