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

from data.image import FORMATS, IMAGE_SUFFIXES, fitted, open_rgb
from data.opened import Opened, is_dicom, open_dicom, refuse_unmarked
from data.readers.records import Reported
from data.stripping import SUFFIXES, as_png, kind_of, stripped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from data.dicom.telling import Told
    from data.pixel_build import Size
    from data.readers.records import Record
    from data.rows import RowFile

ORIGINALS = "originals"
LONGEST_NAME = 100
STRIP = 256
LEAST_SIDE = 16  # pixels; what is smaller is taken, told of, and refused by Predict


@dataclass(frozen=True, slots=True)
class Taken:
    """What was learned of one photograph.

    Args:
        path: absolute where it is read in place, else relative to the dataset's folder.
        sha256: of the file at that path.
        pixel_hash: of the upright RGB pixels at full size, and of that size.
        remark: something odd that did no harm, or None.
        unsure: what cannot be known of it and of others, to be told once for all, or None.
        told: what its file tells of the patient, or None.
    """

    path: str
    sha256: str
    pixel_hash: str
    width: int
    height: int
    remark: str | None = None
    unsure: str | None = None
    told: Told | None = None


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
            content, suffix, found = _kept(record, raw)
        except ValueError as error:
            return Reported(record.file.name, str(error))
        image = found.image
        self.rows.put(row, fitted(image, self.size.height, self.size.width, self.size.fit))
        return Taken(
            path=self._place(row, content, suffix),
            sha256=sha256(content).hexdigest(),
            pixel_hash=pixel_hash(image),
            width=image.width,
            height=image.height,
            remark=_remark(record, raw, found),
            unsure=found.unsure,
            told=found.told,
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


def _kept(record: Record, raw: bytes) -> tuple[bytes, str, Opened]:
    """The bytes to keep, their extension, and the photograph in them.

    As they are in place, stripped for a copy; of DICOM, the pixels alone are copied.
    """
    suffix, copied = record.file.inner.suffix, record.file.source.copied
    if is_dicom(raw):
        found = open_dicom(raw)
        return (as_png(found.image), ".png", found) if copied else (raw, suffix, found)
    if kind_of(raw) is None:
        refuse_unmarked(raw, suffix)
    content, suffix = stripped(raw) if copied else (raw, suffix)
    return content, suffix, Opened(_checked(content))


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


def _remark(record: Record, content: bytes, found: Opened) -> str | None:
    """Sentences about what is odd, after the file's name."""
    said = [_misnamed(record, content), _tiny(found.image), found.remark]
    told = [f"“{record.file.name}” {one}." for one in said if one]
    return " ".join(told) or None


def _tiny(image: Image.Image) -> str | None:
    if min(image.size) >= LEAST_SIDE:
        return None
    return f"has only {image.width} × {image.height} pixels, too few to be judged"


def _misnamed(record: Record, content: bytes) -> str | None:
    suffix = record.file.inner.suffix.lower()
    if is_dicom(content):  # often without an ending, or with a number that looks like one
        kind, wrong = "DICOM file", suffix in IMAGE_SUFFIXES
    else:
        kind = kind_of(content) or ""
        wrong = bool(kind) and suffix not in SUFFIXES[kind]
    return f"is a {kind} by its content, and was read as one" if wrong else None


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
