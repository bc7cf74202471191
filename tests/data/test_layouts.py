"""Every layout is recognised by itself, from tables with the real names of its columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from data.errors import DatasetError, ImportCallError, ImportRefusedError
from data.importing import import_dataset
from data.preview import columns_at, preview
from data.readers.opening import opened
from data.readers.records import Layout, Record, Split
from data.readers.roles import Role, parse_columns

ISIC_2024_HEAD = (
    "isic_id,target,patient_id,age_approx,sex,anatom_site_general,attribution,copyright_license"
)


def lay_out(folder: Path, tables: dict[str, str], *images: str) -> Path:
    for name, text in tables.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.strip() + "\n", encoding="utf-8")
    for name in images:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


HAM = {
    "HAM10000_metadata.csv": """
lesion_id,image_id,dx,dx_type,age,sex,localization,dataset
HAM_0000118,ISIC_0027419,bkl,histo,80.0,male,scalp,vidir_modern
HAM_0001466,ISIC_0031633,mel,histo,75.0,female,ear,vidir_modern"""
}
ARCHIVE_NEW = {
    "metadata.csv": """
isic_id,attribution,copyright_license,age_approx,anatom_site_1,anatom_site_2,diagnosis_1,\
diagnosis_2,diagnosis_3,diagnosis_confirm_type,fitzpatrick_skin_type,image_type,lesion_id,\
patient_id,sex
ISIC_0000001,MSKCC,CC-BY,40,Trunk,Back,Benign,Benign melanocytic proliferations,Nevus,\
histopathology,II,dermoscopic,IL_1,IP_1,female
ISIC_0000002,"Anonymous, of Graz",CC-0,,,,Malignant,\
Malignant melanocytic proliferations (Melanoma),,,,dermoscopic,IL_2,IP_2,""",
    "attribution.txt": "MSKCC",
    "licenses/CC-BY.txt": "the licence",
}
ARCHIVE_OLD = {
    "metadata.csv": """
isic_id,attribution,copyright_license,age_approx,anatom_site_general,benign_malignant,diagnosis,diagnosis_confirm_type,image_type,melanocytic,sex
ISIC_0000001,MSKCC,CC-0,55,anterior torso,benign,nevus,,dermoscopic,True,female
ISIC_0000002,MSKCC,CC-0,70,,malignant,melanoma,histopathology,dermoscopic,True,male"""
}
ISIC_2016 = {
    "ISBI2016_ISIC_Part3_Training_GroundTruth.csv": """
ISIC_0000001,benign
ISIC_0000002,malignant""",
    "ISBI2016_ISIC_Part3_Test_GroundTruth.csv": """
ISIC_0000003,0.0
ISIC_0000004,1.0""",
}
ISIC_2017 = {
    "ISIC-2017_Training_Part3_GroundTruth.csv": """
image_id,melanoma,seborrheic_keratosis
ISIC_0000001,0.0,0.0
ISIC_0000002,1.0,0.0
ISIC_0000003,0.0,1.0""",
    "ISIC-2017_Training_Data_metadata.csv": """
image_id,age_approximate,sex
ISIC_0000001,55,female
ISIC_0000002,unknown,unknown
ISIC_0000003,70,male""",
}
ISIC_2018 = {
    "ISIC2018_Task3_Training_GroundTruth.csv": """
image,MEL,NV,BCC,AKIEC,BKL,DF,VASC
ISIC_0000001,0.0,1.0,0.0,0.0,0.0,0.0,0.0
ISIC_0000002,1.0,0.0,0.0,0.0,0.0,0.0,0.0""",
    "ISIC2018_Task3_Training_LesionGroupings.csv": """
image,lesion_id,diagnosis_confirm_type
ISIC_0000001,HAM_0000001,serial imaging showing no change
ISIC_0000002,HAM_0000002,histopathology""",
    "ISIC2018_Task3_Validation_GroundTruth.csv": """
image,MEL,NV,BCC,AKIEC,BKL,DF,VASC
ISIC_0000003,0.0,0.0,0.0,0.0,0.0,0.0,1.0""",
}
ISIC_2019 = {
    "ISIC_2019_Training_GroundTruth.csv": """
image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK
ISIC_0000001,0.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0
ISIC_0000002_downsampled,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,0.0""",
    "ISIC_2019_Training_Metadata.csv": """
image,age_approx,anatom_site_general,lesion_id,sex
ISIC_0000001,55,anterior torso,,female
ISIC_0000002_downsampled,30,,MSK4_0011169,male""",
}
ISIC_2020 = {
    "train.csv": """
image_name,patient_id,sex,age_approx,anatom_site_general_challenge,diagnosis,benign_malignant,target
ISIC_0000001,IP_7279968,male,45.0,head/neck,unknown,benign,0
ISIC_0000002,IP_3075186,female,45.0,upper extremity,melanoma,malignant,1
ISIC_0000003,IP_0000009,female,50.0,torso,nevus,benign,0""",
    "ISIC_2020_Training_Duplicates.csv": """
image_name_1,image_name_2
ISIC_0000001,ISIC_0000003""",
    "test.csv": """
image_name,patient_id,sex,age_approx,anatom_site_general_challenge
ISIC_0000009,IP_1,male,70,""",
}
ISIC_2024_LINES = """
isic_id,target,patient_id,age_approx,sex,anatom_site_general,\
clin_size_long_diam_mm,image_type,tbp_lv_A,attribution,copyright_license,lesion_id,iddx_full,\
iddx_1,mel_mitotic_index,mel_thick_mm,tbp_lv_dnn_lesion_confidence
ISIC_0015670,0,IP_1235828,60.0,male,lower extremity,3.04,TBP tile: close-up,20.2,\
Memorial Sloan Kettering Cancer Center,CC-BY,,Benign,Benign,,,97.5
ISIC_0015845,1,IP_8170065,60.0,male,head/neck,1.1,TBP tile: close-up,31.7,\
Memorial Sloan Kettering Cancer Center,CC-BY,IL_6727506,Malignant::Melanoma,Malignant,,0.5,3.1"""
ISIC_2024 = {"train-metadata.csv": ISIC_2024_LINES}
PAD = {
    "metadata.csv": """
patient_id,lesion_id,smoke,drink,background_father,background_mother,age,pesticide,gender,\
skin_cancer_history,cancer_history,has_piped_water,has_sewage_system,fitspatrick,region,\
diameter_1,diameter_2,diagnostic,itch,grew,hurt,changed,bleed,elevation,img_id,biopsed
PAT_1516,1765,,,,,8,,FEMALE,,,,,3.0,ARM,,,NEV,\
False,False,False,False,False,False,PAT_1516_1765_530.png,False
PAT_46,881,False,False,POMERANIA,POMERANIA,55,False,MALE,True,True,True,True,,NECK,6.0,5.0,BCC,True,True,False,True,\
True,True,PAT_46_881_939.png,True"""
}
OTHER = {
    "list.csv": """
Filename;Diagnosis;Patient;Age
pictures/a.jpg;nevus;p1;45
pictures/b.jpg;melanoma;p2;50"""
}
TWO = ("images/ISIC_0000001.jpg", "images/ISIC_0000002.jpg")
CASES: dict[str, tuple[Layout, dict[str, str], tuple[str, ...], dict[str, int]]] = {
    "HAM10000": (
        Layout.HAM10000,
        HAM,
        ("HAM10000_images_part_1/ISIC_0027419.jpg", "HAM10000_images_part_2/ISIC_0031633.jpg"),
        {"bkl": 1, "mel": 1},
    ),
    "ISIC Archive": (
        Layout.ISIC_ARCHIVE,
        ARCHIVE_NEW,
        ("ISIC_0000001.jpg", "ISIC_0000002.jpg"),
        {"Malignant melanocytic proliferations (Melanoma)": 1, "Nevus": 1},
    ),
    "ISIC Archive, older": (
        Layout.ISIC_ARCHIVE,
        ARCHIVE_OLD,
        ("ISIC_0000001.jpg", "ISIC_0000002.jpg"),
        {"melanoma": 1, "nevus": 1},
    ),
    "ISIC 2016": (
        Layout.ISIC_2016,
        ISIC_2016,
        (*TWO, "test/ISIC_0000003.jpg", "test/ISIC_0000004.jpg"),
        {"benign": 2, "malignant": 2},
    ),
    "ISIC 2017": (
        Layout.ISIC_2017,
        ISIC_2017,
        (*TWO, "images/ISIC_0000003.jpg", "images/ISIC_0000003_superpixels.png"),
        {"melanoma": 1, "nevus": 1, "seborrheic_keratosis": 1},
    ),
    "ISIC 2018": (
        Layout.ISIC_2018,
        ISIC_2018,
        (*TWO, "validation/ISIC_0000003.jpg"),
        {"mel": 1, "nv": 1, "vasc": 1},
    ),
    "ISIC 2019": (
        Layout.ISIC_2019,
        ISIC_2019,
        ("i/ISIC_0000001.jpg", "i/ISIC_0000002_downsampled.jpg"),
        {"nv": 1, "scc": 1},
    ),
    "ISIC 2020": (
        Layout.ISIC_2020,
        ISIC_2020,
        (*TWO, "images/ISIC_0000003.jpg"),
        {"benign": 2, "malignant": 1},
    ),
    "ISIC 2024": (
        Layout.ISIC_2024,
        ISIC_2024,
        ("train-image/image/ISIC_0015670.jpg", "train-image/image/ISIC_0015845.jpg"),
        {"benign": 1, "malignant": 1},
    ),
    "PAD-UFES-20": (
        Layout.PAD_UFES_20,
        PAD,
        ("images/PAT_1516_1765_530.png", "images/PAT_46_881_939.png"),
        {"BCC": 1, "NEV": 1},
    ),
    "class folders": (
        Layout.CLASS_FOLDERS,
        {},
        ("train/benign/1.jpg", "train/malignant/2.jpg", "test/benign/3.jpg"),
        {"benign": 2, "malignant": 1},
    ),
    "a table of another kind": (
        Layout.TABLE,
        OTHER,
        ("pictures/a.jpg", "pictures/b.jpg"),
        {"melanoma": 1, "nevus": 1},
    ),
}


@pytest.mark.parametrize(("layout", "tables", "images", "diagnoses"), CASES.values(), ids=CASES)
def test_a_layout_is_recognised(
    tmp_path: Path,
    layout: Layout,
    tables: dict[str, str],
    images: tuple[str, ...],
    diagnoses: dict[str, int],
) -> None:
    found = preview(lay_out(tmp_path, tables, *images))
    assert found.layout == layout
    assert found.diagnoses == diagnoses
    assert not found.reported
    assert found.rows_in == len(found.records)
    assert set().union(*found.read.values()) <= set(found.columns)


TABLED = {name: case for name, case in CASES.items() if case[0] is not Layout.CLASS_FOLDERS}


@pytest.mark.parametrize(("layout", "tables", "images", "diagnoses"), TABLED.values(), ids=TABLED)
def test_a_row_without_image_and_an_image_without_row_are_reported(
    tmp_path: Path,
    layout: Layout,
    tables: dict[str, str],
    images: tuple[str, ...],
    diagnoses: dict[str, int],
) -> None:
    folder = lay_out(tmp_path, tables, *images[1:], "images/ISIC_7777777.jpg")
    found = preview(folder)
    assert found.layout == layout
    assert found.rows_in == len(found.records) + 2 == sum(diagnoses.values()) + 1
    missing, odd = found.reported
    assert "There is no image file for" in missing.why
    assert missing.where.endswith("line 2" if layout is not Layout.ISIC_2016 else "line 1")
    assert odd.where == "images/ISIC_7777777.jpg"


def records(folder: Path, tables: dict[str, str], *images: str, **options: Any) -> list[Record]:
    return list(preview(lay_out(folder, tables, *images), **options).records)


def test_what_the_archive_tells(tmp_path: Path) -> None:
    first, second = records(tmp_path, ARCHIVE_NEW, "ISIC_0000001.jpg", "ISIC_0000002.jpg")
    assert (first.lesion_id, first.patient_id, first.age) == ("IL_1", "IP_1", 40)
    assert (first.sex, first.site, first.skin_type) == ("female", "Back", "II")
    assert (first.dx_type, first.image_type) == ("histopathology", "dermoscopic")
    assert (first.licence, first.attribution) == ("CC-BY", "MSKCC")
    assert (second.licence, second.attribution) == ("CC-0", "Anonymous, of Graz")
    assert (second.age, second.sex, second.dx_type) == (None, None, None)


def test_tables_of_a_challenge_bring_their_parts(tmp_path: Path) -> None:
    images = (*TWO, "validation/ISIC_0000003.jpg")
    first, second, third = records(tmp_path, ISIC_2018, *images)
    assert [first.split, second.split, third.split] == [
        Split.TRAIN,
        Split.TRAIN,
        Split.VALIDATION,
    ]
    assert (first.lesion_id, first.dx_type) == ("HAM_0000001", "serial imaging showing no change")
    assert third.lesion_id is None
    assert first.licence == "CC BY-NC 4.0"


def test_one_table_of_a_challenge_is_no_part(tmp_path: Path) -> None:
    first, second = records(tmp_path, ISIC_2019, *CASES["ISIC 2019"][2])
    assert first.split is None
    assert second.lesion_id == "MSK4_0011169"
    assert (second.site, second.age, second.sex) == (None, 30, "male")


def test_a_smaller_photograph_is_found_under_its_plain_name(tmp_path: Path) -> None:
    assert len(records(tmp_path, ISIC_2019, *TWO)) == 2


def test_pad_tells_skin_type_and_biopsy_in_words(tmp_path: Path) -> None:
    first, second = records(tmp_path, PAD, *CASES["PAD-UFES-20"][2])
    assert (first.skin_type, first.sex, first.dx_type) == ("3", "female", "clinical examination")
    assert (second.skin_type, second.sex, second.dx_type) == (None, "male", "biopsy")
    assert (second.patient_id, second.lesion_id, second.site) == ("PAT_46", "881", "NECK")


def test_listed_repeats_stay_on_one_side(desk: Any, paint: Callable[..., Path]) -> None:
    lines = ["image_name,patient_id,sex,age_approx,diagnosis,benign_malignant,target"]
    for number in range(40):
        paint(desk.photos / f"ISIC_{number:07d}.jpg", number)
        word = "malignant" if number % 2 else "benign"
        lines.append(f"ISIC_{number:07d},IP_{number},male,50,unknown,{word},{number % 2}")
    pairs = [f"ISIC_{number:07d},ISIC_{number + 20:07d}" for number in range(20)]
    lay_out(
        desk.photos,
        {
            "train.csv": "\n".join(lines),
            "dup.csv": "\n".join(["image_name_1,image_name_2", *pairs]),
        },
    )
    desk.take()
    manifest = desk.library.load("set").manifest.set_index("image_id")
    assert manifest["group"].nunique() == 20
    for pair in pairs:
        one, other = pair.split(",")
        assert manifest.loc[one, "group"] == manifest.loc[other, "group"]
        assert manifest.loc[one, "split"] == manifest.loc[other, "split"]


def hdf5(path: Path, images: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        for name, content in images.items():
            file[name] = np.void(content)
    return path


def test_isic_2024_is_read_from_hdf5(desk: Any, paint: Callable[..., Path]) -> None:
    lines = [ISIC_2024_HEAD]
    images = {}
    for number in range(24):
        name = f"ISIC_{number:07d}"
        images[name] = paint(desk.photos.parent / "made" / f"{name}.jpg", number).read_bytes()
        lines.append(f"{name},{number % 2},IP_{number},60.0,male,torso,MSKCC,CC-BY")
    images["ISIC_0000003"] = images["ISIC_0000003"][:300]  # torn
    lay_out(desk.photos, {"train-metadata.csv": "\n".join(lines)})
    hdf5(desk.photos / "train-image.hdf5", images)
    found = desk.take()
    assert found["layout"] == "isic-2024"
    assert found["imported"] == 23
    (torn,) = found["reported"]
    assert torn["where"] == "ISIC_0000003.jpg"
    dataset = desk.library.load("set")
    assert dataset.licences == ("CC-BY",)
    assert dataset.file(0).read_bytes()[:2] == b"\xff\xd8"  # a copy: the HDF5 file may go


def test_an_hdf5_file_that_is_none_is_refused(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, ISIC_2024)
    (folder / "train-image.hdf5").write_bytes(b"no HDF5")
    with pytest.raises(ImportRefusedError, match="cannot be opened as an HDF5 file"):
        preview([folder / "train-metadata.csv", folder / "train-image.hdf5"])
    found = preview(folder)  # nobody chose it there
    assert found.remarks == ("“train-image.hdf5” cannot be opened, and was left aside.",)
    assert len(found.reported) == found.rows_in == 2


def test_what_is_no_photograph_in_an_hdf5_file_is_told(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "odd.hdf5", "w") as file:
        file.create_group("group")
        file["photograph"] = np.void(b"JPEG")
    with opened([tmp_path / "odd.hdf5"]) as (source,):
        group, photograph = source.files()
        assert photograph.read() == b"JPEG"
        with pytest.raises(ValueError, match="The file cannot be read"):
            group.read()


ODD = {
    "records.csv": """
key,verdict,case number
a,nevus,1
b,melanoma,2
c,melanoma,2"""
}
PICTURES = ("pictures/a.jpg", "pictures/b.jpg", "pictures/c.jpg")


def test_a_person_names_the_columns_of_any_table(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, ODD, *PICTURES)
    assert columns_at(folder) == ("key", "verdict", "case number")
    chosen = parse_columns(["image=key", "diagnosis=Verdict", "lesion=case number"])
    found = preview(folder, columns=chosen)
    assert found.layout == Layout.TABLE
    assert found.diagnoses == {"melanoma": 2, "nevus": 1}
    assert [record.lesion_id for record in found.records] == ["1", "2", "2"]
    assert found.read[Role.LESION] == ("case number",)


def test_another_column_than_the_recognised_one_can_be_chosen(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, ARCHIVE_NEW, "ISIC_0000001.jpg", "ISIC_0000002.jpg")
    found = preview(folder, columns={"diagnosis": "diagnosis_1", "age": ""})
    assert found.layout == Layout.ISIC_ARCHIVE
    assert found.diagnoses == {"Benign": 1, "Malignant": 1}
    assert {record.age for record in found.records} == {None}


def test_one_column_in_place_of_many(tmp_path: Path) -> None:
    images = (*TWO, "validation/ISIC_0000003.jpg")
    found = preview(lay_out(tmp_path, ISIC_2018, *images), columns={"diagnosis": "nv"})
    assert found.diagnoses == {"0.0": 2, "1.0": 1}


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"image": "key"}, "No column tells the diagnosis"),
        ({"image": "nothing", "diagnosis": "verdict"}, "No table has a column “nothing”"),
        ({"picture": "key"}, "A photograph has no “picture”"),
    ],
)
def test_columns_that_cannot_be_are_refused(
    tmp_path: Path, columns: dict[str, str], said: str
) -> None:
    folder = lay_out(tmp_path, ODD, *PICTURES)
    with pytest.raises(ImportCallError, match=said) as refused:
        preview(folder, columns=columns)
    assert "key, verdict, case number" in refused.value.hint or "diagnosis" in refused.value.hint


def test_class_folders_have_no_columns(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, {}, "benign/1.jpg", "malignant/2.jpg")
    with pytest.raises(ImportCallError, match="no columns"):
        preview(folder, Layout.CLASS_FOLDERS, columns={"image": "x"})


@pytest.mark.parametrize("pair", ["diagnosis", "=dx", ""])
def test_what_is_no_pair_is_told(pair: str) -> None:
    with pytest.raises(ImportCallError, match="does not say which column"):
        parse_columns([pair])


def test_a_list_of_most_photographs_goes_before_their_folders(tmp_path: Path) -> None:
    tables = {"list.csv": "file,label,patient\nbenign/1.jpg,x,p\nmalignant/2.jpg,y,q"}
    folder = lay_out(tmp_path, tables, "benign/1.jpg", "malignant/2.jpg", "malignant/3.jpg")
    found = preview(folder)
    assert (found.layout, found.diagnoses) == (Layout.TABLE, {"x": 1, "y": 1})
    assert preview(folder, Layout.CLASS_FOLDERS).diagnoses == {"benign": 1, "malignant": 2}
    lay_out(tmp_path, {}, "benign/4.jpg", "benign/5.jpg")
    assert preview(folder).layout == Layout.CLASS_FOLDERS


def test_photographs_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    tables = {"list.csv": "file,label,split\na/1.jpg,x,train\nb/1.jpg,y,test\nb/2.jpg,y,odd"}
    found = preview(lay_out(tmp_path, tables, "in/a/1.jpg", "in/b/1.jpg", "in/b/2.jpg"), "table")
    assert {record.image_id: record.file.name for record in found.records} == {
        "a/1": "in/a/1.jpg",
        "b/1": "in/b/1.jpg",
    }
    assert [record.split for record in found.records] == [Split.TRAIN, Split.TEST]
    assert "“odd” is none of train, validation and test." in found.reported[0].why


def test_tables_alone_may_be_imported(desk: Any) -> None:
    lines = [f"ISIC_{n:07d},{n % 2},IP_{n // 2},50,male,torso,MSKCC,CC-0" for n in range(60)]
    head = ISIC_2024_HEAD
    lay_out(desk.photos, {"train-metadata.csv": "\n".join([head, *lines])})
    found = import_dataset(
        workspace=desk.workspace, name="set", path=desk.photos, metadata_only=True
    )
    assert found["rows_in"] == found["imported"] == 60
    assert found["patients"] == 30
    assert "nobody has looked" in found["notices"][-1]
    dataset = desk.library.load("set")
    assert dataset.manifest.groupby("patient_id")["split"].nunique().max() == 1
    assert not dataset.photographed
    with pytest.raises(DatasetError, match="only the tables were imported"):
        dataset.thumbnail(0)
