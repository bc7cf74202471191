"""Making a pixel store: beside its place, on all cores, taken up again where it stopped.

What lies in a store and how it is read is for ``data.pixels``.
"""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from data.disk import need_room
from data.errors import DatasetError
from data.files import PARTIAL, locked, settle, write_json
from data.opened import load_photograph
from data.parallel import in_order
from data.rows import RowFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from data.dataset import Dataset

VERSION = 1
IMAGES, ABOUT, SO_FAR = "images.u8", "store.json", "progress.json"
CHUNK = 256  # images between two notes of how far a build has come
AGAIN = "Put it back as it was, or import the photographs again."


@dataclass(frozen=True, slots=True)
class Size:
    """How photographs are brought to one size; see ``data.image.load_image``."""

    height: int = 224
    width: int = 224
    fit: str = "stretch"

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of one image: (height, width, 3)."""
        return (self.height, self.width, 3)

    @property
    def bytes(self) -> int:
        """Of one image."""
        return self.height * self.width * 3

    def folder(self, dataset: Path) -> Path:
        """Where a dataset's store of this size lies."""
        return dataset / "pixels" / f"{self.height}x{self.width}-{self.fit}"


def content_digest(pixel_hashes: Iterable[str]) -> str:
    """One hash for the photographs of a store and their order."""
    return sha256("\n".join(pixel_hashes).encode()).hexdigest()


def describe(size: Size, *, count: int, content: str) -> dict[str, Any]:
    """What a whole store says of itself, and what makes another one foreign."""
    return {
        "version": VERSION,
        "height": size.height,
        "width": size.width,
        "fit": str(size.fit),
        "images": count,
        "content": content,
    }


def is_whole(folder: Path, said: dict[str, Any]) -> bool:
    """Whether a folder holds all of the store that ``said`` describes, and no other."""
    try:
        size = (folder / IMAGES).stat().st_size
        found = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    whole = size == said["images"] * said["height"] * said["width"] * 3
    return bool(whole and found == said)


@dataclass(frozen=True, slots=True)
class Build:
    """One store to be made.

    Args:
        dataset: whose photographs.
        size: of the images.
        said: the store's own description, from ``describe``.
        progress: called with images done, images in all, and what is being done.
    """

    dataset: Dataset
    size: Size
    said: dict[str, Any]
    progress: Callable[[int, int, str], None]

    def run(self) -> None:
        """Fill the store beside its place, from where an earlier build left off, and move it in.

        Raises:
            DatasetError: a photograph has gone or changed since the import.
            ImportRefusedError: there is no room for it.
        """
        final = self.size.folder(self.dataset.folder)
        partial = final.with_name(final.name + PARTIAL)
        partial.mkdir(parents=True, exist_ok=True)
        with locked(partial, wait=True):
            if is_whole(final, self.said):  # by another process, while this one waited
                return
            partial.mkdir(exist_ok=True)
            self._fill(partial)
            write_json(partial / ABOUT, self.said)
            (partial / SO_FAR).unlink(missing_ok=True)
            settle(partial)
            shutil.rmtree(final, ignore_errors=True)
            partial.rename(final)
            settle(final.parent)

    def _fill(self, partial: Path) -> None:
        total, begun = self.said["images"], self._begun(partial)
        need_room(partial, size=(total - begun) * self.size.bytes)
        with RowFile(partial / IMAGES, self.size.shape) as file:

            def put(row: int) -> int:
                file.put(row, self._pixels(row))
                return row + 1

            size = f"{self.size.width} × {self.size.height}"
            with closing(in_order(put, range(begun, total))) as results:
                for done in results:
                    self.progress(done, total, f"Preparing photographs at {size}")
                    if done % CHUNK == 0:
                        file.settle()
                        write_json(partial / SO_FAR, {**self.said, "done": done})
            file.keep(range(total))
            file.settle()

    def _begun(self, partial: Path) -> int:
        """How many images an earlier build of the same store has brought to disk."""
        try:
            found = json.loads((partial / SO_FAR).read_text(encoding="utf-8"))
            held = (partial / IMAGES).stat().st_size // self.size.bytes
        except (OSError, ValueError):
            return 0
        done = int(found.pop("done", 0)) if isinstance(found, dict) else 0
        return min(done, held) if found == self.said else 0

    def _pixels(self, row: int) -> NDArray[np.uint8]:
        """One photograph from its original, if that is still what was imported."""
        path, name = self.dataset.file(row), self.dataset.name
        try:
            content = path.read_bytes()
        except OSError as error:
            why = f"cannot be read ({error.strerror})"
            raise DatasetError(f"The photograph {path} of “{name}” {why}.", AGAIN) from error
        if sha256(content).hexdigest() != self.dataset.manifest["sha256"].iloc[row]:
            why = "has changed since it was imported"
            raise DatasetError(f"The photograph {path} of “{name}” {why}.", AGAIN)
        try:
            return load_photograph(content, self.size.height, self.size.width, self.size.fit)
        except ValueError as error:  # what it was read with may have gone since
            raise DatasetError(
                f"The photograph {path} of “{name}” cannot be read.", str(error)
            ) from error
