from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.errors import ImportRefusedError
from data.readers import read_sources
from data.readers.opening import opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.readers.records import Reading


def read(*paths: Path) -> Reading:
    with opened(paths) as sources:
        reading = read_sources(sources)
    assert reading.layout == "class-folders"
    assert reading.rows_in == len(reading.records) + len(reading.reported)
    return reading


def found(reading: Reading) -> dict[str, tuple[str, str | None]]:
    return {r.image_id: (r.diagnosis, r.split) for r in reading.records}


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def test_folders_are_classes(tmp_path: Path) -> None:
    reading = read(touch(tmp_path, "benign/a.jpg", "malignant/b.PNG"))
    assert found(reading) == {"a": ("benign", None), "b": ("malignant", None)}


@pytest.mark.parametrize("name", ["val", "valid", "Validation"])
def test_train_validation_and_test_are_parts(tmp_path: Path, name: str) -> None:
    reading = read(touch(tmp_path, "train/x/1.jpg", "Test/y/2.jpg", f"{name}/x/3.jpg"))
    assert found(reading) == {
        "1": ("x", "train"),
        "2": ("y", "test"),
        "3": ("x", "validation"),
    }


def test_folders_around_them_do_not_matter(tmp_path: Path) -> None:
    touch(tmp_path, "set/data/train/x/1.jpg", "set/data/test/y/2.jpg", "set/readme.txt")
    assert found(read(tmp_path)) == {"1": ("x", "train"), "2": ("y", "test")}


def test_a_train_folder_alone_is_no_given_split(tmp_path: Path) -> None:
    assert found(read(touch(tmp_path, "train/x/1.jpg", "train/y/2.jpg"))) == {
        "1": ("x", None),
        "2": ("y", None),
    }


def test_deeper_folders_belong_to_their_class(tmp_path: Path) -> None:
    reading = read(touch(tmp_path, "x/patient 1/1.jpg", "x/2.jpg", "y/3.jpg"))
    assert {r.diagnosis for r in reading.records} == {"x", "y"}
    assert len(reading.records) == 3


def test_same_names_in_two_classes_stay_two_images(tmp_path: Path) -> None:
    reading = read(
        touch(tmp_path, "train/x/1.jpg", "test/x/1.jpg", "train/y/1.jpg", "train/y/2.jpg")
    )
    assert sorted(found(reading)) == ["2", "test/x/1", "train/x/1", "train/y/1"]


def test_names_that_differ_in_case_or_extension_stay_apart(tmp_path: Path) -> None:
    reading = read(touch(tmp_path, "x/a.jpg", "x/a.png", "x/A.bmp", "y/b.jpg"))
    assert len(found(reading)) == 4
    assert len({name.lower() for name in found(reading)}) == 4


def test_unusual_names_are_taken_as_they_are(tmp_path: Path) -> None:
    reading = read(touch(tmp_path, "bösartig/Fall 1 (ä).jpg", "gutartig/色素.png"))
    assert {r.diagnosis for r in reading.records} == {"bösartig", "gutartig"}


def test_other_files_in_a_class_folder_are_reported(tmp_path: Path) -> None:
    reading = read(touch(tmp_path, "x/1.jpg", "x/notes.docx", "x/2.heic", "y/2.jpg", "readme.md"))
    assert [(r.where, "not an image" in r.why) for r in reading.reported] == [
        ("x/2.heic", True),
        ("x/notes.docx", True),
    ]


def test_a_zip_in_a_class_folder_is_to_be_unpacked(tmp_path: Path) -> None:
    reading = read(touch(tmp_path, "x/1.jpg", "x/more.ZIP", "x/notes.docx", "y/2.jpg"))
    told = {one.where: "Unpack it first" in one.why for one in reading.reported}
    assert told == {"x/more.ZIP": True, "x/notes.docx": False}


def test_an_image_beside_the_class_folders_is_reported(tmp_path: Path) -> None:
    reading = read(touch(tmp_path, "x/1.jpg", "y/2.jpg", "cover.jpg"))
    assert [r.where for r in reading.reported] == ["cover.jpg"]
    touch(tmp_path, "train/x/1.jpg", "train/y/1.jpg", "test/x/2.jpg")
    assert {r.where for r in read(tmp_path).reported} == {"x/1.jpg", "y/2.jpg", "cover.jpg"}


def test_what_the_system_leaves_behind_is_no_row(tmp_path: Path) -> None:
    touch(tmp_path, "x/1.jpg", "y/2.jpg", "x/Thumbs.db", "x/.DS_Store", "__MACOSX/x/._1.jpg")
    assert read(tmp_path).rows_in == 2


def test_zips_named_like_classes_are_classes(
    tmp_path: Path, pack: Callable[[Path, Path], Path]
) -> None:
    inside = touch(tmp_path / "one", "benign/1.jpg", "benign/2.jpg")
    first = pack(inside, tmp_path / "benign.zip")
    second = pack(touch(tmp_path / "two", "3.jpg"), tmp_path / "malignant.zip")
    reading = read(first, second)
    assert reading.diagnoses() == {"benign": 2, "malignant": 1}


def test_links_to_folders_are_followed_once(tmp_path: Path) -> None:
    touch(tmp_path / "away", "1.jpg")
    touch(tmp_path / "set", "y/2.jpg")
    (tmp_path / "set" / "x").symlink_to(tmp_path / "away")
    (tmp_path / "set" / "y" / "loop").symlink_to(tmp_path / "set")
    assert read(tmp_path / "set").diagnoses() == {"x": 1, "y": 1}


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match=r"There are no files in “.*”\. Choose the folder"):
        read(tmp_path)


def test_a_folder_without_any_images_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match=r"not a known layout\. Known are class folders"):
        read(touch(tmp_path, "a.txt", "b/c.pdf"))


def test_zips_inside_what_was_chosen_are_pointed_out(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="It holds a zip: unpack it first") as one:
        read(touch(tmp_path, "inner.zip"))
    assert "The 1 file in " in str(one.value)
    with pytest.raises(ImportRefusedError, match="It holds 2 zips: unpack them first"):
        read(touch(tmp_path, "inner.zip", "other.zip"))


def test_a_missing_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="There is no file or folder"):
        read(tmp_path / "gone")
