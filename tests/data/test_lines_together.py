"""Several lines and tables that speak of one photograph: nothing that they say is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.preview import Preview, preview


def lay_out(folder: Path, tables: dict[str, str], *images: str) -> Path:
    for name in (*tables, *images):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    for number, name in enumerate(images):
        (folder / name).write_bytes(bytes([number % 256]))
    return folder


def looked(folder: Path, **options: Any) -> Preview:
    found = preview(folder, **options)
    assert found.rows_in == len(found.records) + len(found.reported)
    return found


def joined(count: int) -> tuple[str, ...]:
    return (f"Lines that were read as one with another of the same photograph: {count}.",)


TWO = ("p/1.jpg", "p/2.jpg")
PLAIN = "isic_id,diagnosis\n1,nevus\n2,melanoma"
MORE = "isic_id,diagnosis,lesion_id,age_approx\n1,Nevus,L1,50\n2,,L2,60.0"


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_a_second_table_adds_what_the_first_lacks(tmp_path: Path, names: tuple[str, str]) -> None:
    more = MORE.replace("Nevus", "nevus")
    found = looked(lay_out(tmp_path, {names[0]: PLAIN, names[1]: more}, *TWO))
    assert [(one.lesion_id, one.age) for one in found.records] == [("L1", 50), ("L2", 60)]
    assert found.diagnoses == {"melanoma": 1, "nevus": 1}
    assert (found.rows_in, found.reported, found.remarks) == (2, (), joined(2))


def test_both_tables_of_isic_2020_bring_the_lesions(tmp_path: Path) -> None:
    head = "image_name,patient_id,{}sex,age_approx,anatom_site_general_challenge,diagnosis,"
    head += "benign_malignant,target\n"
    first = head.format("") + "1,P1,male,45.0,torso,unknown,benign,0\n"
    first += "2,P2,female,45.0,torso,melanoma,malignant,1\n"
    second = head.format("lesion_id,") + "1,P1,L1,male,45.0,torso,unknown,benign,0\n"
    second += "2,P2,L2,female,45.0,torso,melanoma,malignant,1\n"
    tables = {
        "ISIC_2020_Training_GroundTruth.csv": first,
        "ISIC_2020_Training_GroundTruth_v2.csv": second,
    }
    found = looked(lay_out(tmp_path, tables, *TWO))
    assert {(one.lesion_id, one.patient_id) for one in found.records} == {
        ("L1", "P1"),
        ("L2", "P2"),
    }
    assert not found.reported


def test_lines_that_disagree_are_reported_and_still_add(tmp_path: Path) -> None:
    tables = {"list.csv": "image,label,age,sex,lesion\n1,x,50,f,\n1,x,51,m,L1\n2,y,60,f,L2\n2,z,,,"}
    found = looked(lay_out(tmp_path, tables, *TWO))
    (record,) = found.records
    assert (record.age, record.sex, record.lesion_id) == (50, "female", "L1")
    age, *two = (row.why for row in found.reported)
    assert age.startswith(
        "“1” stands already in list.csv, line 2, with another age and another sex;"
    )
    assert [why[:44] for why in two] == ["“2” has several lines that disagree: y, z. D"] * 2
    assert found.remarks == ()


def test_lines_of_two_parts_are_perhaps_of_two_photographs(tmp_path: Path) -> None:
    tables = {
        "list.csv": "image,label,split,lesion\n1,x,train,\n1,x,test,L9\n2,y,Training,L2\n2,y,train,"
    }
    found = looked(lay_out(tmp_path, tables, *TWO))
    assert [(one.split, one.lesion_id) for one in found.records] == [
        ("train", None),
        ("train", "L2"),
    ]
    (reported,) = found.reported
    assert "stands already in list.csv, line 2, which is of another part" in reported.why


def test_a_line_without_diagnosis_beside_one_with_it_is_a_repeat(tmp_path: Path) -> None:
    tables = {"list.csv": "image,label\n1,\n1,x\n2,y"}
    found = looked(lay_out(tmp_path, tables, *TWO))
    assert {one.image_id: one.where for one in found.records}["1"] == "list.csv, line 3"
    assert (found.rows_in, found.reported, found.remarks) == (2, (), joined(1))


def test_a_download_beside_what_was_unpacked_of_it_doubles_nothing(
    tmp_path: Path, pack: Callable[[Path, Path], Path]
) -> None:
    folder = lay_out(tmp_path / "set", {"metadata.csv": MORE.replace(",,", ",melanoma,")}, *TWO)
    pack(folder, tmp_path / "ISIC-images.zip").rename(folder / "ISIC-images.zip")
    found = looked(folder)
    assert (found.rows_in, found.reported, found.remarks) == (2, (), joined(2))
    assert {one.file.source.copied for one in found.records} == {False}


def test_a_bad_line_does_not_take_the_photograph_of_a_good_one(tmp_path: Path) -> None:
    found = looked(lay_out(tmp_path, {"list.csv": "image,label\n1,x,note,more\n1,x\n2,y"}, *TWO))
    assert found.diagnoses == {"x": 1, "y": 1}
    assert [(row.where, row.why[:12]) for row in found.reported] == [
        ("list.csv, line 2", "The line has")
    ]


def test_the_only_line_of_a_photograph_refuses_it_once(tmp_path: Path) -> None:
    tables = {"list.csv": "image,label\n1,x,more\n1,x,and,more\n2,y"}
    found = looked(lay_out(tmp_path, tables, *TWO))
    assert [row.where for row in found.reported] == ["list.csv, line 2", "list.csv, line 3"]


ISIC_2019 = "image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK\n1,0,1,0,0,0,0,0,0,0\n2,1,0,0,0,0,0,0,0,0"
BESIDE = "image,age_approx,split,verdict\n1,50,train,benign\n2,60,TEST,malignant"


def test_columns_of_a_table_beside_can_tell_diagnosis_and_part(tmp_path: Path) -> None:
    tables = {"GroundTruth.csv": ISIC_2019, "Metadata.csv": BESIDE}
    folder = lay_out(tmp_path, tables, *TWO)
    assert looked(folder).diagnoses == {"mel": 1, "nv": 1}
    chosen = {"diagnosis": "verdict", "split": "split"}
    found = looked(folder, columns=chosen)
    assert [(one.diagnosis, one.split, one.age) for one in found.records] == [
        ("benign", "train", 50),
        ("malignant", "test", 60),
    ]
    (tmp_path / "Metadata.csv").write_text(f"{BESIDE}\n1,50,train,malignant".replace("TEST", "odd"))
    assert [(row.where, row.why[:10]) for row in looked(folder, columns=chosen).reported] == [
        ("GroundTruth.csv, line 2", "“1” has se"),
        ("GroundTruth.csv, line 3", "“odd” is n"),
    ]
