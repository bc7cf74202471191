from __future__ import annotations

import os
from pathlib import Path

import pytest

from data.places import drives, home, listing


def fill(folder: Path) -> Path:
    for name in ("b", "A", ".hidden", "__MACOSX"):
        (folder / name).mkdir()
    for name in (
        "one.JPG",
        "two.png",
        "set.zip",
        "table.csv",
        "HAM10000_metadata",
        "notes.txt",
        "t.hdf5",
        "t.H5",
    ):
        (folder / name).write_bytes(b"12345")
    return folder


def test_a_folder_shows_what_can_be_opened_or_imported(tmp_path: Path) -> None:
    seen = listing(fill(tmp_path))
    assert seen.problem is None
    assert seen.parent == tmp_path.parent
    assert [folder.name for folder in seen.folders] == ["A", "b"]
    assert [(file.name, file.size) for file in seen.files] == [
        ("HAM10000_metadata", 5),
        ("set.zip", 5),
        ("t.H5", 5),
        ("t.hdf5", 5),
        ("table.csv", 5),
    ]
    assert seen.files[1].path == tmp_path / "set.zip"
    assert seen.images == 2


def test_the_top_of_a_disk_has_nothing_above() -> None:
    assert listing(Path(home().anchor)).parent is None


def test_what_cannot_be_shown_is_a_sentence(tmp_path: Path) -> None:
    assert listing(tmp_path / "gone").problem == f"There is no folder {tmp_path / 'gone'}."
    (tmp_path / "file").touch()
    assert str(listing(tmp_path / "file").problem).endswith("is a file, not a folder.")
    assert "cannot be shown" in str(listing("x" * 5000).problem)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read everything")
def test_a_folder_without_rights_is_a_sentence(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o000)
    assert listing(locked).problem == f"You have no right to look into {locked}."


def test_links_that_lead_nowhere_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to(tmp_path / "gone")
    (tmp_path / "y.zip").symlink_to(tmp_path / "gone.zip")
    seen = listing(tmp_path)
    assert seen.folders == ()
    assert [(file.name, file.size) for file in seen.files] == [("y.zip", 0)]


def test_drives_are_folders() -> None:
    assert all(drive.path.is_dir() for drive in drives())
