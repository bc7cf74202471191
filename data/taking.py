"""Each photograph read once: hashed, brought to the store's size, and copied if it must be.

One failure is one reported row; only a full disk ends the work.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from PIL import Image

from data.image import FORMATS, fitted, open_rgb
from data.readers.records import Reported
from data.stripping import SUFFIXES, kind_of, stripped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from data.pixel_build import Size
    from data.readers.records import Record
    from data.rows import RowFile

ORIGINALS = "originals"
LONGEST_NAME = 100
STRIP = 256


@dataclass(frozen=True, slots=True)
class Taken:
    """What was learned of one photograph.

    Args:
        path: absolute where it is read in place, else relative to the dataset's folder.
        sha256: of the file at that path.
        pixel_hash: of the upright RGB pixels at full size, and of that size.
        remark: something odd that did no harm, or None.
    """

    path: str
    sha256: str
    pixel_hash: str
    width: int
    height: int
    remark: str | None = None


class Taker:
    """Takes photographs into a dataset's folder; may be called from many threads.

    Args:
        folder: the dataset's, still partial.
        records: all records to come; a record's place among them is its row.
        rows: receives the pixels.
        size: of the pixels.
    """

    def __init__(
        self, folder: Path, *, records: Sequence[Record], rows: RowFile, size: Size
    ) -> None:
        self.folder = folder
        self.records = records
        self.rows = rows
        self.size = size
        self.names = _names(records)
        if self.copies:
            (folder / ORIGINALS).mkdir()

    @property
    def copies(self) -> bool:
        """Whether any photograph must be copied."""
        return any(record.file.source.copied for record in self.records)

    def take(self, row: int) -> Taken | Reported:
        """Read one photograph, write its pixels, and its copy where one is needed.

        Raises:
            OSError: the dataset's disk is full or fails.
        """
        record = self.records[row]
        try:
            raw = _read(record)
            content, suffix = _kept(record, raw)
            image = _checked(content)
        except ValueError as error:
            return Reported(record.file.name, str(error))
        self.rows.put(row, fitted(image, self.size.height, self.size.width, self.size.fit))
        return Taken(
            path=self._place(row, content, suffix),
            sha256=sha256(content).hexdigest(),
            pixel_hash=pixel_hash(image),
            width=image.width,
            height=image.height,
            remark=_misnamed(record, raw),
        )

    def _place(self, row: int, content: bytes, suffix: str) -> str:
        file = self.records[row].file
        if not file.source.copied:
            return str(file.source.path(file.name))
        name = f"{ORIGINALS}/{self.names[row]}{suffix}"
        (self.folder / name).write_bytes(content)
        return name


def named(record: Record) -> Taken:
    """What is known of a photograph that nobody has read: where it should be."""
    place = record.file.source.path(record.file.name)
    return Taken(path=str(place or record.file.name), sha256="", pixel_hash="", width=0, height=0)


def pixel_hash(image: Image.Image) -> str:
    """SHA-256 of an upright RGB image's size and pixels, the same for any file that shows it."""
    found = sha256(b"%dx%d:" % image.size)
    for top in range(0, image.height, STRIP):  # a large photograph is not held twice
        strip = image.crop((0, top, image.width, min(top + STRIP, image.height)))
        found.update(strip.tobytes())
    return found.hexdigest()


def _read(record: Record) -> bytes:
    content = record.file.read()
    if not content:
        raise ValueError("The file is empty.")
    return content


def _kept(record: Record, raw: bytes) -> tuple[bytes, str]:
    """The bytes to keep and their extension: as they are in place, stripped for a copy."""
    return stripped(raw) if record.file.source.copied else (raw, record.file.inner.suffix)


def _checked(content: bytes) -> Image.Image:
    """Verified where the kind has checksums, then read anew, as Pillow asks for."""
    if kind_of(content) == "PNG":
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                image.verify()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            pass  # ``open_rgb`` says that it is too large
        except Exception as error:
            raise ValueError(f"The file is damaged ({error}).") from error
    return open_rgb(io.BytesIO(content))


def _misnamed(record: Record, content: bytes) -> str | None:
    kind = kind_of(content)
    if kind is None or record.file.inner.suffix.lower() in SUFFIXES[kind]:
        return None
    return f"“{record.file.name}” is a {kind} by its content, and was read as one."


def _names(records: Sequence[Record]) -> list[str]:
    """A file name for each record, safe on every system, none differing by case alone."""
    names: list[str] = []
    used: set[str] = set()
    for row, record in enumerate(records):
        name = re.sub(r"[^A-Za-z0-9_-]+", "_", record.image_id)[:LONGEST_NAME]
        if not name.strip("_") or name.lower() in used:
            name = f"{name}-{row}".lstrip("_-")
        used.add(name.lower())
        names.append(name)
    return names
