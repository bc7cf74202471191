"""The one pixel function: every kind of file becomes upright RGB, or a sentence."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import data.image
from data.image import FORMATS, TURNS, fitted, load_image, open_rgb

NOISE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
PHOTO = Image.fromarray(NOISE)


def encoded(image: Image.Image, kind: str, **options: object) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    return file


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
def test_lossless_files_come_back_exactly(kind: str) -> None:
    assert np.array_equal(load_image(encoded(PHOTO, kind), 40, 60), NOISE)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_kind_of_file_is_read(kind: str) -> None:
    smooth = PHOTO.resize((1, 1)).resize((60, 40))
    pixels = load_image(encoded(smooth, kind), 20, 30)
    assert pixels.shape == (20, 30, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels.astype(int) - np.asarray(smooth)[0, 0]).max() <= 12


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "PA", "RGBA", "CMYK", "YCbCr", "LAB"])
def test_every_colour_mode_becomes_three_channels(mode: str) -> None:
    assert load_image(encoded(PHOTO.convert(mode), "TIFF"), 8, 8).shape == (8, 8, 3)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_of_grey_keep_their_upper_eight(kind: str) -> None:
    deep = np.full((10, 10), 0xC0FF, dtype=np.uint16)
    pixels = load_image(encoded(Image.fromarray(deep), kind), 10, 10)
    assert (pixels == 0xC0).all()


def test_transparency_lies_on_white() -> None:
    clear = Image.new("RGBA", (10, 10), (200, 0, 0, 0))
    assert (load_image(encoded(clear, "PNG"), 10, 10) == 255).all()
    half = Image.new("RGBA", (10, 10), (0, 0, 0, 128))
    assert np.unique(load_image(encoded(half, "PNG"), 10, 10)).tolist() == [127]


def test_a_transparent_palette_colour_lies_on_white() -> None:
    image = Image.new("P", (10, 10), 0)
    image.putpalette([10, 20, 30] * 256)
    file = encoded(image, "PNG", transparency=0)
    assert (load_image(file, 10, 10) == 255).all()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_cameras_turn_is_undone(orientation: int, kind: str) -> None:
    quarters = np.zeros((40, 60, 3), dtype=np.uint8)
    quarters[:20, :30] = 250
    quarters[20:, 30:] = 120
    upright = Image.fromarray(quarters)
    undo = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    turn = undo.get(orientation, TURNS.get(orientation))
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = encoded(upright if turn is None else upright.transpose(turn), kind, exif=exif)
    pixels = load_image(file, 40, 60).astype(int)
    assert [pixels[y, x, 0] // 50 for y, x in [(8, 8), (8, 50), (30, 8), (30, 50)]] == [5, 0, 0, 2]


def test_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    file = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert load_image(file, 9, 9)[4, 4].tolist() == [255, 0, 0]


def test_shrinking_averages_and_enlarging_blends() -> None:
    stripes = Image.fromarray(np.tile(np.uint8([[[0] * 3], [[200] * 3]]), (50, 100, 1)))
    assert (fitted(stripes, 50, 50) == 100).all()
    edge = Image.fromarray(np.uint8([[[0] * 3, [200] * 3]]))
    assert fitted(edge, 1, 8)[0, :, 0].tolist() == [0, 0, 25, 75, 125, 175, 200, 200]


def test_one_axis_may_shrink_while_the_other_grows() -> None:
    columns = Image.fromarray(np.tile(np.uint8([[[0] * 3, [200] * 3]]), (4, 8, 1)))
    assert (fitted(columns, 16, 8) == 100).all()


def test_pad_keeps_proportions_with_black_bars() -> None:
    pixels = fitted(Image.new("RGB", (200, 100), "white"), 64, 64, "pad")
    assert pixels[:, 0, 0].nonzero()[0].tolist() == list(range(16, 48))


def test_crop_keeps_the_middle() -> None:
    wide = np.zeros((10, 30, 3), dtype=np.uint8)
    wide[:, 10:20] = 255
    assert (fitted(Image.fromarray(wide), 20, 20, "crop") == 255).all()


@pytest.mark.parametrize("fit", ["stretch", "pad", "crop"])
@pytest.mark.parametrize("size", [(1, 1), (224, 10), (10, 224)])
def test_extreme_proportions_still_fill_the_frame(size: tuple[int, int], fit: str) -> None:
    assert fitted(Image.new("RGB", (2, 3000)), *size, fit).shape == (*size, 3)


def test_an_unknown_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="stretch, pad or crop"):
        fitted(PHOTO, 8, 8, "squeeze")


def test_reading_is_the_same_from_a_path_and_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ä b.jpg"
    PHOTO.save(path)
    with path.open("rb") as file:
        assert np.array_equal(load_image(path, 24, 24), load_image(file, 24, 24))


def test_a_file_that_is_no_image_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.jpg"
    path.write_text("not a picture")
    with pytest.raises(ValueError, match=r"“notes\.jpg” is not an image of a known kind \(JPEG"):
        load_image(path, 8, 8)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"“gone\.jpg” is not there"):
        load_image(tmp_path / "gone.jpg", 8, 8)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"])
def test_an_image_cut_short_is_a_sentence(kind: str) -> None:
    whole = encoded(PHOTO, kind).getvalue()
    with pytest.raises(ValueError, match=r"^The file "):
        load_image(io.BytesIO(whole[: len(whole) // 2]), 8, 8)


def test_a_huge_image_is_refused_by_its_header() -> None:
    header = encoded(Image.new("1", (1, 1)), "BMP").getvalue()
    huge = header[:18] + (40_000).to_bytes(4, "little") * 2 + header[26:]
    with pytest.raises(ValueError, match="more than 89 million pixels"):
        load_image(io.BytesIO(huge), 8, 8)


def test_decimal_pixels_are_refused() -> None:
    with pytest.raises(ValueError, match="decimal numbers"):
        open_rgb(encoded(Image.new("F", (5, 5)), "TIFF"))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_camera_data_does_not_cost_the_photograph() -> None:
    file = encoded(PHOTO, "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")
    assert load_image(file, 40, 60).shape == (40, 60, 3)


def test_the_file_can_be_printed_into_a_script() -> None:
    tree = ast.parse(Path(data.image.__file__).read_text(encoding="utf-8"))
    imports = {
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imports == {"pathlib", "typing", "numpy", "PIL"}


def test_a_picture_outlives_its_file(tmp_path: Path) -> None:
    PHOTO.save(tmp_path / "a.png")
    image = open_rgb(tmp_path / "a.png")
    (tmp_path / "a.png").unlink()
    assert np.array_equal(np.asarray(image.resize(image.size)), NOISE)
