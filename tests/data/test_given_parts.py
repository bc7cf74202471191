"""A split that folders and tables name is kept: test photographs never become training ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.importing import import_dataset
from data.preview import preview

CLASSES = ("nevus", "melanoma")


def lay_out(folder: Path, *images: str) -> Path:
    for number, name in enumerate(images):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(bytes([number % 256]))
    return folder


def listed(path: Path, head: str, *lines: str) -> None:
    path.write_text("\n".join([head, *lines]), encoding="utf-8")


def parts(*paths: Path) -> dict[str, str | None]:
    found = preview(paths)
    assert found.layout == "table"
    assert found.rows_in == len(found.records) + len(found.reported)
    return {record.image_id: record.split for record in found.records}


GIVEN = ("train", "val", "Testing")


@pytest.fixture
def below(tmp_path: Path) -> Path:
    """A table above folders of parts and classes."""
    names = [f"{part}/{CLASSES[n % 2]}/{part}{n}.png" for part in GIVEN for n in range(2)]
    lines = [f"{Path(name).stem},{Path(name).parent.name},P{n}" for n, name in enumerate(names)]
    listed(lay_out(tmp_path / "set", *names) / "labels.csv", "image,label,patient_id", *lines)
    return tmp_path / "set"


EXPECTED = {
    **dict.fromkeys(("train0", "train1"), "train"),
    **dict.fromkeys(("val0", "val1"), "validation"),
    **dict.fromkeys(("Testing0", "Testing1"), "test"),
}


def test_folders_below_a_table_are_parts(below: Path) -> None:
    assert parts(below) == EXPECTED
    assert parts(*(below / part for part in GIVEN), below / "labels.csv") == EXPECTED


def test_a_column_goes_before_the_folders(below: Path) -> None:
    lines = [f"{name},x,test" for name in EXPECTED]
    listed(below / "labels.csv", "image,label,split", *lines, "other,y,train")
    assert parts(below) == dict.fromkeys(EXPECTED, "test")


@pytest.mark.parametrize("name", ["train", "test"])
def test_one_such_folder_around_all_is_no_split(tmp_path: Path, name: str) -> None:
    folder = lay_out(tmp_path / name, f"{name}/a/1.png", f"{name}/b/2.png")
    listed(folder / "labels.csv", "image,label", "1,x", "2,y")
    assert parts(folder) == {"1": None, "2": None}


def test_a_test_folder_beside_others_is_one(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, "images/1.png", "images/2.png", "test/3.png", "contest/4.png")
    listed(folder / "labels.csv", "image,label", "1,x", "2,y", "3,x", "4,y")
    assert parts(folder) == {"1": None, "2": None, "3": "test", "4": None}


def test_tables_in_folders_of_parts_bring_them(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, "train/1.png", "train/2.png", "test/3.png", "test/4.png")
    listed(folder / "train/metadata.csv", "image,label", "1,x", "2,y")
    listed(folder / "test/metadata.csv", "image,label", "3,x", "4,y")
    expected = {"1": "train", "2": "train", "3": "test", "4": "test"}
    assert parts(folder) == expected
    assert parts(folder / "train", folder / "test") == expected


def test_paths_in_a_table_name_parts_where_nobody_looks(desk: Any) -> None:
    desk.photos.mkdir()
    lines = [f"{part}/{n}.png,{CLASSES[n % 2]}" for part in ("train", "test") for n in range(8)]
    listed(desk.photos / "labels.csv", "image,label", *lines)
    found = import_dataset(
        workspace=desk.workspace, name="set", path=desk.photos, layout="table", metadata_only=True
    )
    assert found["splits"]["test"] == {"melanoma": 4, "nevus": 4}
