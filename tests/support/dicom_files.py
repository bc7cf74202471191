"""DICOM files for the tests, small and made on the spot; needs pydicom."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pydicom import dcmread, uid
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate

if TYPE_CHECKING:
    import numpy as np


def dicom(
    pixels: np.ndarray,
    kind: str = "RGB",
    *,
    stored: int | None = None,
    syntax: uid.UID = uid.ExplicitVRLittleEndian,
    packed: bytes | None = None,
    **more: Any,
) -> bytes:
    """A photograph in DICOM, as its own program would write it.

    Args:
        pixels: of shape (height, width) or (height, width, 3), 8 or 16 bits.
        kind: the photometric interpretation.
        stored: bits in use; all by default.
        syntax: how it is written.
        packed: the frame, where the syntax packs it.
        more: attributes by keyword; None takes one away.
    """
    found = Dataset()
    found.SOPClassUID = uid.VLPhotographicImageStorage
    found.SOPInstanceUID = uid.generate_uid()
    found.PatientIdentityRemoved = "YES"
    found.BurnedInAnnotation = "NO"
    found.Rows, found.Columns = pixels.shape[:2]
    found.SamplesPerPixel = pixels.ndim * 2 - 3
    if pixels.ndim == 3:
        found.PlanarConfiguration = 0
    found.PhotometricInterpretation = kind
    found.BitsAllocated = pixels.dtype.itemsize * 8
    found.BitsStored = stored or found.BitsAllocated
    found.HighBit = found.BitsStored - 1
    found.PixelRepresentation = 0
    order = "<" if syntax.is_little_endian else ">"
    raw = pixels.astype(pixels.dtype.newbyteorder(order)).tobytes()
    found.PixelData = encapsulate([packed]) if packed else raw + b"\0" * (len(raw) % 2)
    found["PixelData"].VR = "OB" if pixels.dtype.itemsize == 1 else "OW"
    for keyword, value in more.items():
        if value is None:
            delattr(found, keyword)
        else:
            setattr(found, keyword, value)
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = syntax
    found.file_meta.MediaStorageSOPClassUID = found.SOPClassUID
    found.file_meta.MediaStorageSOPInstanceUID = found.SOPInstanceUID
    file = io.BytesIO()
    found.save_as(file, enforce_file_format=True)
    return file.getvalue()


def changed(content: bytes, **more: Any) -> bytes:
    """The same file with other attributes, whatever they say."""
    found = dcmread(io.BytesIO(content))
    for keyword, value in more.items():
        setattr(found, keyword, value)
    file = io.BytesIO()
    found.save_as(file)
    return file.getvalue()


def in_rle(content: bytes) -> bytes:
    """The same picture in RLE."""
    found = dcmread(io.BytesIO(content))
    found.compress(uid.RLELossless, generate_instance_uid=False)
    file = io.BytesIO()
    found.save_as(file)
    return file.getvalue()
