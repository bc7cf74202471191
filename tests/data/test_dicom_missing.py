"""DICOM files where pydicom is not installed: told row by row, and all else as ever."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.opened import is_dicom, open_photograph, reads_dicom
from data.preview import preview

ROOT = Path(__file__).resolve().parents[2]
CONTENT = bytes(128) + b"DICM" + bytes(200)


@pytest.fixture(autouse=True)
def _without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydicom", None)


def test_each_file_is_told_with_what_to_install(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, {"benign": 6, "malignant": 5})
    for name in ("benign/a.dcm", "malignant/b.DCM"):
        (desk.photos / name).write_bytes(CONTENT)
    found = desk.take()
    assert found["imported"] == 11
    assert set(desk.why(found)) == {"benign/a.dcm", "malignant/b.DCM"}
    for why in desk.why(found).values():
        assert why == (
            "Reading DICOM files needs one more package, pydicom: "
            'pip install "lesion-studio[dicom]", then import again.'
        )


def test_a_folder_of_nothing_else_is_refused_with_what_to_install(desk: Any) -> None:
    for name in ("benign/a.dcm", "malignant/b.dcm"):
        (desk.photos / name).parent.mkdir(parents=True)
        (desk.photos / name).write_bytes(CONTENT)
    assert all(one.pixels is None for one in preview(desk.photos, samples=2).samples)
    assert len(preview(desk.photos).records) == 2
    with pytest.raises(ValueError, match="pip install"):
        open_photograph(desk.photos / "benign" / "a.dcm")
    assert not reads_dicom()


def test_what_only_its_name_calls_dicom_is_told(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, {"benign": 6, "malignant": 5})
    (desk.photos / "benign" / "old.dcm").write_bytes(b"\x08\0\x05\0CS" + bytes(300))
    (desk.photos / "benign" / "photo.dcm").write_bytes(
        (desk.photos / "benign" / "0.png").read_bytes()
    )
    found = desk.take()
    assert "the letters DICM are missing" in desk.why(found)["benign/old.dcm"]
    assert found["remarks"] == ["“benign/photo.dcm” is a PNG by its content, and was read as one."]


@pytest.mark.parametrize("content", [b"", b"DICM", bytes(128) + b"DIC", bytes(127) + b"DICM "])
def test_only_the_four_letters_in_their_place_make_it_dicom(content: bytes) -> None:
    assert not is_dicom(content)
    assert is_dicom(CONTENT[:132])


def test_photographs_of_other_kinds_load_no_pydicom(
    tmp_path: Path, make_folders: Callable[..., Path]
) -> None:
    make_folders(tmp_path / "photos", {"benign": 4, "malignant": 4})
    work = (
        "import sys; from data.importing import import_dataset; "
        "import_dataset(workspace='home', name='set', path='photos'); "
        "print([name for name in sys.modules if name.split('.')[0] == 'pydicom'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", work],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_other_photographs_are_opened_as_before(desk: Any, paint: Callable[..., Path]) -> None:
    path = paint(desk.photos / "a.png", 0)
    by_path, by_bytes = open_photograph(path), open_photograph(path.read_bytes())
    assert np.array_equal(np.asarray(by_path), np.asarray(by_bytes))
    with pytest.raises(ValueError, match=r"“gone\.png” is not there"):
        open_photograph(desk.photos / "gone.png")


def test_the_pages_open_originals_of_every_kind() -> None:
    """``data.image`` alone would take a DICOM file, which the dataset holds, for a broken one."""
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py")}
    assert [path.name for path, text in texts.items() if "from data.image import" in text] == []
