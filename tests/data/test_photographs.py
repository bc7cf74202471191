"""The photograph that a line means: never another's, never an outline, and found without search."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.preview import Preview, preview
from data.readers import photographs
from data.readers.records import Layout


def lay_out(folder: Path, lines: list[str], *images: str, head: str = "file,label") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "list.csv").write_text("\n".join([head, *lines]), encoding="utf-8")
    for number, name in enumerate(images):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(str(number).encode())
    return folder


def taken(found: Preview) -> dict[str, str]:
    assert found.rows_in == len(found.records) + len(found.reported)
    return {record.file.name: record.diagnosis for record in found.records}


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files, each time that one is held against those that are taken."""
    seen: list[str] = []
    key = photographs._key

    def counted(file: photographs.File) -> tuple[int, str]:
        seen.append(file.name)
        return key(file)

    monkeypatch.setattr(photographs, "_key", counted)
    return seen


MANY = {
    "by its folder": ("case_{}/overview.jpg", "case_{}/overview.jpg"),
    "by the folder above": ("case_{}/images/overview.jpg", "case_{}/images/overview.jpg"),
    "elsewhere": ("C:\\photos\\case_{}\\images\\overview.jpg", "in/case_{}/images/overview.jpg"),
}


@pytest.mark.parametrize(("named", "file"), MANY.values(), ids=MANY)
def test_photographs_of_one_name_are_found_without_search(
    tmp_path: Path, looked_at: list[str], named: str, file: str
) -> None:
    work = []
    for count in (50, 200):
        lines = [f"{named.format(n)},{('nevus', 'melanoma')[n % 2]}" for n in range(count)]
        images = [file.format(n) for n in range(count)]
        folder = lay_out(tmp_path / str(count), lines, *images)
        looked_at.clear()
        found = taken(preview(folder))
        assert found == {name: ("nevus", "melanoma")[n % 2] for n, name in enumerate(images)}
        work.append(len(looked_at))
    assert work[1] <= 5 * work[0]  # four times the photographs: four times the work, not sixteen


def test_one_name_for_all_photographs_names_none_of_them(
    tmp_path: Path, looked_at: list[str]
) -> None:
    work = []
    for count in (50, 200):
        lines = [f"case_{n},overview.jpg,x" for n in range(count)]
        images = [f"case_{n}/overview.jpg" for n in range(count)]
        folder = lay_out(tmp_path / str(count), lines, *images, head="folder,file,label")
        looked_at.clear()
        found = preview(folder)
        assert (found.layout, len(found.records)) == (Layout.CLASS_FOLDERS, count)
        work.append(len(looked_at))
    assert work[1] <= 5 * work[0]


def test_a_missing_photograph_is_not_replaced_by_another_case_s(tmp_path: Path) -> None:
    lines = ["case_1/img/1.jpg,melanoma", "case_2/img/1.jpg,nevus", "case_3/img/2.jpg,nevus"]
    found = preview(lay_out(tmp_path, lines, "case_2/img/1.jpg", "in/case_3/img/2.jpg"))
    assert taken(found) == {"case_2/img/1.jpg": "nevus", "in/case_3/img/2.jpg": "nevus"}
    assert [row.why for row in found.reported] == ["There is no image file for “case_1/img/1”."]


@pytest.mark.parametrize("folder", ["unmasked", "Maskell", "Demasking", "segmental"])
def test_a_word_that_holds_mask_is_none(tmp_path: Path, folder: str) -> None:
    images = (f"{folder}/1.jpg", f"{folder}/2_unmask.jpg", "other/3.jpg")
    found = preview(lay_out(tmp_path, ["1,x", "2_unmask,y", "3,y"], *images))
    assert set(taken(found)) == set(images)


@pytest.mark.parametrize("folder", ["masks", "HAM10000_segmentations_lesion", "LesionMasks/a"])
def test_an_outline_is_no_photograph(tmp_path: Path, folder: str) -> None:
    images = ("p/1.jpg", "p/2.jpg", f"{folder}/1.png", f"{folder}/3.png", "p/1_mask.png")
    found = preview(lay_out(tmp_path, ["1,x", "2,y", "3,y"], *images))
    assert set(taken(found)) == {"p/1.jpg", "p/2.jpg"}
    assert found.remarks == ("3 masks of lesions were left aside.",)
    assert [row.why for row in found.reported] == ["There is no image file for “3”."]


def test_what_a_table_names_is_a_photograph(tmp_path: Path) -> None:
    lines = ["1_mask.jpg,x", "mask study/2.jpg,y", "3,y"]
    found = preview(lay_out(tmp_path, lines, "p/1_mask.jpg", "mask study/2.jpg", "p/3.jpg"))
    assert len(taken(found)) == 3
    assert not found.remarks


def test_where_all_lie_in_such_a_folder_it_means_something_else(tmp_path: Path) -> None:
    found = preview(lay_out(tmp_path, ["1,x", "2,y"], "mask study/1.jpg", "mask study/2.jpg"))
    assert len(taken(found)) == 2
    (remark,) = found.remarks
    assert remark.startswith("All images lie in folders that are called masks")
