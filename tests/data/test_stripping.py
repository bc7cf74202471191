from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from data.image import open_rgb
from data.stripping import kind_of, stripped

NOISE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
PHOTO = Image.fromarray(NOISE)
SECRET = b"Jane Doe 1970-01-01"
GPS = 0x8825


def encoded(kind: str, image: Image.Image = PHOTO, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = SECRET.decode()
    tags.get_ifd(GPS)[1] = "N"
    return tags


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(open_rgb(io.BytesIO(content)))


def tagged(kind: str, orientation: int = 1) -> bytes:
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", SECRET.decode())
        text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        return encoded(kind, pnginfo=text, exif=exif(orientation))
    if kind == "JPEG":
        return encoded(
            kind, exif=exif(orientation), comment=SECRET, xmp=SECRET, icc_profile=SECRET * 9
        )
    return encoded(kind, exif=exif(orientation))


@pytest.mark.parametrize("orientation", [1, 3, 6])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_nothing_but_the_upright_picture_is_left(kind: str, orientation: int) -> None:
    raw = tagged(kind, orientation)
    assert SECRET in raw
    kept, suffix = stripped(raw)
    assert SECRET not in kept
    assert b"Exif" not in kept
    assert np.array_equal(pixels(kept), pixels(raw))
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert suffix == (".jpg" if kind == "JPEG" and orientation == 1 else ".png")


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"quality": 100}, {"restart_marker_rows": 1}]
)
def test_every_way_to_write_a_jpeg_keeps_its_data(options: dict[str, object]) -> None:
    raw = encoded("JPEG", comment=SECRET, **options)
    kept, suffix = stripped(raw)
    assert suffix == ".jpg"
    assert SECRET not in kept
    assert np.array_equal(pixels(kept), pixels(raw))


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_colour_spaces_survive(mode: str) -> None:
    raw = encoded("JPEG", PHOTO.convert(mode), comment=SECRET)
    assert np.array_equal(pixels(stripped(raw)[0]), pixels(raw))


def test_what_phones_add_behind_the_picture_goes() -> None:
    raw = encoded("JPEG") + SECRET
    kept, _ = stripped(raw)
    assert SECRET not in kept
    assert kept.endswith(b"\xff\xd9")
    frames = encoded("MPO", save_all=True, append_images=[PHOTO.rotate(90)])
    assert np.array_equal(pixels(stripped(frames)[0]), pixels(frames))
    assert len(stripped(frames)[0]) < len(frames)


def test_a_palette_keeps_its_transparency() -> None:
    image = PHOTO.convert("P")
    raw = encoded("PNG", image, transparency=3)
    assert np.array_equal(pixels(stripped(raw)[0]), pixels(raw))


def test_an_animation_keeps_its_first_frame() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    for kind in ("PNG", "GIF"):
        raw = encoded(kind, frames[0], save_all=True, append_images=frames[1:])
        assert pixels(stripped(raw)[0])[4, 4].tolist() == [255, 0, 0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF"])
def test_a_broken_file_is_a_sentence_not_a_copy(kind: str) -> None:
    raw = encoded(kind)
    with pytest.raises(ValueError, match=r"^The file is"):
        open_rgb(io.BytesIO(stripped(raw[: len(raw) // 2])[0]))


def test_kinds_are_told_by_content() -> None:
    kinds = ["JPEG", "PNG", "BMP", "TIFF", "GIF", "WEBP"]
    assert [kind_of(encoded(kind)) for kind in kinds] == kinds
    assert kind_of(b"%PDF-1.7") is None
