"""The way in for photographs: chosen on disk, told before, imported as the table says."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import h5py
import numpy as np
import pytest
from PIL import Image
from streamlit.util import calc_hash

from data.importing import import_dataset
from data.library import Library
from data.versions.log import read_log
from ui.frame import preferences, sent, session, wording
from ui.frame.navigation import Place
from ui.pages.data.ways_in import class_map, jobs
from ui.pages.data.ways_in.class_map import Choice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]

HAM = {"akiec": 327, "bcc": 514, "bkl": 1099, "df": 115, "mel": 1113, "nv": 6705, "vasc": 142}


def test_the_quick_choice_for_ham10000() -> None:
    assert class_map.offered(HAM) == [Choice.RISK, Choice.EACH]
    mapping = class_map.suggested(HAM, Choice.RISK)
    assert class_map.sums(HAM, mapping) == {"benign": 8061, "malignant or pre-malignant": 1954}


def test_unknown_diagnoses_get_no_quick_choice() -> None:
    assert class_map.offered({"benign": 3, "malignant": 4}) == [Choice.EACH]
    assert class_map.offered({"nv": 3, "df": 4}) == [Choice.EACH]


def test_what_the_table_leaves_out_is_counted() -> None:
    mapping = {**class_map.suggested(HAM, Choice.EACH), "vasc": "", "df": "-"}
    assert class_map.left_out(HAM, mapping) == 257
    assert "vasc" not in class_map.sums(HAM, mapping)


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    chance = np.random.default_rng(0)
    for name in ("one", "two", "three"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(10):
            pixels = chance.integers(0, 255, (24, 24, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / name / f"{name}{number}.png")
    return tmp_path / "photos"


def test_a_folder_is_chosen_told_and_imported(
    home: Path, open_page: Open, photographs: Path
) -> None:
    app = open_page(Place.DATA)
    app.text_input(key="import_at").set_value(str(photographs.parent)).run()
    app.button(key=f"import_to_{photographs}").click().run()
    app.button(key="import_take").click().run()
    text = "\n".join(element.value for element in app.markdown)
    assert "30 images, read as folders named after their class." in text
    assert "3 classes: **one** 10, **three** 10, **two** 10." in text
    assert any("No ids of lesions or patients" in warning.value for warning in app.warning)
    captions = "\n".join(element.value for element in app.caption)
    assert "All 30 photographs can be taken." in captions
    assert "were taken" not in captions
    assert (
        "by photograph, because no lesion ids are known; every part gets the same mix" in captions
    )
    app.text_input(key="import_name").set_value("Mine").run()
    app.button(key="import_begin").click().run()
    deadline = time.monotonic() + 120
    while Library(home).names() != ["Mine"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(1)
    app.run()
    assert "**Mine** is imported: 30 images" in "\n".join(e.value for e in app.markdown)
    assert app.query_params["dataset"] == "Mine"
    assert app.session_state["data_view"] == "This dataset"
    app.segmented_control(key="data_view").set_value("Import photographs").run()
    assert "import_begin" not in [button.key for button in app.button]
    assert "import_take" in [button.key for button in app.button]
    for place in (Place.RUNS, Place.DATA):
        app._page_hash = calc_hash(place.value)
        app.run()
    assert "is imported" not in "\n".join(e.value for e in app.markdown)


def test_what_an_import_took_is_told_until_something_is_decided(
    home: Path, open_page: Open, photographs: Path
) -> None:
    job = jobs.start(home, jobs.Task.IMPORT, name="Mine", paths=[str(photographs)])
    deadline = time.monotonic() + 120
    while job.running:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    app = open_page(Place.DATA)
    assert "**Mine** is imported: 30 images" in "\n".join(e.value for e in app.markdown)
    app.text_input(key="divide_why").set_value("another seed")
    app.button(key="divide_go").click().run()
    assert "is imported" not in "\n".join(e.value for e in app.markdown)
    assert jobs.current(home) is None
    assert read_log(Library(home).load("Mine").folder).entries[0].undone is None


@pytest.mark.usefixtures("home")
def test_one_class_cannot_be_imported(open_page: Open, photographs: Path) -> None:
    for name in ("two", "three"):
        shutil.rmtree(photographs / name)
    app = open_page(Place.DATA)
    app.text_input(key="import_at").set_value(str(photographs)).run()
    app.button(key="import_take").click().run()
    assert "at least two classes: change the Class column" in app.error[0].value
    assert app.button(key="import_begin").disabled


def test_a_taken_name_is_refused_before_any_work(
    with_data: Path, open_page: Open, photographs: Path
) -> None:
    app = open_page(Place.DATA)
    app.button_group(key="data_view").set_value("Import photographs").run()
    app.text_input(key="import_at").set_value(str(photographs)).run()
    app.button(key="import_take").click().run()
    app.text_input(key="import_name").set_value("Demo lesions").run()
    app.button(key="import_begin").click().run()
    assert "is there already" in app.error[0].value
    assert not (with_data / "jobs").exists()


def test_the_class_map_of_last_time_is_offered_and_taken_with_one_click(
    home: Path, open_page: Open, photographs: Path
) -> None:
    mapping = {"one": "few", "two": "few", "three": "many"}
    import_dataset(workspace=home, path=photographs, name="Mine", mapping=mapping)
    session.forget_names()
    app = open_page(Place.DATA, dataset="Mine")
    app.button_group(key="data_view").set_value("Import photographs").run()
    app.text_input(key="import_at").set_value(str(photographs)).run()
    app.button(key="import_take").click().run()
    text = "\n".join(element.value for element in app.markdown)
    assert "3 classes: **one** 10, **three** 10, **two** 10." in text  # not taken by itself
    captions = [element.value for element in app.caption]
    assert "As last time, in “Mine”: one, two → few; three → many." in captions
    app.button_group(key="class_choice").set_value("As last time").run()
    assert not app.exception
    text = "\n".join(element.value for element in app.markdown)
    assert "2 classes: **few** 20, **many** 10." in text


@pytest.mark.usefixtures("home")
def test_a_folder_that_is_not_there_is_told(open_page: Open) -> None:
    app = open_page(Place.DATA)
    app.text_input(key="import_at").set_value("/no/such/folder").run()
    assert "There is no folder /no/such/folder." in app.error[0].value


@pytest.mark.usefixtures("home")
def test_disks_are_shown_to_this_computer_only(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "on_this_computer", lambda: False)
    app = open_page(Place.DATA)
    assert "import_at" not in [field.key for field in app.text_input]
    assert any("are recognised, as zips. Of any" in element.value for element in app.caption)


class Sent:
    """What Streamlit hands over for an uploaded file."""

    file_id = "abc"

    def __init__(self, name: str) -> None:
        self.name = name

    def getbuffer(self) -> memoryview:
        return memoryview(b"zip")


def test_an_upload_lands_in_the_workspace_without_its_folders(home: Path) -> None:
    places = sent.kept([Sent("../../evil.zip"), Sent("C:\\photos\\mine.zip")])
    assert [place.relative_to(home).as_posix() for place in places] == [
        "uploads/abc/evil.zip",
        "uploads/abc/mine.zip",
    ]


@pytest.mark.parametrize(
    ("name", "on_disk"),
    [
        ("a:b?.keras", "a_b_.keras"),
        (f"{'ü' * 150}.keras", f"{'ü' * 50}.keras"),
        ("...", "upload"),
    ],
)
def test_an_upload_has_a_name_that_every_disk_takes(home: Path, name: str, on_disk: str) -> None:
    (place,) = sent.kept([Sent(name)])
    assert place == home / "uploads" / "abc" / on_disk
    assert place.read_bytes() == b"zip"


@pytest.fixture
def odd_table(tmp_path: Path) -> Path:
    """A table that nobody recognises, and its photographs."""
    folder = tmp_path / "odd"
    (folder / "pictures").mkdir(parents=True)
    lines = ["key;verdict;case"]
    chance = np.random.default_rng(0)
    for number in range(24):
        pixels = chance.integers(0, 255, (24, 24, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / "pictures" / f"p{number}.png")
        lines.append(f"p{number};{'melanoma' if number % 2 else 'nevus'};c{number // 2 // 2}")
    (folder / "records.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_a_table_nobody_knows_is_named_by_a_person(
    home: Path, open_page: Open, odd_table: Path
) -> None:
    app = open_page(Place.DATA)
    app.text_input(key="import_at").set_value(str(odd_table)).run()
    app.button(key="import_take").click().run()
    assert any("Which column says what?" in element.value for element in app.caption)
    boxes = {box.label: box for box in app.selectbox}
    assert boxes["Photograph"].options == ["–", "key", "verdict", "case"]
    boxes["Photograph"].set_value("key")
    boxes["Diagnosis"].set_value("verdict")
    boxes["Lesion"].set_value("case")
    app.button(key="columns_read").click().run()
    text = "\n".join(element.value for element in app.markdown)
    assert "24 images, read as a table and its photographs." in text
    assert not app.warning  # the lesions are known
    (rows,) = (frame.value for frame in app.dataframe if "Picture" in frame.value)
    assert len(rows) == 10
    assert rows["Picture"].str.startswith("data:image/jpeg;base64,").all()
    assert set(rows["Diagnosis"]) == {"melanoma", "nevus"}
    app.text_input(key="import_name").set_value("Odd").run()
    app.button(key="import_begin").click().run()
    deadline = time.monotonic() + 120
    while Library(home).names() != ["Odd"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert Library(home).load("Odd").report["lesions"] == 6


@pytest.mark.usefixtures("home")
def test_no_column_for_what_is_needed_is_told_in_place(open_page: Open, odd_table: Path) -> None:
    app = open_page(Place.DATA)
    app.text_input(key="import_at").set_value(str(odd_table)).run()
    app.button(key="import_take").click().run()
    boxes = {box.label: box for box in app.selectbox}
    boxes["Photograph"].set_value("key")
    app.button(key="columns_read").click().run()
    assert any("No column tells the diagnosis" in error.value for error in app.error)
    assert {box.label: box.value for box in app.selectbox}["Photograph"] == "key"
    app.button(key="columns_again").click().run()
    assert not any("No column tells" in error.value for error in app.error)


@pytest.mark.usefixtures("home")
def test_what_was_read_well_stays_so_when_the_form_is_sent_as_it_is(
    open_page: Open, odd_table: Path
) -> None:
    lines = ["isic_id,lesion_id,diagnosis_1,diagnosis_3"]
    lines += [f"p{number},L{number},Benign,{'Nevus' * (number % 2)}" for number in range(24)]
    (odd_table / "records.csv").write_text("\n".join(lines), encoding="utf-8")
    app = open_page(Place.DATA)
    app.text_input(key="import_at").set_value(str(odd_table)).run()
    app.button(key="import_take").click().run()
    shown = {box.label: box.value for box in app.selectbox}
    assert shown["Diagnosis"] == "as read: diagnosis_3, diagnosis_1"
    for _ in range(2):
        app.button(key="columns_read").click().run()
        assert not app.error
        text = "\n".join(element.value for element in app.markdown)
        assert "24 images, read as a download from the ISIC Archive." in text
        assert {box.label: box.value for box in app.selectbox} == shown


@pytest.mark.usefixtures("home")
def test_an_hdf5_file_and_its_table_can_be_ticked(open_page: Open, odd_table: Path) -> None:
    lines = [f"p{number},{number % 2},P{number}" for number in range(24)]
    table = odd_table / "train-metadata.csv"
    table.write_text("\n".join(["isic_id,target,patient_id", *lines]), encoding="utf-8")
    with h5py.File(odd_table / "train-image.hdf5", "w") as file:
        for path in (odd_table / "pictures").iterdir():
            file[path.stem] = np.void(path.read_bytes())
    app = open_page(Place.DATA)
    assert any("as folders, zips or HDF5. Of" in element.value for element in app.caption)
    app.text_input(key="import_at").set_value(str(odd_table)).run()
    pills = app.button_group(key=f"import_files_{odd_table}")
    pills.set_value([odd_table / "train-image.hdf5", table]).run()
    app.button(key="import_take").click().run()
    text = "\n".join(element.value for element in app.markdown)
    assert "24 images, read as the ISIC challenge of 2024." in text


def test_the_chooser_opens_where_it_was_left(home: Path, tmp_path: Path, open_page: Open) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    app = open_page(Place.DATA)
    assert app.text_input(key="import_at").value == str(Path.home())
    app.text_input(key="import_at").set_value(str(folder)).run()
    app.button(key="import_take").click().run()
    app = open_page(Place.DATA)
    assert app.text_input(key="import_at").value == str(folder)
    folder.rmdir()
    app = open_page(Place.DATA)
    assert app.text_input(key="import_at").value == str(Path.home())
    assert any(wording.plain(f"There is no folder {folder}") in one.value for one in app.caption)
    assert preferences.read(home)["import_folder"] == str(folder)


def test_from_a_folder_that_cannot_be_read_there_is_a_way_on(home: Path, open_page: Open) -> None:
    app = open_page(Place.DATA)
    app.text_input(key="import_at").set_value(str(home / "gone")).run()
    assert [one.value for one in app.error] == [
        f"There is no folder {home / 'gone'}. Look how it is written, or go on from one of these:"
    ]
    app.button(key=f"import_to_{home}").click().run()
    assert app.text_input(key="import_at").value == str(home)
