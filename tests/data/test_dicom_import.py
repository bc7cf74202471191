"""DICOM files among other photographs: imported, guarded, kept without headers, read again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("pydicom", reason="needs pydicom: pip install -e '.[dicom]'")

from dicom_files import dicom
from pydicom import uid

from data.errors import DatasetError
from data.opened import load_photograph, open_photograph
from data.pixels import PixelStore
from data.places import listing
from data.preview import preview

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom.*")

NAME = "Schneeweiss"


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (24, 32, 3), dtype=np.uint8)


def put(path: Path, seed: int, **more: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dicom(noise(seed), **{"PatientName": NAME, **more}))
    return path


@pytest.fixture
def photos(desk: Any) -> Path:
    """Two classes of six photographs each, in DICOM."""
    for seed in range(12):
        put(desk.photos / ("benign", "malignant")[seed % 2] / f"{seed:02}.dcm", seed)
    return Path(desk.photos)


def column(desk: Any, name: str) -> dict[str, Any]:
    manifest = desk.library.load("set").manifest
    return dict(zip(manifest["image_id"], manifest[name], strict=True))


def test_class_folders_of_dicom_become_a_dataset(desk: Any, photos: Path) -> None:
    found = desk.take()
    assert (found["layout"], found["imported"]) == ("class-folders", 12)
    assert (found["reported"], found["remarks"]) == ([], [])
    dataset = desk.library.load("set")
    assert dataset.file(0) == photos / "benign" / "00.dcm"
    assert dataset.manifest["width"].unique().tolist() == [32]
    assert listing(photos / "benign").images == 6


def test_what_stays_in_its_folder_is_read_again_at_another_size(desk: Any, photos: Path) -> None:
    desk.take()
    dataset = desk.library.load("set")
    store = PixelStore.open(dataset, 16, 20)
    assert np.array_equal(store.rows([3])[0], load_photograph(dataset.file(3), 16, 20))
    assert np.array_equal(np.asarray(open_photograph(dataset.file(0))), noise(0))
    put(photos / "benign" / "00.dcm", 99)
    with pytest.raises(DatasetError, match="has changed since it was imported"):
        PixelStore.open(dataset, 18, 20)


def test_a_copy_in_another_kind_of_file_is_found(desk: Any, photos: Path) -> None:
    Image.fromarray(noise(0)).save(photos / "benign" / "same.png")
    Image.fromarray(noise(1)).save(photos / "benign" / "other.png")  # 01.dcm is malignant
    found = desk.take()
    groups, hashes = column(desk, "group"), column(desk, "pixel_hash")
    assert groups["00"] == groups["same"]
    assert hashes["00"] == hashes["same"]
    assert set(desk.why(found)) == {"benign/other.png", "malignant/01.dcm"}


def test_of_a_zip_only_the_pixels_are_kept(
    desk: Any, photos: Path, pack: Callable[[Path, Path], Path]
) -> None:
    sent = pack(photos, photos.parent / "sent.zip")
    desk.take(path=sent)
    dataset = desk.library.load("set")
    kept = sorted((dataset.folder / "originals").iterdir())
    assert [path.suffix for path in kept] == [".png"] * 12
    with Image.open(dataset.file(0)) as image:
        assert np.array_equal(np.asarray(image), noise(0))
        assert image.info == {}
    assert PixelStore.open(dataset, 16, 16).count == 12
    files = [path for path in dataset.folder.rglob("*") if path.is_file()]
    assert not any(NAME.encode() in path.read_bytes() for path in files)


def test_what_must_not_be_read_is_a_row_of_the_report(desk: Any, photos: Path) -> None:
    put(photos / "benign" / "named.dcm", 20, PatientIdentityRemoved=None)
    put(photos / "benign" / "burned.dcm", 21, BurnedInAnnotation="YES")
    put(photos / "benign" / "ct.dcm", 22, SOPClassUID=uid.CTImageStorage)
    (photos / "benign" / "old.dcm").write_bytes(dicom(noise(23))[132:])
    (photos / "benign" / "short.dcm").write_bytes(dicom(noise(24))[:1200])
    found = desk.take()
    why = {Path(where).name: said for where, said in desk.why(found).items()}
    assert set(why) == {"named.dcm", "burned.dcm", "ct.dcm", "old.dcm", "short.dcm"}
    assert "Patient's Name (0010,0010) is filled in" in why["named.dcm"]
    assert "the letters DICM are missing" in why["old.dcm"]
    assert NAME not in str(found)


def test_what_is_odd_is_told_for_one_file_or_once_for_all(desk: Any, photos: Path) -> None:
    for seed in (0, 2, 4):
        put(photos / "benign" / f"{seed:02}.dcm", seed, BurnedInAnnotation=None)
    both = np.concatenate([noise(30), noise(31)])
    content = dicom(both, Rows=24, NumberOfFrames=2)
    (photos / "benign" / "film.dcm").write_bytes(content)
    (photos / "benign" / "wrong.jpg").write_bytes(dicom(noise(32)))
    remarks = desk.take()["remarks"]
    assert len(remarks) == 3
    assert "“benign/film.dcm” has 2 pictures; the first was taken." in remarks
    told = "“benign/wrong.jpg” is a DICOM file by its content, and was read as one."
    assert told in remarks
    assert remarks[-1].startswith("DICOM files that do not say whether writing")
    assert remarks[-1].endswith(": 3.")


def test_patients_are_told_by_the_files_where_no_table_does(desk: Any, photos: Path) -> None:
    for seed in range(12):
        name = ("benign", "malignant")[seed % 2]
        more = {"PatientID": f"P{seed // 2 % 4}{name[0]}", "PatientAge": "045Y"}
        put(photos / name / f"{seed:02}.dcm", seed, **more)
    found = desk.take()
    assert (found["patients"], found["grouped_by"]) == (8, "patient")
    assert column(desk, "patient_id")["00"] == "P0b"
    assert set(column(desk, "age").values()) == {45.0}


def test_one_id_for_all_is_no_patient_s(desk: Any, photos: Path) -> None:
    for seed in range(12):
        put(photos / ("benign", "malignant")[seed % 2] / f"{seed:02}.dcm", seed, PatientID="ANON")
    found = desk.take()
    assert found["patients"] is None
    assert len(found["remarks"]) == 1
    assert "one and the same Patient ID" in found["remarks"][0]


@pytest.mark.parametrize(
    "name", ["IM{:04}", "IM{:04}.dcm", "IM{:04}.DCM", "1.2.840.10008.{}", "in/deep/IM{:04}"]
)
def test_a_table_names_dicom_files(desk: Any, write_table: Callable[..., Path], name: str) -> None:
    rows = []
    for seed in range(12):
        place = name.format(seed)
        put(desk.photos / place, seed, PatientID=f"own{seed}", PatientAge="045Y", PatientSex="M")
        rows.append((place, ("nevus", "melanoma")[seed % 2], f"P{seed}", "30" if seed else ""))
    put(desk.photos / "other" / "IM9999", 50)  # without an ending, and nobody names it
    put(desk.photos / "DICOMDIR", 51)
    write_table(desk.photos / "list.csv", ("file", "label", "patient_id", "age"), rows)
    found = desk.take()
    assert (found["layout"], found["imported"], found["reported"]) == ("table", 12, [])
    manifest = desk.library.load("set").manifest.sort_values("patient_id", ignore_index=True)
    assert manifest["patient_id"].tolist() == sorted(f"P{seed}" for seed in range(12))
    assert manifest["age"].tolist() == [45.0, *[30.0] * 11]  # the table goes first
    assert set(manifest["sex"]) == {"male"}


def test_a_table_names_the_photograph_beside_a_dicom_file(
    desk: Any, write_table: Callable[..., Path]
) -> None:
    rows = [(f"IM{seed}", ("nevus", "melanoma")[seed % 2]) for seed in range(12)]
    for seed in range(12):
        put(desk.photos / f"IM{seed}", seed + 50)
        Image.fromarray(noise(seed)).save(desk.photos / f"IM{seed}.png")
    write_table(desk.photos / "list.csv", ("file", "label"), rows)
    found = desk.take()
    assert (found["imported"], found["reported"]) == (12, [])
    assert desk.library.load("set").file(0).suffix == ".png"


def test_samples_are_shown_before_the_import(photos: Path) -> None:
    shown = preview(photos, samples=4).samples
    assert all(one.pixels is not None and one.pixels.shape == (24, 32, 3) for one in shown)


@pytest.mark.usefixtures("photos")
def test_a_photograph_that_can_no_longer_be_read_is_told(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take()
    shutil.rmtree(desk.library.load("set").folder / "pixels")
    monkeypatch.setattr("data.opened.reads_dicom", lambda: False)
    with pytest.raises(DatasetError, match="cannot be read") as caught:
        PixelStore.open(desk.library.load("set"), 224, 224)
    assert "pip install" in caught.value.hint
