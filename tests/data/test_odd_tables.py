"""Tables and folders as they should not be: no photograph gets another one's diagnosis."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from PIL import Image

from data.errors import ImportCallError
from data.importing import import_dataset
from data.preview import Preview, preview
from data.readers.records import Layout


def lay_out(folder: Path, tables: dict[str, str], *images: str) -> Path:
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    for number, name in enumerate(images):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(bytes([number % 256]))
    return folder


def taken(found: Preview) -> dict[str, str]:
    assert found.rows_in == len(found.records) + len(found.reported)
    return {record.file.name: record.diagnosis for record in found.records}


def why(found: Preview) -> list[str]:
    return [row.why for row in found.reported]


LINES = "file,label\nC:\\photos\\bert\\1.jpg,melanoma\nC:\\photos\\anna\\1.jpg,nevus\n"


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        (("anna/1.jpg", "bert/1.jpg"), {"anna/1.jpg": "nevus", "bert/1.jpg": "melanoma"}),
        (("Anna/1.JPG", "Bert/1.JPG"), {"Anna/1.JPG": "nevus", "Bert/1.JPG": "melanoma"}),
        (("bert/1.jpg",), {"bert/1.jpg": "melanoma"}),
        (("other/1.jpg",), {}),
    ],
)
def test_no_photograph_gets_the_diagnosis_of_another_folder(
    tmp_path: Path, images: tuple[str, ...], expected: dict[str, str]
) -> None:
    found = preview(lay_out(tmp_path, {"list.csv": LINES}, *images), Layout.TABLE)
    assert taken(found) == expected
    assert found.rows_in == 2 + (expected == {})


def test_where_a_name_stands_once_its_folder_may_differ(tmp_path: Path) -> None:
    tables = {"list.csv": "file,label\nimages/1.jpg,nevus\nimages/2.jpg,melanoma"}
    found = preview(lay_out(tmp_path, tables, "pictures/1.jpg", "pictures/2.jpg"))
    assert taken(found) == {"pictures/1.jpg": "nevus", "pictures/2.jpg": "melanoma"}


@pytest.mark.parametrize(
    ("named", "file"),
    [
        ("img_1.jpg", "IMG_1.JPG"),
        (unicodedata.normalize("NFC", "Müller"), unicodedata.normalize("NFD", "Müller") + ".jpg"),
    ],
)
def test_the_same_name_written_in_another_way_is_found(
    tmp_path: Path, named: str, file: str
) -> None:
    tables = {"list.csv": f"file,label\n{named},nevus\nother,melanoma"}
    found = preview(lay_out(tmp_path, tables, f"p/{file}", "p/other.jpg"))
    assert taken(found) == {f"p/{file}": "nevus", "p/other.jpg": "melanoma"}


def test_two_photographs_of_one_name_are_not_lost(tmp_path: Path) -> None:
    tables = {"list.csv": "file,label\n1,nevus\n2,melanoma"}
    found = preview(lay_out(tmp_path, tables, "a/1.jpg", "b/1.jpg", "b/2.jpg"))
    assert taken(found) == {"a/1.jpg": "nevus", "b/2.jpg": "melanoma"}
    (second,) = found.reported
    assert (second.where, second.why[:23]) == ("b/1.jpg", "This is a second file f")
    (tmp_path / "b" / "1.jpg").write_bytes((tmp_path / "a" / "1.jpg").read_bytes())
    assert not preview(tmp_path).reported  # the same file in another folder


def test_other_files_beside_class_folders_are_left_alone(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, {}, "benign/1.jpg", "malignant/2.jpg")
    with h5py.File(folder / "model.h5", "w") as file:
        file.create_group("model_weights")
    (folder / "notes.h5").write_bytes(b"no HDF5")
    with h5py.File(folder / "photographs.hdf5", "w") as file:
        file["x"] = np.void(b"\xff\xd8 JPEG")
    assert preview(folder).diagnoses == {"benign": 1, "malignant": 1}


def test_an_unpacked_hdf5_file_is_not_read_again(tmp_path: Path) -> None:
    tables = {"list.csv": "file,label\n1,nevus\n2,melanoma"}
    folder = lay_out(tmp_path, tables, "train-image/1.jpg", "train-image/2.jpg")
    with h5py.File(folder / "train-image.hdf5", "w") as file:
        file["1"] = np.void(b"\xff\xd8 JPEG")
    found = preview(folder)
    assert (taken(found), found.reported) == (
        {"train-image/1.jpg": "nevus", "train-image/2.jpg": "melanoma"},
        (),
    )


ISIC_2017 = "image_id,melanoma,seborrheic_keratosis\n"


def test_what_is_unknown_is_no_nevus(tmp_path: Path) -> None:
    lines = "A,0.0,0.0\nB,,\nC,?,?\nD,1.0\nE"
    images = [f"{name}.jpg" for name in "ABCDE"]
    found = preview(lay_out(tmp_path, {"gt.csv": ISIC_2017 + lines}, *images))
    assert taken(found) == {"A.jpg": "nevus"}
    assert len(found.reported) == 4
    assert all("has no diagnosis" in reason for reason in why(found))


def test_without_the_photograph_no_table_can_be_read(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, {"gt.csv": ISIC_2017 + "A,1.0,0.0"}, "A.jpg")
    with pytest.raises(ImportCallError, match="No column tells the image"):
        preview(folder, columns={"image": ""})


def test_the_second_column_of_one_name_can_be_chosen(tmp_path: Path) -> None:
    tables = {"list.csv": "image,diagnosis,Diagnosis\n1,melanoma,nevus\n2,nevus,nevus"}
    folder = lay_out(tmp_path, tables, "p/1.jpg", "p/2.jpg")
    assert taken(preview(folder)) == {"p/1.jpg": "melanoma", "p/2.jpg": "nevus"}
    assert preview(folder, columns={"diagnosis": "diagnosis (2)"}).diagnoses == {"nevus": 2}


def test_a_text_with_commas_is_no_table(tmp_path: Path) -> None:
    tables = {"README.txt": "From Graz, Linz, Wien, and more", "key.csv": "foto,verdict\n1,x\n2,y"}
    folder = lay_out(tmp_path, tables, "p/1.jpg", "p/2.jpg")
    assert preview(folder).columns == ("foto", "verdict")
    chosen = {"image": "foto", "diagnosis": "verdict"}
    assert preview(folder, columns=chosen).diagnoses == {"x": 1, "y": 1}


def test_a_text_beside_class_folders_is_no_table(tmp_path: Path) -> None:
    tables = {"README.txt": "From Graz, Linz, Wien, and more", "LICENSE": "CC BY, see above\n"}
    folder = lay_out(tmp_path, tables, "benign/1.jpg", "malignant/2.jpg")
    assert preview(folder).columns == ()
    lay_out(folder, {"list.txt": "image\tdiagnosis\n9\tnevus"})
    assert preview(folder).columns == ("image", "diagnosis")


def test_columns_without_any_table_are_refused(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, {}, "benign/1.jpg", "malignant/2.jpg")
    with pytest.raises(ImportCallError, match="There is no table among what was chosen") as refused:
        preview(folder, columns={"diagnosis": "verdict"})
    assert "leave the columns out" in refused.value.hint
    lay_out(folder, {"list.csv": "image,diagnosis\n9,nevus"})
    with pytest.raises(ImportCallError, match="No table has a column “verdict”"):
        preview(folder, columns={"diagnosis": "verdict"})


@pytest.mark.parametrize(
    "word", ["-", "–", "—", "n.a.", "Unbekannt", "missing", "Not available", "keine Angabe", "#N/A"]
)
def test_a_word_for_nothing_is_nobodys_id(tmp_path: Path, word: str) -> None:
    tables = {
        "list.csv": f"image,label,patient_id,age\n1,x,{word},{word}\n2,y,{word},5\n3,{word},,"
    }
    found = preview(lay_out(tmp_path, tables, "p/1.jpg", "p/2.jpg", "p/3.jpg"))
    assert [record.patient_id for record in found.records] == [None, None]
    assert why(found) == ["The line of “3” has no diagnosis (column label)."]


def test_a_table_alone_is_read_where_nobody_looks(desk: Any) -> None:
    desk.photos.mkdir()
    lines = [f"{number},{number % 2},P{number}" for number in range(20)]
    lay_out(desk.photos, {"list.csv": "\n".join(["image,label,patient", *lines])})
    found = import_dataset(
        workspace=desk.workspace, name="set", path=desk.photos, metadata_only=True
    )
    assert (found["layout"], found["imported"], found["patients"]) == ("table", 20, 20)


def test_tables_of_two_challenges_are_told(tmp_path: Path) -> None:
    tables = {
        "ISIC_2019_Training_GroundTruth.csv": "image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK\n"
        "1,0,1,0,0,0,0,0,0,0\n2,1,0,0,0,0,0,0,0,0",
        "ISIC_2020.csv": "image_name,patient_id,target\n3,P1,0\n4,P2,1",
    }
    folder = lay_out(tmp_path, tables, *(f"p/{number}.jpg" for number in range(1, 5)))
    first = preview(folder)
    (told,) = first.remarks
    assert (first.layout, len(first.records), len(first.reported)) == (Layout.ISIC_2020, 2, 2)
    assert told.startswith(
        "“ISIC_2019_Training_GroundTruth.csv” is of another layout (isic-2019) and was not read"
    )
    assert not preview(folder, Layout.ISIC_2019).remarks


def test_the_table_that_has_the_named_columns_is_read(tmp_path: Path) -> None:
    tables = {"a.csv": "image_id,label\n9,z", "b.csv": "key,verdict\n1,x\n2,y"}
    folder = lay_out(tmp_path, tables, "p/1.jpg", "p/2.jpg")
    chosen = {"image": "key", "diagnosis": "verdict"}
    assert preview(folder, columns=chosen).diagnoses == {"x": 1, "y": 1}


def test_tables_of_the_same_columns_are_read_together(tmp_path: Path) -> None:
    tables = {"train.csv": "image,label\n1,x\n2,y", "test.csv": "image,label\n3,x"}
    found = preview(lay_out(tmp_path, tables, "p/1.jpg", "p/2.jpg", "p/3.jpg"))
    assert {record.image_id: record.split for record in found.records} == {
        "1": "train",
        "2": "train",
        "3": "test",
    }


def test_a_refused_line_refuses_its_photograph_once(tmp_path: Path) -> None:
    tables = {"list.csv": "image,label\n1,x\n2,x\n2,y\n3,y,more\n4,y"}
    folder = lay_out(tmp_path, tables, *(f"p/{number}.jpg" for number in range(1, 5)))
    found = preview(folder)
    assert taken(found) == {"p/1.jpg": "x", "p/4.jpg": "y"}
    assert [row.where for row in found.reported] == [
        "list.csv, line 5",
        "list.csv, line 3",
        "list.csv, line 4",
    ]


def test_a_part_of_the_body_is_no_part_of_a_split(tmp_path: Path) -> None:
    tables = {"list.csv": "image,label,part\n1,x,arm\n2,y,leg"}
    assert len(taken(preview(lay_out(tmp_path, tables, "p/1.jpg", "p/2.jpg")))) == 2


def test_copies_across_a_given_split_are_left_out_and_told(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    parts = {
        f"{part}/{label}": 6 for part in ("train", "test") for label in ("benign", "malignant")
    }
    make_folders(desk.photos, parts)
    large = Image.fromarray(
        np.random.default_rng(9).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    ).resize((160, 120), Image.Resampling.BICUBIC)
    large.save(desk.photos / "test" / "benign" / "leak.png")
    turned = large.transpose(Image.Transpose.ROTATE_90)
    turned.save(desk.photos / "train" / "benign" / "copy.png")
    found = desk.take()
    (left,) = found["reported"]
    assert left["where"] == "train/benign/copy.png"
    assert "or a copy of any" in left["why"]
    dataset = desk.library.load("set")
    assert dataset.near_duplicates == []
    assert [set(pair.images) for pair in dataset.copies_left_out] == [{"copy", "leak"}]
