"""The kinds of image stand in one place: reader, upload, documents and command agree."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from data.image import FORMATS, load_image
from data.kinds import ENDINGS, IN_WORDS
from data.stripping import MAGIC, SUFFIXES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending_is_of_a_kind_that_is_read(ending: str, tmp_path: Path) -> None:
    kind = Image.registered_extensions()[f".{ending}"]
    file = tmp_path / f"picture.{ending}"
    Image.new("RGB", (20, 10), (200, 120, 90)).save(file, kind)
    assert load_image(file, 8, 8).mean(axis=(0, 1)) == pytest.approx([200, 120, 90], abs=4)
    assert kind in FORMATS


def test_of_several_pictures_in_a_file_the_first_is_read() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    moving = io.BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    moving.seek(0)
    assert load_image(moving, 8, 8)[0, 0].tolist() == [255, 0, 0]


def test_what_is_taken_apart_is_what_is_read() -> None:
    assert set(SUFFIXES) == set(FORMATS) == set(MAGIC.values())
    assert {ending.removeprefix(".") for kind in SUFFIXES.values() for ending in kind} == set(
        ENDINGS
    )


@pytest.mark.parametrize(
    "page", ["README.md", "docs/data.md", "docs/command-line.md", "docs/predict.md"]
)
def test_the_documents_name_all_of_them(page: str) -> None:
    assert IN_WORDS in " ".join((ROOT / page).read_text(encoding="utf-8").split())
