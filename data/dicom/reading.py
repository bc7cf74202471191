"""The photograph in a DICOM file, and what its header tells, through pydicom.

The only module that loads pydicom. No message holds a value of an attribute: it could be a name.
"""

from __future__ import annotations

import io
import logging
import warnings
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image
from pydicom import config, dcmread, uid
from pydicom.encaps import get_frame
from pydicom.filereader import read_dataset
from pydicom.pixels.decoders.base import get_decoder

from data.dicom.identifying import IDENTIFYING, still_identifies
from data.dicom.pixels import COLOUR, GREY, PALETTE, SHOWN, Palette, rle_grows_beyond, shown
from data.dicom.telling import Told, told_by
from data.image import MAX_PIXELS
from data.opened import Opened

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

KINDS: Final = frozenset(
    {
        uid.VLPhotographicImageStorage,
        uid.DermoscopicPhotographyImageStorage,
        uid.SecondaryCaptureImageStorage,
        uid.MultiFrameGrayscaleByteSecondaryCaptureImageStorage,
        uid.MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
        uid.MultiFrameTrueColorSecondaryCaptureImageStorage,
    }
)
"""SOP classes of photographs."""
DAMAGED: Final = "This DICOM file is damaged, or written in a way that is not understood."
UNSURE: Final = (
    "DICOM files that do not say whether writing, such as a name, was burned into their pixels "
    "(look at some of them)"
)
_MAGIC_END: Final = 132
_META: Final = 2
_BITS: Final = {8, 16}
_SAMPLES: Final = {**dict.fromkeys(GREY, 1), **dict.fromkeys(COLOUR, 3), PALETTE: 1}

# What pydicom warns of quotes values, which must reach neither a terminal nor a log.
config.settings.reading_validation_mode = config.IGNORE
warnings.filterwarnings("ignore", module="pydicom")
logging.getLogger("pydicom").propagate = False


class _RefusedError(ValueError):
    """A sentence of ours, to be told as it is."""


def read(content: bytes) -> Opened:
    """The first frame as upright RGB, and what the header tells of the patient.

    Raises:
        ValueError: it is no photograph, not de-identified, too large, damaged, or written in a way
            that cannot be read here; with a sentence.
    """
    try:
        return _read(content)
    except _RefusedError as refused:
        raise ValueError(str(refused)) from None
    except Exception:  # noqa: BLE001 - a broken file makes pydicom raise nearly anything
        raise ValueError(DAMAGED) from None


def _read(content: bytes) -> Opened:
    packed = _transfer_syntax(content)
    head = dcmread(io.BytesIO(content), stop_before_pixels=True)
    _refuse_other_kinds(head)
    _refuse_large(head)
    whole = dcmread(io.BytesIO(content))  # a name may stand after the pixels
    _refuse_identifying(whole)
    burned = _text(whole, "BurnedInAnnotation").upper()
    if burned == "YES":
        raise _RefusedError(
            "This DICOM file says that writing, such as a name, is burned into its pixels (Burned "
            "In Annotation (0028,0301) is YES). It is not read: remove it, and say so in the file."
        )
    frames = int(whole.get("NumberOfFrames") or 1)
    return Opened(
        image=_image(whole, packed, frames),
        remark=f"has {frames:,} pictures; the first was taken" if frames > 1 else None,
        unsure=None if burned == "NO" else UNSURE,
        told=_told(whole),
    )


def _transfer_syntax(content: bytes) -> uid.UID:
    """How it is written, from its first group alone: the rest might have to be unpacked first."""
    file = io.BytesIO(content)
    file.seek(_MAGIC_END)
    group = read_dataset(
        file,
        is_implicit_VR=False,
        is_little_endian=True,
        stop_when=lambda tag, *_: tag >> 16 != _META,
    )
    found = uid.UID(str(group["TransferSyntaxUID"].value))
    if found == uid.DeflatedExplicitVRLittleEndian:  # could unpack to any size
        raise _unread(found)
    try:
        known = get_decoder(found).is_available
    except NotImplementedError:  # pydicom's word for a packing that it does not know
        known = False
    if not known:
        raise _unread(found)
    return found


def _unread(syntax: uid.UID) -> _RefusedError:
    name = f"“{syntax.name}”" if syntax.name != syntax else "an unknown way"
    return _RefusedError(
        f"This DICOM file is packed as {name}, which cannot be read here. Export it uncompressed, "
        "or with JPEG or JPEG 2000."
    )


def _refuse_other_kinds(head: Dataset) -> None:
    kind = uid.UID(_text(head, "SOPClassUID"))
    if kind not in KINDS:
        name = f"“{kind.name}”" if kind and kind.name != kind else "of an unknown kind"
        raise _RefusedError(
            f"This DICOM file is {name}, not a photograph. It may be a VL Photographic Image, "
            "a Dermoscopic Photography Image or a Secondary Capture Image."
        )
    photometric = _text(head, "PhotometricInterpretation")
    bits, stored = head.get("BitsAllocated"), int(head.get("BitsStored") or 0)
    plain = bits in _BITS and 0 < stored <= int(bits) and not head.get("PixelRepresentation")
    if not plain or _SAMPLES.get(photometric) != head.get("SamplesPerPixel"):
        raise _RefusedError(
            "This DICOM file stores its pixels in a way that is not read. It may be RGB, YBR_FULL, "
            "YBR_FULL_422, YBR_ICT, YBR_RCT, MONOCHROME1, MONOCHROME2 or PALETTE COLOR, of 8 or "
            "16 bits without a sign."
        )


def _refuse_large(head: Dataset) -> None:
    if int(head.Rows) * int(head.Columns) > MAX_PIXELS:
        raise _RefusedError(f"This DICOM file has more than {MAX_PIXELS // 10**6} million pixels.")


def _refuse_identifying(whole: Dataset) -> None:
    removed = _text(whole, "PatientIdentityRemoved").upper() == "YES"
    found = {int(one.tag) for one in whole.iterall() if one.tag in IDENTIFYING and _filled(one)}
    if found and not removed:
        raise _RefusedError(still_identifies(sorted(found, key=list(IDENTIFYING).index)))


def _filled(element: DataElement) -> bool:
    value = element.value
    if element.VR == "SQ":
        return any(len(item) for item in value)
    if value is None or isinstance(value, int | float):
        return value is not None
    several = [value] if isinstance(value, str | bytes) or not hasattr(value, "__iter__") else value
    return any(str(one).strip(" \0^=") for one in several if one)


def _image(whole: Dataset, packed: uid.UID, frames: int) -> Image.Image:
    kind = _text(whole, "PhotometricInterpretation")
    if packed == uid.JPEGBaseline8Bit and kind.startswith("YBR"):
        return _jpeg(whole, frames)
    if packed == uid.JPEGExtended12Bit and whole.BitsStored != SHOWN:
        raise _unread(packed)
    if packed == uid.RLELossless:
        _refuse_growing(whole, frames)
    stored, about = get_decoder(packed).as_array(whole, index=0, raw=True)
    kind = str(about["photometric_interpretation"])
    palette = _palette(whole) if kind == PALETTE else None
    return shown(stored, kind, bits=int(whole.BitsStored), palette=palette)


def _jpeg(whole: Dataset, frames: int) -> Image.Image:
    """As Pillow reads the same JPEG from a file of its own, to the last bit.

    pydicom takes YCbCr from Pillow, which rounds otherwise, and mistakes what Adobe has marked.
    """
    with Image.open(io.BytesIO(_frame(whole, frames)), formats=["JPEG"]) as image:
        if image.size != (whole.Columns, whole.Rows):
            raise _RefusedError(DAMAGED)
        return image.convert("RGB")


def _frame(whole: Dataset, frames: int) -> bytes:
    """The first frame as it is packed."""
    given = whole.get("ExtendedOffsetTable"), whole.get("ExtendedOffsetTableLengths")
    offsets = given if all(given) else None
    return get_frame(whole.PixelData, 0, number_of_frames=frames, extended_offsets=offsets)


def _refuse_growing(whole: Dataset, frames: int) -> None:
    size = int(whole.Rows) * int(whole.Columns) * int(whole.SamplesPerPixel)
    most = size * int(whole.BitsAllocated) // 8 + (1 << 16)
    if rle_grows_beyond(_frame(whole, frames), most):
        raise _RefusedError(DAMAGED)


def _palette(whole: Dataset) -> Palette:
    """The palette, as it is written in full; one in segments is refused."""
    count, first, bits = (int(value) for value in whole.RedPaletteColorLookupTableDescriptor)
    count = count or 1 << 16
    little = bool(whole.original_encoding[1])
    columns = [
        _entries(whole[f"{colour}PaletteColorLookupTableData"].value, count, little=little)
        for colour in ("Red", "Green", "Blue")
    ]
    return Palette(first, bits, np.stack(columns, axis=1))


def _entries(content: bytes, count: int, *, little: bool) -> NDArray[np.unsignedinteger[Any]]:
    wide = len(content) >= 2 * count
    order = "<" if little else ">"
    found = np.frombuffer(content, dtype=f"{order}u2" if wide else "u1")
    return found[:count].astype(np.uint16)


def _text(dataset: Dataset, keyword: str) -> str:
    value = dataset.get(keyword)
    return "" if value is None else str(value).strip(" \0")


def _told(whole: Dataset) -> Told:
    return told_by(
        patient=_text(whole, "PatientID"),
        age=_text(whole, "PatientAge"),
        sex=_text(whole, "PatientSex"),
        site=_text(whole, "BodyPartExamined"),
    )
