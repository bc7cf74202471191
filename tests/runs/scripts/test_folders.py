"""A folder stands for its photographs: all of them, each once, in order; whatever lies about."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runs.scripts.parts.folders import photographs_of


def made(folder: Path, *names: str) -> list[Path]:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
    return [folder / name for name in names]


def test_all_images_below_it_in_the_order_of_their_names(tmp_path: Path) -> None:
    wanted = made(
        tmp_path,
        "a/2.PNG", "a/10.jpg", "b.jpeg", "c/d/e/ü, “1”.tif", "c/d/new\nline.webp", "z.gif",
    )  # fmt: skip
    made(tmp_path, "notes.txt", "scores.csv", "lesion.jpg.zip", "nameless", ".hidden.jpg")
    made(tmp_path, ".cache/a.jpg", "a/._10.jpg", "__MACOSX/._b.jpg")
    assert photographs_of([tmp_path]) == (sorted(wanted), [])


def test_paths_are_told_as_they_were_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, "photos/b/2.jpg", "photos/1.jpg", "alone.txt")
    monkeypatch.chdir(tmp_path)
    found, without = photographs_of(["photos", "alone.txt", "gone.jpg", "photos/b"])
    names = ["photos/1.jpg", "photos/b/2.jpg", "alone.txt", "gone.jpg", "photos/b/2.jpg"]
    assert [str(path) for path in found] == [str(Path(name)) for name in names]
    assert without == []
    assert photographs_of(["."])[0] == [Path("photos/1.jpg"), Path("photos/b/2.jpg")]


def test_links_are_followed_and_no_loop_is_endless(tmp_path: Path) -> None:
    (inside,) = made(tmp_path, "photos/deep/a.jpg")
    (outside,) = made(tmp_path, "elsewhere/b.jpg")
    photos = tmp_path / "photos"
    (photos / "deep" / "again").symlink_to(photos)
    (photos / "itself").symlink_to(photos / "itself")
    (photos / "itself.jpg").symlink_to(photos / "itself.jpg")
    (photos / "link").symlink_to(outside.parent)
    found, _ = photographs_of([photos])
    assert found == [inside, photos / "itself.jpg", photos / "link" / "b.jpg"]


def test_a_folder_without_any_gets_a_sentence_and_the_rest_go_on(tmp_path: Path) -> None:
    (empty := tmp_path / "empty" / "deeper").mkdir(parents=True)
    made(tmp_path, "texts/a.txt")
    (image,) = made(tmp_path, "photos/a.jpg")
    found, without = photographs_of([empty.parent, image.parent, tmp_path / "texts"])
    assert found == [image]
    assert [f"in the folder “{tmp_path / name}”" in said for name, said in
            zip(("empty", "texts"), without, strict=True)] == [True, True]  # fmt: skip


def test_a_name_that_nothing_can_have_counts_as_a_file() -> None:
    for name in ("x" * 5000, "a\0b"):
        assert photographs_of([name]) == ([Path(name)], [])


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read everything")
def test_a_closed_folder_stands_among_the_photographs(tmp_path: Path) -> None:
    (image,) = made(tmp_path, "photos/a.jpg")
    (closed := tmp_path / "photos" / "closed").mkdir(mode=0)
    assert photographs_of([image.parent])[0] == [image, closed]
