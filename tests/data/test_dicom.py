"""DICOM files, opened: the right pixels, or a sentence that tells no value of the header.

Whom a file may not name is held to in ``test_dicom_guards``.
"""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("pydicom", reason="needs pydicom: pip install -e '.[dicom]'")

from dicom_files import changed, dicom, in_rle
from pydicom import uid

from data.opened import Opened, open_dicom, open_photograph

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom.*")

NOISE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
GREY = NOISE[..., 0]
SMOOTH = np.asarray(Image.fromarray(NOISE).resize((6, 4)).resize((60, 40)))
NAME = "Schneeweiss"
WAYS = {
    "implicit": uid.ImplicitVRLittleEndian,
    "explicit": uid.ExplicitVRLittleEndian,
    "big endian": uid.ExplicitVRBigEndian,
}


def opened(content: bytes) -> np.ndarray:
    return np.asarray(open_photograph(content))


def refused(content: bytes) -> str:
    with pytest.raises(ValueError, match=r"^This DICOM file .*\.$") as caught:
        open_dicom(content)
    assert NAME not in str(caught.value)
    assert caught.value.__cause__ is None  # whose words could hold a name
    return str(caught.value)


def encoded(pixels: np.ndarray, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def palette(bits: int, colours: np.ndarray, order: str = "<") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for place, name in enumerate(("Red", "Green", "Blue")):
        found[f"{name}PaletteColorLookupTableDescriptor"] = [len(colours), 0, bits]
        column = colours[:, place].astype(f"{order}u2" if bits == 16 else "u1")
        found[f"{name}PaletteColorLookupTableData"] = column.tobytes()
    return found


def in_three(grey: np.ndarray) -> np.ndarray:
    return np.repeat(grey[..., None], 3, axis=2)


@pytest.mark.parametrize("syntax", WAYS.values(), ids=WAYS)
def test_stored_values_come_back_exactly(syntax: uid.UID) -> None:
    deep = GREY.astype(np.uint16)
    colours = np.random.default_rng(1).integers(0, 256, (256, 3))
    order = "<" if syntax.is_little_endian else ">"
    assert np.array_equal(opened(dicom(NOISE, syntax=syntax)), NOISE)
    cases = {
        "8 bits": (dicom(GREY, "MONOCHROME2", syntax=syntax), in_three(GREY)),
        "inverted": (dicom(GREY, "MONOCHROME1", syntax=syntax), in_three(255 - GREY)),
        "16 bits": (dicom(deep * 257, "MONOCHROME2", syntax=syntax), in_three(GREY)),
        "12 bits": (
            dicom(deep << 4, "MONOCHROME1", stored=12, syntax=syntax),
            255 - GREY[..., None],
        ),
        "4 bits": (
            dicom(GREY >> 4, "MONOCHROME2", stored=4, syntax=syntax),
            in_three(GREY >> 4) * 17,
        ),
    }
    for bits, times in ((8, 1), (16, 257), (16, 1)):  # the last as some programs write it
        held = palette(bits, colours * times, order)
        content = dicom(GREY, "PALETTE COLOR", syntax=syntax, **held)
        cases[f"palette of {bits} bits, {times}"] = (content, colours[GREY])
    for case, (content, expected) in cases.items():
        assert np.array_equal(opened(content), np.broadcast_to(expected, NOISE.shape)), case


def test_a_palette_of_few_colours_repeats_its_ends() -> None:
    held = palette(8, np.array([[1, 2, 3], [4, 5, 6]]))
    for name in ("Red", "Green", "Blue"):
        held[f"{name}PaletteColorLookupTableDescriptor"] = [2, 100, 8]
    values = np.array([[0, 100], [101, 255]], dtype=np.uint8)
    found = opened(dicom(values, "PALETTE COLOR", **held))
    assert found[..., 0].tolist() == [[1, 1], [4, 4]]


def test_deep_colours_keep_their_upper_eight_bits() -> None:
    assert np.array_equal(opened(dicom(NOISE.astype(np.uint16) * 257)), NOISE)


def test_pixels_in_planes_are_put_together() -> None:
    planes = np.ascontiguousarray(NOISE.transpose(2, 0, 1))
    content = changed(dicom(NOISE), PlanarConfiguration=1, PixelData=planes.tobytes())
    assert np.array_equal(opened(content), NOISE)


@pytest.mark.parametrize("kind", ["YBR_FULL", "YBR_FULL_422"])
def test_brightness_and_colour_become_red_green_and_blue(kind: str) -> None:
    ycc = np.asarray(Image.fromarray(SMOOTH).convert("YCbCr"))
    if kind == "YBR_FULL":
        content = dicom(ycc, kind)
    else:  # two pixels share their colour
        pairs = np.concatenate([ycc[:, 0::2, :1], ycc[:, 1::2, :1], ycc[:, 0::2, 1:]], axis=2)
        content = changed(dicom(ycc, kind), PixelData=pairs.tobytes())
    assert np.abs(opened(content).astype(int) - SMOOTH).mean() < 6


@pytest.mark.parametrize("mark", [b"", b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\x01"])
@pytest.mark.parametrize("kind", ["YBR_FULL_422", "YBR_FULL"])
def test_a_jpeg_inside_is_the_jpeg_itself(kind: str, mark: bytes) -> None:
    jpeg = encoded(SMOOTH, "JPEG", quality=85)
    jpeg = jpeg[:2] + mark + jpeg[2:]
    content = dicom(SMOOTH, kind, syntax=uid.JPEGBaseline8Bit, packed=jpeg)
    assert np.array_equal(opened(content), opened(jpeg))


def test_a_grey_jpeg_and_one_in_rgb_are_read() -> None:
    jpeg = encoded(SMOOTH[..., 0], "JPEG")
    content = dicom(SMOOTH[..., 0], "MONOCHROME2", syntax=uid.JPEGBaseline8Bit, packed=jpeg)
    assert np.array_equal(opened(content), opened(jpeg))
    jpeg = encoded(SMOOTH, "JPEG", quality=95, keep_rgb=True)
    content = dicom(SMOOTH, "RGB", syntax=uid.JPEGBaseline8Bit, packed=jpeg)
    assert np.array_equal(opened(content), opened(jpeg))


@pytest.mark.parametrize("kind", ["RGB", "YBR_RCT"])
def test_jpeg_2000_is_read(kind: str) -> None:
    packed = encoded(NOISE, "JPEG2000")
    content = dicom(NOISE, kind, syntax=uid.JPEG2000Lossless, packed=packed)
    assert np.array_equal(opened(content), NOISE)


def test_rle_is_read() -> None:
    assert np.array_equal(opened(in_rle(dicom(NOISE))), NOISE)
    deep = GREY.astype(np.uint16) * 257
    assert np.array_equal(opened(in_rle(dicom(deep, "MONOCHROME2"))), in_three(GREY))


def test_rle_that_would_fill_the_memory_is_refused_before() -> None:
    frame = struct.pack("<16L", 1, 64, *[0] * 14) + b"\x81\0" * 100_000
    content = dicom(
        np.zeros((40, 60), np.uint8), "MONOCHROME2", syntax=uid.RLELossless, packed=frame
    )
    assert "damaged" in refused(content)


def test_the_first_of_several_frames_is_taken_and_told() -> None:
    content = changed(dicom(NOISE), NumberOfFrames=3, PixelData=NOISE.tobytes() + bytes(2 * 7200))
    found = open_dicom(content)
    assert np.array_equal(np.asarray(found.image), NOISE)
    assert found.remark == "has 3 pictures; the first was taken"
    assert open_dicom(dicom(NOISE)) == Opened(open_dicom(dicom(NOISE)).image, told=found.told)


def test_what_is_not_read_is_told() -> None:
    content = dicom(GREY, "MONOCHROME2")
    for more in ({"PixelRepresentation": 1}, {"PhotometricInterpretation": "HSV"}):
        assert "in a way that is not read" in refused(changed(content, **more))
    packed = dicom(GREY, "MONOCHROME2", syntax=uid.JPEGLosslessSV1, packed=b"\xff\xd8\xff\xd9")
    assert "packed as “JPEG Lossless" in refused(packed)
    deep = dicom(
        GREY.astype(np.uint16),
        "MONOCHROME2",
        stored=12,
        syntax=uid.JPEGExtended12Bit,
        packed=b"\xff\xd8\xff\xd9",
    )
    assert "packed as “JPEG Extended" in refused(deep)
    deflated = dicom(GREY, "MONOCHROME2", syntax=uid.DeflatedExplicitVRLittleEndian)
    assert "Deflated" in refused(deflated)


def test_a_huge_image_is_refused_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    content = dicom(GREY, "MONOCHROME2")
    whole: list[Any] = []

    def watched(*args: Any, **options: Any) -> Any:
        whole.append(options)
        return dcmread(*args, **options)

    from data.dicom import reading

    dcmread = reading.dcmread
    monkeypatch.setattr(reading, "dcmread", watched)
    assert "89 million pixels" in refused(changed(content, Rows=40_000, Columns=40_000))
    assert whole == [{"stop_before_pixels": True}]  # and nothing after it


def test_a_jpeg_of_another_size_than_the_header_says_is_refused() -> None:
    jpeg = encoded(SMOOTH, "JPEG")
    content = dicom(SMOOTH[:20], "YBR_FULL_422", syntax=uid.JPEGBaseline8Bit, packed=jpeg)
    assert "damaged" in refused(content)


def told(content: bytes) -> str:
    """What is wrong with a file; nothing where it can be read."""
    try:
        open_dicom(content)
    except ValueError as error:
        return str(error)
    return "This DICOM file is read."


@pytest.mark.parametrize(
    "whole",
    [
        dicom(GREY[:6, :6], "MONOCHROME2", PatientName=NAME, PatientIdentityRemoved=None),
        dicom(SMOOTH, "YBR_FULL_422", syntax=uid.JPEGBaseline8Bit, packed=encoded(SMOOTH, "JPEG")),
        in_rle(dicom(NOISE[:6, :6])),
    ],
    ids=["plain", "JPEG", "RLE"],
)
def test_a_file_cut_short_or_changed_anywhere_is_a_sentence(whole: bytes) -> None:
    said = [told(whole[:end]) for end in range(132, len(whole), 7)]
    rng = np.random.default_rng(0)
    for _ in range(300):
        broken = bytearray(whole)
        for place in rng.integers(132, len(whole), 3):
            broken[place] = rng.integers(0, 256)
        said.append(told(bytes(broken)))
    assert all(one.startswith("This DICOM file ") and NAME not in one for one in said)


def test_pixels_that_are_cut_short_are_refused() -> None:
    whole = dicom(NOISE)
    assert "damaged" in refused(whole[: len(whole) // 2])
    packed = dicom(
        SMOOTH, "YBR_FULL_422", syntax=uid.JPEGBaseline8Bit, packed=encoded(SMOOTH, "JPEG")[:400]
    )
    assert "damaged" in refused(packed)
