"""What lies torn beside photographs and was chosen by nobody: told of, and never in the way."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import pytest

from data.errors import ImportRefusedError
from data.preview import preview


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    for name in ("benign/1.jpg", "malignant/2.jpg"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


def torn(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04 cut short")
    return path


def evil(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("../evil.jpg", "x")
    return path


def soft(path: Path) -> Path:
    with h5py.File(path, "w") as file:
        file["link"] = h5py.SoftLink("/nowhere")
    return path


def external(path: Path) -> Path:
    with h5py.File(path, "w") as file:
        file["link"] = h5py.ExternalLink("gone.h5", "/x")
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (torn, "ISIC-images.zip"),
        (evil, "ISIC-images.zip"),
        (folder, "ISIC-images.zip"),
        (torn, "model.h5"),
        (soft, "model.h5"),
        (external, "model.h5"),
        (folder, "model.h5"),
    ],
)
def test_class_folders_are_read_beside_it(
    folders: Path, make: Callable[[Path], Path], name: str
) -> None:
    make(folders / name)
    assert preview(folders).diagnoses == {"benign": 1, "malignant": 1}


@pytest.mark.parametrize(
    ("make", "said"), [(torn, "cannot be opened as a zip"), (evil, "would leave the folder")]
)
def test_a_table_is_read_beside_a_zip_and_the_zip_told_of(
    folders: Path, make: Callable[[Path], Path], said: str
) -> None:
    make(folders / "ISIC-images.zip")
    torn(folders / "._ISIC-images.hdf5")  # what a Mac leaves on a stick
    (folders / "list.csv").write_text("image,label\n1,x\n2,y")
    found = preview(folders)
    assert found.diagnoses == {"x": 1, "y": 1}
    (remark,) = found.remarks
    assert said in remark
    assert remark.endswith("It was left aside.")


def test_where_nothing_else_lies_it_is_told(tmp_path: Path) -> None:
    torn(tmp_path / "ISIC-images.zip")
    with pytest.raises(ImportRefusedError, match=r"“ISIC-images\.zip” cannot be opened as a zip"):
        preview(tmp_path)


def test_a_photograph_torn_in_a_zip_beside_is_another_file(
    folders: Path, pack: Callable[[Path, Path], Path]
) -> None:
    (folders / "list.csv").write_text("image,label\n1,x\n2,y")
    path = pack(folders, folders.parent / "ISIC-images.zip")
    content = bytearray(path.read_bytes())
    content[content.index(b"benign/1.jpg", content.index(b"benign/1.jpg") + 12) - 16] ^= 0xFF
    path.unlink()
    (folders / "ISIC-images.zip").write_bytes(content)
    found = preview(folders)
    assert found.diagnoses == {"x": 1, "y": 1}
