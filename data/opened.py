"""Any photograph that can be imported, opened: the kinds of ``data.image``, and DICOM.

DICOM needs pydicom, an extra: it is loaded where such a file is met, and nowhere else.
"""

from __future__ import annotations

import importlib.util
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from data.image import IMAGE_SUFFIXES, fitted, open_rgb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from data.dicom.telling import Told

DICOM_SUFFIXES: Final = frozenset({".dcm", ".dicom"})
SUFFIXES: Final = IMAGE_SUFFIXES | DICOM_SUFFIXES
DICOM_HEAD: Final = 132
"""Bytes that tell a DICOM file: any 128, then four letters."""
_MAGIC: Final = b"DICM"
INSTALL: Final = 'pip install "lesion-studio[dicom]"'
_MISSING: Final = (
    f"Reading DICOM files needs one more package, pydicom: {INSTALL}, then import again."
)
_UNMARKED: Final = (
    "The file is called DICOM, but is none: the letters DICM are missing after its first 128 bytes."
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A photograph, opened.

    Args:
        image: upright RGB at full size.
        remark: what is odd about its file, to be said after its name, or None.
        unsure: what cannot be known of it and of others, to be told once for all, or None.
        told: what its file tells of the patient, or None.
    """

    image: Image.Image
    remark: str | None = None
    unsure: str | None = None
    told: Told | None = None


def is_dicom(content: bytes) -> bool:
    """Whether a file with these bytes, or with these first 132, is DICOM."""
    return content[:DICOM_HEAD].endswith(_MAGIC) and len(content) >= DICOM_HEAD


def reads_dicom() -> bool:
    """Whether what DICOM needs is installed."""
    return importlib.util.find_spec("pydicom") is not None


def open_dicom(content: bytes) -> Opened:
    """The photograph in a DICOM file.

    Raises:
        ValueError: it cannot or must not be read; with a sentence that tells no value of it.
    """
    if not reads_dicom():
        raise ValueError(_MISSING)
    from data.dicom.reading import read

    return read(content)


def refuse_unmarked(content: bytes, suffix: str) -> None:
    """Say of a file that only its name calls DICOM what is missing.

    Raises:
        ValueError: with a sentence.
    """
    if suffix.lower() in DICOM_SUFFIXES and not is_dicom(content):
        raise ValueError(_UNMARKED)


def open_photograph(source: Path | bytes) -> Image.Image:
    """Any photograph at its full size, upright, in RGB.

    Args:
        source: a path, or all bytes of a file.

    Raises:
        ValueError: with a sentence that says what is wrong with it.
    """
    content = _dicom_at(source) if isinstance(source, Path) else source
    if is_dicom(content):
        return open_dicom(content).image
    return open_rgb(source if isinstance(source, Path) else io.BytesIO(source))


def _dicom_at(path: Path) -> bytes:
    """All of a DICOM file; nothing of any other, nor of one that cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(DICOM_HEAD)
            return head + file.read() if is_dicom(head) else b""
    except OSError:
        return b""


def load_photograph(
    source: Path | bytes, height: int, width: int, fit: str = "stretch"
) -> NDArray[np.uint8]:
    """Any photograph at a size; see ``data.image.load_image``.

    Raises:
        ValueError: with a sentence that says what is wrong with it.
    """
    return fitted(open_photograph(source), height, width, fit)
