"""Given outlines are found by the names of their photographs, and fitted as they are."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skin import disc

from data.errors import ImportCallError
from runs.explaining.lesion import GIVEN, given
from runs.explaining.outlines import OutlinesError, opened_outlines

NAMES = {
    "ISIC_0024306": "ISIC_0024306_segmentation.png",
    "ISIC_1": "masks/ISIC_1.png",
    "imd 2": "imd 2_Mask.PNG",
}


def outline(path: Path, radius: float = 0.2) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray((disc(60, radius) * 255).astype(np.uint8)[:45]).save(path)


@pytest.fixture(params=["folder", "zip"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "outlines"
    for name in NAMES.values():
        outline(folder / name)
    (folder / "flat_mask.png").parent.mkdir(exist_ok=True)
    Image.new("L", (9, 9)).save(folder / "flat_mask.png")
    (folder / "bad_mask.png").write_bytes(b"no picture")
    if request.param == "folder":
        return folder
    with zipfile.ZipFile(tmp_path / "outlines.zip", "w") as made:
        for file in folder.rglob("*.*"):
            made.write(file, file.relative_to(folder).as_posix())
    return tmp_path / "outlines.zip"


def test_each_is_found_by_its_photograph(place: Path) -> None:
    with opened_outlines(place) as outlines:
        for photograph in NAMES:
            path = outlines.file(f"{photograph}.jpg")
            assert path is not None
            lesion = given(path)
            assert lesion.by == GIVEN
            assert lesion.mask.shape == (45, 60)
            whole = outlines.lesion(photograph, 90, 120, "stretch")
            assert whole is not None
            assert whole.mask.mean() == pytest.approx(lesion.mask.mean(), abs=0.01)
            cut = outlines.lesion(photograph, 50, 50, "crop")
            assert cut is not None
            assert cut.mask.mean() == pytest.approx(whole.mask.mean() * 4 / 3, abs=0.02)
        assert outlines.file("other.jpg") is None
        assert outlines.lesion("other", 10, 10, "stretch") is None
        assert outlines.lesion("flat", 10, 10, "stretch") is None
        assert outlines.lesion("bad", 10, 10, "stretch") is None


def test_what_is_no_outline_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(ImportCallError, match="There is no file or folder"),
        opened_outlines(tmp_path / "nowhere"),
    ):
        pass
    with (
        pytest.raises(OutlinesError, match="There is no outline of a lesion"),
        opened_outlines(tmp_path),
    ):
        pass
    Image.new("RGB", (20, 20), "white").save(tmp_path / "white.png")
    with pytest.raises(ValueError, match=r"“white\.png” outlines nothing"):
        given(tmp_path / "white.png")
