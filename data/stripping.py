"""A copy of an image file without what the camera or a program wrote beside the picture.

EXIF, GPS, XMP, profiles, thumbnails and comments go; the pixels stay bit for bit. What is turned
by EXIF, or of a kind not taken apart here, becomes an upright PNG.
"""

from __future__ import annotations

import contextlib
import io
import struct

from PIL import Image

from data.image import FORMATS, ORIENTATION, open_rgb

MAGIC = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"GIF8": "GIF",
    b"RIFF": "WEBP",
}
SUFFIXES = {
    "JPEG": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "PNG": {".png"},
    "BMP": {".bmp"},
    "TIFF": {".tif", ".tiff"},
    "GIF": {".gif"},
    "WEBP": {".webp"},
}
PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
JFIF, ADOBE = 0xE0, 0xEE
"""JPEG's two segments that decide how colours are decoded; E1, E2 … hold metadata."""
APPS, COMMENT = range(0xE0, 0xF0), 0xFE
MARK, START_OF_SCAN, END_OF_IMAGE = 0xFF, 0xDA, 0xD9
RESTARTS = range(0xD0, 0xD8)
UPRIGHT = 1


def kind_of(content: bytes) -> str | None:
    """The kind of image that a file's first bytes say, e.g. "JPEG"; None if it is none."""
    return next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), None)


def stripped(content: bytes) -> tuple[bytes, str]:
    """The same picture without metadata, and the extension that its file should have.

    Raises:
        ValueError: the image cannot be read; with a sentence.
    """
    kind = kind_of(content)
    if kind in {"JPEG", "PNG"} and _is_upright(content):
        with contextlib.suppress(struct.error, IndexError, ValueError):
            return (_jpeg(content), ".jpg") if kind == "JPEG" else (_png(content), ".png")
    return as_png(open_rgb(io.BytesIO(content))), ".png"


def as_png(image: Image.Image) -> bytes:
    """A file of these pixels and of nothing else."""
    file = io.BytesIO()
    image.info.clear()  # or Pillow would write the profile and comments again
    image.save(file, "PNG", compress_level=3)
    return file.getvalue()


def _is_upright(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            return bool(image.getexif().get(ORIENTATION, UPRIGHT) == UPRIGHT)
    except Exception:  # noqa: BLE001 - whatever is wrong, the full reader will say it in words
        return False


def _png(content: bytes) -> bytes:
    """The chunks that make the picture; an animation keeps its first frame."""
    kept, at = [content[:8]], 8
    while True:
        (length,) = struct.unpack_from(">I", content, at)
        name, end = content[at + 4 : at + 8], at + 12 + length
        if name in PNG_KEPT:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _jpeg(content: bytes) -> bytes:
    """Segment by segment up to the end of the first image; what phones add after it goes."""
    kept, at = [content[:2]], 2
    while True:
        at = content.index(MARK, at)
        while content[at + 1] == MARK:  # JPEG allows fill bytes before a marker
            at += 1
        marker = content[at + 1]
        if marker == END_OF_IMAGE:
            return b"".join([*kept, content[at : at + 2]])
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if marker == START_OF_SCAN:
            end = _after_scan(content, end)
        if _is_kept(marker, content[at + 4 : at + 9]):
            kept.append(content[at:end])
        at = end


def _is_kept(marker: int, name: bytes) -> bool:
    if marker in {JFIF, ADOBE}:
        return name in {b"JFIF\0", b"Adobe"}
    return marker not in APPS and marker != COMMENT


def _after_scan(content: bytes, at: int) -> int:
    """Where the next marker stands: entropy-coded data writes 0xFF as FF 00."""
    while True:
        at = content.index(MARK, at)
        following = content[at + 1]
        if following not in {0, MARK, *RESTARTS}:
            return at
        at += 1
