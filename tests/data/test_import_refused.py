"""What an import refuses, in which words, and that nothing is left of it."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from data.errors import ImportRefusedError
from data.importing import import_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDERS = {"benign": 6, "malignant": 5}


def test_an_empty_folder_is_refused(desk: Any) -> None:
    desk.photos.mkdir()
    assert "There are no files" in desk.refused()


@pytest.mark.parametrize("path", [None, "", " "])
def test_nothing_chosen_is_refused(desk: Any, path: str | None) -> None:
    assert desk.refused(path=path) == "No folder or file was chosen."


def test_one_class_only_is_refused(desk: Any, make_folders: Callable[..., Path]) -> None:
    make_folders(desk.photos, {"benign": 4})
    assert desk.refused() == "All 4 photographs are of one class, “benign”."


def test_one_class_left_by_bad_photographs_is_refused(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, {"benign": 4, "malignant": 3})
    for path in (desk.photos / "malignant").iterdir():
        path.write_text("no picture")
    said = desk.refused()
    assert said.startswith("All 4 photographs are of one class, “benign”. The first row left out,")
    assert "0.png" in said


def test_rows_without_any_image_are_refused(desk: Any, make_ham: Callable[..., Path]) -> None:
    make_ham(desk.photos, lesions={"mel": 3, "nv": 3})
    shutil.rmtree(desk.photos / "images")
    assert (
        "None of 6 rows can be used. The first row left out, HAM10000_metadata.csv, line 2"
        in desk.refused()
    )


@pytest.mark.parametrize("views", [1, 3])
def test_a_class_with_fewer_lesions_than_parts_is_refused(
    desk: Any, make_ham: Callable[..., Path], views: int
) -> None:
    make_ham(desk.photos, lesions={"mel": 2, "nv": 9}, views=views)
    assert desk.refused() == (
        "Class “mel” has 2 lesions, but none is left for test: "
        "train, validation and test need at least one each."
    )


def test_a_class_that_is_missing_from_a_given_part_is_refused(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, {"train/a": 4, "train/b": 4, "test/a": 2})
    assert "Class “b” has 4 images, but none is left for test" in desk.refused()


def test_twins_can_make_a_class_too_small(desk: Any, make_folders: Callable[..., Path]) -> None:
    make_folders(desk.photos, {"benign": 5, "malignant": 3})
    for name in ("1.png", "2.png"):
        shutil.copy(desk.photos / "malignant/0.png", desk.photos / "malignant" / name)
    assert "Class “malignant” has 1 image, but none is left for" in desk.refused()


def test_a_taken_name_is_refused_and_the_dataset_stays(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, FOLDERS)
    first = desk.take("My set")
    with pytest.raises(ImportRefusedError, match="is there already"):
        import_dataset(workspace=desk.workspace, name="my SET", path=desk.photos)
    assert desk.library.load("My set").digest == first["digest"]


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 81])
def test_a_name_that_cannot_be_is_refused(
    desk: Any, make_folders: Callable[..., Path], name: str
) -> None:
    make_folders(desk.photos, FOLDERS)
    assert "cannot be the name of a dataset" in desk.refused(name=name)


def test_a_zip_that_leads_elsewhere_is_refused(desk: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as file:
        file.writestr("../evil.jpg", "x")
    assert "would leave the folder" in desk.refused(path=tmp_path / "evil.zip")


def test_unknown_layouts_are_refused(desk: Any, make_folders: Callable[..., Path]) -> None:
    make_folders(desk.photos, FOLDERS)
    assert desk.refused(layout="isic") == "There is no layout “isic”."
    assert "not the layout “ham10000”" in desk.refused(layout="ham10000")


def test_an_import_that_is_stopped_leaves_nothing(
    desk: Any, make_folders: Callable[..., Path], pack: Callable[[Path, Path], Path]
) -> None:
    make_folders(desk.photos, {"benign": 40, "malignant": 40})
    zipped = pack(desk.photos, desk.photos.parent / "set.zip")

    def stop(done: int, *_: object) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.take(path=zipped, progress=stop)
    assert desk.left_behind() == []
    assert desk.take(path=zipped)["imported"] == 80


def test_what_a_killed_import_left_is_cleared_away(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, FOLDERS)
    rubble = desk.library.folder / "set.partial"
    (rubble / "pixels").mkdir(parents=True)
    (rubble / "dataset.json").write_text("{}")
    assert desk.library.names() == []
    desk.take()
    assert desk.left_behind() == ["set"]


def test_two_imports_of_one_name_do_not_meet(desk: Any, make_folders: Callable[..., Path]) -> None:
    make_folders(desk.photos, FOLDERS)
    seen: list[str] = []

    def again(done: int, *_: object) -> None:
        if done == 5:
            with pytest.raises(ImportRefusedError) as caught:
                import_dataset(workspace=desk.workspace, name="set", path=desk.photos)
            seen.append(caught.value.message)

    desk.take(progress=again)
    assert seen == ["“set” is being imported right now."]
