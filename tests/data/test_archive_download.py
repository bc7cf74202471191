"""Downloads from the ISIC Archive, of a server on this computer that speaks its format."""

from __future__ import annotations

import csv
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from isic_server import Answering, Small, portal, running, status, take, times

from data import disk
from data.archive.choices import Choices
from data.archive.errors import (
    ArchiveCallError,
    ArchiveError,
)
from data.errors import ImportRefusedError
from data.importing import import_dataset
from data.library import Library

if TYPE_CHECKING:
    pass

BIG = 100_000


def rows(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        return {row["isic_id"]: row for row in csv.DictReader(file)}


def photographs(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("ISIC_*"))


def test_all_is_listed_page_by_page_and_downloaded(small: Small, folder: Path) -> None:
    small.page = 5
    told: list[tuple[int, int, str]] = []
    done = take(small, folder, progress=lambda *now: told.append(now))
    sizes = sum(map(len, small.files.values()))
    assert done.pop("seconds") >= 0
    assert done == {
        "found": 12,
        "downloaded": 12,
        "already_there": 0,
        "failed": [],
        "folder": str(folder),
        "bytes": sizes,
    }
    assert told[:4] == [(5, 12, "Listing"), (10, 12, "Listing"), (12, 12, "Listing"), told[3]]
    assert [done for done, _, what in told if what == "Downloading"] == list(range(13))
    assert photographs(folder) == [f"ISIC_{number:07d}.jpg" for number in range(12)]
    for name in photographs(folder):
        assert (folder / name).read_bytes() == small.files[f"/files/{name}"]
    assert rows(folder)["ISIC_0000003"] == {
        "isic_id": "ISIC_0000003",
        "attribution": "Hospital 1",
        "copyright_license": "CC-0",
        "age_approx": "55",
        "anatom_site_general": "head/neck",
        "diagnosis_1": "Malignant",
        "diagnosis_2": "",
        "diagnosis_3": "Melanoma, NOS",
        "diagnosis_confirm_type": "",
        "image_type": "dermoscopic",
        "lesion_id": "IL_0000001",
        "patient_id": "IP_0000001",
        "pixels_x": "32",
        "pixels_y": "24",
        "sex": "female",
    }
    assert (folder / "attribution.txt").read_text() == "Hospital 0\n\nHospital 1"
    licences = {path.name: path.read_text() for path in (folder / "licenses").iterdir()}
    assert sorted(licences) == ["CC-0.txt", "CC-BY-NC.txt", "CC-BY.txt"]
    assert "https://creativecommons.org/licenses/by-nc/4.0/" in licences["CC-BY-NC.txt"]


def test_what_was_downloaded_is_imported_with_licence_and_attribution(
    small: Small, folder: Path, tmp_path: Path
) -> None:
    take(small, folder)
    done = import_dataset(workspace=tmp_path / "home", name="mine", path=folder)
    assert (done["layout"], done["imported"], done["reported"]) == ("isic-archive", 12, [])
    assert (done["lesions"], done["patients"]) == (6, 6)
    manifest = Library(tmp_path / "home").load("mine").manifest.set_index("image_id")
    for result in small.results:
        row = manifest.loc[result["isic_id"]]
        assert row["licence"] == result["copyright_license"]
        assert row["attribution"] == result["attribution"]
        assert row["age"] == result["metadata"]["clinical"]["age_approx"]


def test_at_most_so_many_and_then_more_into_the_same_folder(small: Small, folder: Path) -> None:
    nevi = take(small, folder, choices=Choices(diagnoses=("Nevus",)), most=2)
    assert (nevi["found"], nevi["downloaded"]) == (6, 2)
    melanomas = take(small, folder, choices=Choices(diagnoses=("Melanoma, NOS",)), most=3)
    assert melanomas["downloaded"] == 3
    assert sorted(row["diagnosis_3"] for row in rows(folder).values()) == [
        *["Melanoma, NOS"] * 3,
        *["Nevus"] * 2,
    ]
    (folder / "ISIC_0000000.jpg").unlink()
    take(small, folder, choices=Choices(diagnoses=("Melanoma, NOS",)), most=3)
    assert "ISIC_0000000" not in rows(folder)
    assert len(rows(folder)) == 4


def test_a_file_that_is_cut_short_is_fetched_anew(small: Small, folder: Path) -> None:
    content = small.files["/files/ISIC_0000004.jpg"]
    small.misfortunes["/files/ISIC_0000004"] = times(
        2, lambda one: one.give(content, "image/jpeg", cut=100)
    )
    assert take(small, folder)["failed"] == []
    assert (folder / "ISIC_0000004.jpg").read_bytes() == content
    assert small.fetched().count("ISIC_0000004.jpg") == 3


def test_files_that_never_come_right_are_told_and_the_rest_is_kept(
    small: Small, folder: Path
) -> None:
    small.results[1]["files"]["full"]["size"] += BIG
    small.files["/files/ISIC_0000002.jpg"] += bytes(BIG)
    small.misfortunes["ISIC_0000003.jpg"] = times(99, portal)
    small.misfortunes["ISIC_0000004.jpg"] = times(99, status(404))
    small.misfortunes["ISIC_0000005.jpg"] = times(
        99, lambda one: one.give(b"x" * 5000, "image/jpeg", cut=9)
    )
    small.files["/files/ISIC_0000010.jpg"] = small.files["/files/ISIC_0000010.jpg"][:-9]
    small.results[6]["files"]["full"]["url"] = "http://example.invalid/photograph.jpg"
    small.results[7]["files"] = None
    small.results[8]["files"]["full"]["url"] = "https://[bad/photograph.jpg"
    small.misfortunes["ISIC_0000009.jpg"] = times(
        99,
        lambda one: one.give(
            b"", "text/plain", status=302, headers={"Location": "ftp://example.invalid/x"}
        ),
    )
    done = take(small, folder)
    why = {one["where"]: one["why"] for one in done["failed"]}
    told = small.results[1]["files"]["full"]["size"]
    came = len(small.files["/files/ISIC_0000001.jpg"])
    assert why == {
        "ISIC_0000001": f"{came:,} bytes came, but the archive says that it has {told:,}.",
        "ISIC_0000002": "More bytes came than the archive says that it has.",
        "ISIC_0000010": "The photograph is cut short.",
        "ISIC_0000003": "A page of text came in place of the photograph.",
        "ISIC_0000004": "The archive does not give its file (status 404).",
        "ISIC_0000005": "The connection was cut each time, or nothing more came.",
        **dict.fromkeys(
            [f"ISIC_000000{number}" for number in (6, 7, 8, 9)],
            "The address of its file is not an encrypted one (https).",
        ),
    }
    assert done["downloaded"] == 2
    assert photographs(folder) == [f"{name}.jpg" for name in rows(folder)]
    small.misfortunes.clear()
    small.asked.clear()
    again = take(small, folder)
    assert (again["already_there"], again["downloaded"]) == (2, 4)
    assert not {"ISIC_0000000.jpg", "ISIC_0000011.jpg"} & set(small.fetched())


def test_an_address_that_has_expired_is_asked_for_anew(small: Small, folder: Path) -> None:
    old = small.results[0]["files"]["full"]["url"]
    small.misfortunes["?expired"] = times(9, status(403))
    small.results[0]["files"]["full"]["url"] = f"{old}?expired"

    def renewed(one: Answering) -> None:
        small.results[0]["files"]["full"]["url"] = old
        one.tell(small.results[0])

    small.misfortunes["/images/ISIC_0000000/"] = times(1, renewed)
    assert take(small, folder)["downloaded"] == 12


def test_only_what_is_missing_is_fetched_again(small: Small, folder: Path) -> None:
    take(small, folder)
    (folder / "ISIC_0000002.jpg").unlink()
    (folder / "ISIC_0000003.jpg").write_bytes(small.files["/files/ISIC_0000003.jpg"][:-9])
    (folder / "ISIC_0000004.jpg.partial").write_bytes(b"left by a power cut")
    small.asked.clear()
    done = take(small, folder)
    assert (done["downloaded"], done["already_there"]) == (2, 10)
    assert small.fetched() == ["ISIC_0000002.jpg", "ISIC_0000003.jpg"]
    assert len(photographs(folder)) == len(rows(folder)) == 12


def test_stopped_in_the_middle_it_keeps_what_is_whole_and_goes_on(
    small: Small, folder: Path
) -> None:
    def stop(done: int, _total: int, what: str) -> None:
        if (done, what) == (4, "Downloading"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(small, folder, progress=stop)
    there = photographs(folder)
    assert 4 <= len(there) < 12
    assert there == [f"{name}.jpg" for name in rows(folder)]
    small.asked.clear()
    assert take(small, folder)["already_there"] == len(there)
    assert not set(there) & set(small.fetched())
    assert len(photographs(folder)) == 12


def test_hostile_names_write_nothing_outside(small: Small, folder: Path) -> None:
    for number, name in enumerate(["../x", "ISIC_1/../../y", "/etc/z", "ISIC_", "ISIC_٣", None]):
        small.results[number]["isic_id"] = name
    done = take(small, folder)
    assert done["downloaded"] == 6
    assert [one["where"] for one in done["failed"]][:2] == ["'../x'", "'ISIC_1/../../y'"]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["isic"]
    assert len(photographs(folder)) == 6


def test_cells_are_no_formulas_and_stay_on_one_line(small: Small, folder: Path) -> None:
    small.results[0]["attribution"] = '=HYPERLINK("x")\r\nISIC_9999999,evil'
    small.results[1]["metadata"]["clinical"] |= {"../odd": "x", "sex": {"a": 1}, "+1": 2}
    small.results[2]["copyright_license"] = "../CC-BY"
    for _ in range(2):  # what was written is read again
        take(small, folder)
        told = rows(folder)
        assert told["ISIC_0000000"]["attribution"] == '\'=HYPERLINK("x") ISIC_9999999,evil'
    assert len(told) == 12
    assert not {"../odd", "+1"} & set(told["ISIC_0000001"])
    assert told["ISIC_0000001"]["sex"] == ""
    assert sorted(path.name for path in folder.rglob("CC-BY*")) == ["CC-BY-NC.txt", "CC-BY.txt"]
    take(small, folder, choices=Choices(sexes=("female",)))
    assert rows(folder)["ISIC_0000000"] == told["ISIC_0000000"]


def test_a_server_that_fails_for_all_ends_the_download(tmp_path: Path) -> None:
    with running(40) as small:
        small.misfortunes["/files/"] = times(999, status(404))
        with pytest.raises(ArchiveError, match="20 photographs in a row could not be downloaded"):
            take(small, tmp_path / "isic")


def test_too_little_room_is_told_before_any_file(
    small: Small, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "SLACK", 2**62)
    with pytest.raises(ImportRefusedError, match="The download needs about"):
        take(small, folder)
    assert small.fetched() == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(small: Small, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def full(path: Path, *options: Any, **more: Any) -> Any:
        full_one = path.name == "ISIC_0000006.jpg.partial"
        return real(Path("/dev/full") if full_one else path, *options, **more)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(ArchiveError, match=r"Nothing can be written to .*No space left"):
        take(small, folder)
    assert photographs(folder) == [f"{name}.jpg" for name in rows(folder)]


def test_one_download_at_a_time_in_a_folder(small: Small, folder: Path) -> None:
    gate = threading.Event()
    small.misfortunes["ISIC_0000011.jpg"] = lambda _one: not gate.wait(20)
    first = threading.Thread(target=take, args=(small, folder))
    first.start()
    while not small.fetched():
        time.sleep(0.01)
    with pytest.raises(ArchiveCallError, match="Another download is at work"):
        take(small, folder)
    gate.set()
    first.join()
    assert len(photographs(folder)) == 12


def test_folders_of_something_else_are_refused(small: Small, folder: Path) -> None:
    folder.mkdir()
    (folder / "metadata.csv").write_text("image,dx\n1,nv\n")
    with pytest.raises(ArchiveCallError, match=r"a metadata.csv that is not from the ISIC"):
        take(small, folder)
    with pytest.raises(ArchiveCallError, match="Nothing can be written"):
        take(small, folder / "metadata.csv")
    assert small.fetched() == []
    with pytest.raises(ArchiveError, match="has no photograph that fits"):
        take(small, folder.parent / "none", choices=Choices(diagnoses=("Wart",)))
