"""Photographs from the ISIC Archive, asked of a server on this computer that speaks its format."""

from __future__ import annotations

import csv
import os
import socket
import subprocess
import sys
import threading
import time
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from isic_server import Answering, Small, portal, running, status, times

from data import disk
from data.archive.asking import Patience
from data.archive.choices import Choices
from data.archive.client import Archive
from data.archive.download import download
from data.archive.errors import (
    ArchiveCallError,
    ArchiveError,
    ArchiveUnreachableError,
)
from data.errors import ImportRefusedError
from data.importing import import_dataset
from data.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK = Patience(tries=4, first=0.01, longest=2)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def small() -> Iterator[Small]:
    with running(12) as archive:
        yield archive


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "isic"


def take(small: Small, folder: Path, **options: Any) -> dict[str, Any]:
    options = {"choices": Choices(), "patience": QUICK} | options
    return download(folder=folder, base=small.base, **options)


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


def test_counting_asks_for_one_photograph(small: Small) -> None:
    archive = Archive(small.base, patience=QUICK)
    choices = Choices(diagnoses=("melanoma*",), sexes=("female",), age_from=45, age_to=55)
    assert archive.count(choices) == 4
    assert archive.by_licence(choices) == {"CC-0": 1, "CC-BY": 2, "CC-BY-NC": 1}
    assert all(path.endswith("limit=1") for path in small.asked)
    assert [(one.collection, one.name) for one in archive.collections()] == [
        (9, "Challenge 1"),
        (7, "Zebra"),
    ]


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


@pytest.mark.parametrize(
    "misfortune",
    [
        times(2, status(500)),
        times(1, status(503)),
        times(1, status(429, Retry_After="1")),
        times(1, status(429, Retry_After=formatdate(usegmt=True))),
        times(1, lambda one: one.give(b"{" * 999, "application/json", cut=100)),
        times(2, lambda one: one.connection.shutdown(socket.SHUT_RDWR)),
    ],
)
def test_what_passes_by_itself_is_borne(small: Small, misfortune: Any, folder: Path) -> None:
    small.misfortunes["/images/search/"] = misfortune
    assert take(small, folder)["downloaded"] == 12


def test_a_pause_that_is_asked_for_is_made(small: Small, folder: Path) -> None:
    small.misfortunes["/files/ISIC_0000005"] = times(1, status(429, Retry_After="1"))
    began = time.monotonic()
    assert take(small, folder)["downloaded"] == 12
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize("where", ["/images/search/", "/files/"])
def test_a_longer_pause_is_told(small: Small, folder: Path, where: str) -> None:
    small.misfortunes[where] = times(99, status(429, Retry_After="3600"))
    with pytest.raises(ArchiveError, match=r"127\.0\.0\.1 asks for a pause of 3600 seconds"):
        take(small, folder)


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
    small.results[1]["files"]["full"]["size"] += 7
    small.results[2]["files"]["full"]["size"] -= 7
    small.misfortunes["ISIC_0000003.jpg"] = times(99, portal)
    small.misfortunes["ISIC_0000004.jpg"] = times(99, status(404))
    small.misfortunes["ISIC_0000005.jpg"] = times(
        99, lambda one: one.give(b"x" * 5000, "image/jpeg", cut=9)
    )
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
    size = small.results[1]["files"]["full"]["size"]
    assert why == {
        "ISIC_0000001": f"{size - 7:,} bytes came, but the archive says that it has {size:,}.",
        "ISIC_0000002": "More bytes came than the archive says that it has.",
        "ISIC_0000003": "A page of text came in place of the photograph.",
        "ISIC_0000004": "The archive does not give its file (status 404).",
        "ISIC_0000005": "The connection was cut each time, or nothing more came.",
        **dict.fromkeys(
            [f"ISIC_000000{number}" for number in (6, 7, 8, 9)],
            "The address of its file is not an encrypted one (https).",
        ),
    }
    assert done["downloaded"] == 3
    assert photographs(folder) == [f"{name}.jpg" for name in rows(folder)]
    small.misfortunes.clear()
    small.asked.clear()
    again = take(small, folder)
    assert (again["already_there"], again["downloaded"]) == (3, 4)
    assert not {"ISIC_0000000.jpg", "ISIC_0000010.jpg"} & set(small.fetched())


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
    (folder / "ISIC_0000003.jpg").write_bytes(b"cut")
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


def loop(one: Answering) -> None:
    page = {"count": 500, "next": one.path, "results": one.archive.results[:2]}
    one.tell(page)


def fresh_loop(one: Answering) -> None:
    """The same page again and again, each time under another address."""
    following = f"{one.path}&n={len(one.archive.asked)}"
    one.tell({"count": 500, "next": following, "results": one.archive.results[:2]})


@pytest.mark.parametrize("misfortune", [loop, fresh_loop])
def test_a_list_that_goes_round_in_circles_is_told(
    small: Small, folder: Path, misfortune: Any
) -> None:
    small.misfortunes["/images/search/"] = times(99, misfortune)
    with pytest.raises(ArchiveError, match="its list goes round in circles"):
        take(small, folder)
    assert len(small.asked) <= 3
    assert not folder.exists()


@pytest.mark.parametrize(
    ("misfortune", "said"),
    [
        (portal, "something else answers in its place, such as the log-in page"),
        (status(403), r"the way is barred \(status 403\)"),
        (status(511), r"the way is barred \(status 511\)"),
        (status(502), r"answers, but cannot help now \(status 502\)"),
        (status(400), "does not understand the search"),
        (lambda one: one.tell({"detail": "new form"}), "its answer has no list of results"),
        (lambda one: one.tell({"results": []}), "does not tell how many photographs"),
        (lambda one: one.give(b"[]", "application/json"), "something else answers in its place"),
        (lambda one: one.connection.shutdown(socket.SHUT_RDWR), "the connection was cut"),
    ],
)
def test_other_answers_are_told_in_words(
    small: Small, folder: Path, misfortune: Any, said: str
) -> None:
    small.misfortunes["/images/search/"] = times(99, misfortune)
    with pytest.raises(ArchiveError, match=said) as caught:
        take(small, folder)
    assert caught.value.hint
    assert not folder.exists()


def test_behind_a_firewall_the_way_by_hand_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        base = f"http://127.0.0.1:{taken.getsockname()[1]}/api/v2"
        with pytest.raises(ArchiveUnreachableError, match="no connection comes about") as caught:
            Archive(base, patience=QUICK).count(Choices())
    assert "https://www.isic-archive.com from another network" in caught.value.hint


def test_a_proxy_that_bars_the_way_is_told(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", small.base.removesuffix("/api/v2"))
    with pytest.raises(ArchiveUnreachableError, match="the proxy of this network"):
        Archive("https://example.invalid/api", patience=QUICK).count(Choices())
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(ArchiveUnreachableError, match="address of this network's proxy"):
        Archive("https://example.invalid/api", patience=QUICK).count(Choices())


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


def test_plain_choices_become_the_archives_language() -> None:
    choices = Choices(
        diagnoses=("melanoma, NOS",),
        sites=("head/neck", "lower extremity"),
        sexes=("male",),
        age_from=50,
        age_to=60,
        collections=(70, 212),
        licences=("cc0", "cc by-nc"),
        image_types=("dermoscopic",),
    )
    levels = " OR ".join(f'diagnosis_{level}:"Melanoma, NOS"' for level in range(1, 6))
    assert choices.parameters == {
        "query": f'({levels}) AND (anatom_site_general:"head/neck" OR '
        'anatom_site_general:"lower extremity") AND sex:male AND (copyright_license:CC-0 OR '
        "copyright_license:CC-BY-NC) AND image_type:dermoscopic AND age_approx:[50 TO 60]",
        "collections": "70,212",
    }
    assert Choices(age_from=50).query == "age_approx:[50 TO 120]"
    assert Choices(age_to=0).query == "age_approx:[0 TO 0]"
    assert Choices(sites=("OR",)).query == 'anatom_site_general:"OR"'
    assert Choices().parameters == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"sexes": ("m",)},
        {"age_from": 60, "age_to": 50},
        {"age_from": -1},
        {"age_to": 121},
        {"collections": (0,)},
        {"licences": ("MIT",)},
        {"diagnoses": ('Nevus" OR sex:"male',)},
        {"sites": ("head\\neck",)},
        {"sites": (" ",)},
        {"image_types": ("a\nb",)},
        {"diagnoses": ("x" * 300,)},
    ],
)
def test_what_means_nothing_is_refused_before_anybody_is_asked(wrong: dict[str, Any]) -> None:
    with pytest.raises(ArchiveCallError):
        Choices(**wrong)


def test_the_address_of_another_archive_must_be_one(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LESION_STUDIO_ISIC", f"{small.base}/")
    assert Archive(patience=QUICK).count(Choices()) == 12
    monkeypatch.setenv("LESION_STUDIO_ISIC", "file:///etc")
    with pytest.raises(ArchiveCallError, match="is no address of an archive"):
        Archive()


def test_importing_the_room_asks_nobody_and_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = {"tensorflow", "keras", "sklearn", "scipy", "streamlit", "pandas"}
    audit = tmp_path / "audit.txt"
    code = "import sys; import data.archive.download; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ
        | {"LESION_STUDIO_AUDIT": str(audit), "PYTHONPATH": str(ROOT / "tests/support/audit")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert heavy.isdisjoint(done.stdout.split())
    assert not audit.exists()
