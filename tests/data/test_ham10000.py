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

HEADER = "lesion_id,image_id,dx,dx_type,age,sex,localization"


def read(*paths: Path) -> Reading:
    with opened(paths) as sources:
        reading = read_sources(sources)
    assert reading.layout == "ham10000"
    assert reading.rows_in == len(reading.records) + len(reading.reported)
    return reading


def build(folder: Path, lines: list[str], *images: str, table: str = "HAM10000_metadata") -> Path:
    for name in images:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    folder.mkdir(exist_ok=True)
    (folder / table).write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return folder


ROW_1 = "HAM_1,ISIC_1,nv,histo,45.0,male,back"
ROW_2 = "HAM_2,ISIC_2,mel,histo,,unknown,unknown"


@pytest.mark.parametrize("table", ["HAM10000_metadata", "HAM10000_metadata.csv", "other name.tab"])
def test_the_table_is_found_by_its_columns(tmp_path: Path, table: str) -> None:
    reading = read(build(tmp_path, [ROW_1, ROW_2], "i/ISIC_1.jpg", "i/ISIC_2.JPG", table=table))
    first, second = reading.records
    assert (first.image_id, first.lesion_id, first.diagnosis) == ("ISIC_1", "HAM_1", "nv")
    assert (first.age, first.sex, first.site, first.dx_type) == (45.0, "male", "back", "histo")
    assert (second.age, second.sex, second.site) == (None, None, None)
    assert first.licence == "CC BY-NC 4.0"
    assert "Tschandl" in str(first.attribution)


def test_images_lie_in_two_parts(tmp_path: Path) -> None:
    parts = "HAM10000_images_part_1/ISIC_1.jpg", "HAM10000_images_part_2/ISIC_2.jpg"
    assert len(read(build(tmp_path, [ROW_1, ROW_2], *parts)).records) == 2


def test_zips_beside_the_table_are_opened(
    tmp_path: Path, pack: Callable[[Path, Path], Path]
) -> None:
    folder = build(tmp_path / "set", [ROW_1, ROW_2])
    for number in (1, 2):
        part = build(tmp_path / f"p{number}", [], f"ISIC_{number}.jpg", table="x.md")
        pack(part, folder / f"HAM10000_images_part_{number}.zip")
    assert len(read(folder).records) == 2
    chosen = sorted(folder.iterdir())
    assert len(chosen) == 3
    assert len(read(*chosen).records) == 2


def test_semicolons_and_extensions_in_ids_are_understood(tmp_path: Path) -> None:
    folder = build(tmp_path, [], "ISIC_1.jpg")
    text = "\ufefflesion_id; image_id ;dx;age\nHAM_1;ISIC_1.jpg;nv;45,5\n"
    (folder / "HAM10000_metadata").write_text(text, encoding="utf-8")
    (record,) = read(folder).records
    assert (record.image_id, record.age) == ("ISIC_1", 45.5)


def reasons(reading: Reading) -> dict[str, str]:
    return {row.where: row.why for row in reading.reported}


def test_a_row_without_image_is_reported(tmp_path: Path) -> None:
    reading = read(build(tmp_path, [ROW_1, ROW_2], "ISIC_1.jpg"))
    why = reasons(reading)
    assert why == {"HAM10000_metadata, line 3": "There is no image file for “ISIC_2”."}
    assert reading.rows_in == 2


def test_an_image_without_row_is_reported(tmp_path: Path) -> None:
    reading = read(build(tmp_path, [ROW_1], "ISIC_1.jpg", "ISIC_9.jpg"))
    assert reasons(reading)["ISIC_9.jpg"].startswith("This image has no line in the table")
    assert reading.rows_in == 2


def test_a_repeated_row_counts_once(tmp_path: Path) -> None:
    reading = read(build(tmp_path, [ROW_1, ROW_2, ROW_1], "ISIC_1.jpg", "ISIC_2.jpg"))
    assert (len(reading.records), reading.rows_in, reading.reported) == (2, 2, [])
    told = "Lines that were read as one with another of the same photograph"
    assert reading.remarks == [f"{told}: 1."]


def test_rows_that_disagree_about_an_image_are_all_reported(tmp_path: Path) -> None:
    other = ROW_1.replace("nv", "mel")
    reading = read(build(tmp_path, [ROW_1, ROW_2, other], "ISIC_1.jpg", "ISIC_2.jpg"))
    assert [record.image_id for record in reading.records] == ["ISIC_2"]
    assert {where[-6:] for where in reasons(reading)} == {"line 2", "line 4"}
    assert "several lines that disagree: mel, nv" in str(reasons(reading))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("HAM_1,,nv,histo,1,male,back", "no image_id"),
        ("HAM_1,ISIC_1,,histo,1,male,back", "no diagnosis"),
        ("HAM_1,ISIC_1,nv,histo,1,male,back,more,and more", "9 cells, but the table has 7 columns"),
    ],
)
def test_a_faulty_row_is_reported(tmp_path: Path, line: str, why: str) -> None:
    reading = read(build(tmp_path, [line, ROW_2], "ISIC_1.jpg", "ISIC_2.jpg"))
    assert why in reasons(reading)["HAM10000_metadata, line 2"]
    assert [record.image_id for record in reading.records] == ["ISIC_2"]


def test_a_short_row_keeps_what_it_has(tmp_path: Path) -> None:
    (record,) = read(build(tmp_path, ["HAM_1,ISIC_1,nv"], "ISIC_1.jpg")).records
    assert (record.diagnosis, record.sex) == ("nv", None)


def test_other_files_are_left_aside(tmp_path: Path) -> None:
    folder = build(tmp_path, [ROW_1, ROW_2], "images/ISIC_1.jpg", "images/ISIC_2.jpg")
    build(folder, [], "images/ISIC_1_segmentation.png", "HAM10000_masks/ISIC_2.png", table="r.md")
    (folder / "binary.csv").write_text("image_id,label,split\nISIC_1,benign,train\n")
    (folder / "masks_200x150.zip").write_bytes(b"not even a zip")
    reading = read(folder)
    assert reading.rows_in == 2
    assert reading.remarks == ["2 masks of lesions were left aside."]


def test_a_second_copy_is_no_row_but_another_file_is(tmp_path: Path) -> None:
    folder = build(tmp_path, [ROW_1], "a/ISIC_1.jpg", "b/ISIC_1.jpg", "c/ISIC_1.jpg")
    (folder / "c" / "ISIC_1.jpg").write_bytes(b"another one")
    reading = read(folder)
    assert [record.file.name for record in reading.records] == ["a/ISIC_1.jpg"]
    assert list(reasons(reading)) == ["c/ISIC_1.jpg"]


def test_the_named_table_wins_over_one_with_the_same_columns(tmp_path: Path) -> None:
    folder = build(tmp_path, [ROW_1], "ISIC_1.jpg")
    (folder / "A_ISIC2018_test.csv").write_text(f"{HEADER}\n{ROW_2}\n")
    assert [record.image_id for record in read(folder).records] == ["ISIC_1"]


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    folder = build(tmp_path, ['HAM_1,"' + "x" * 200_000 + '",nv'], "ISIC_1.jpg")
    with pytest.raises(ImportRefusedError, match="is not a table from line 2 on"):
        read(folder)
