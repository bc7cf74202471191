"""Checkpoints are whole or not there, whatever is torn."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from runs.training import checkpoints


def fill(folder: Path) -> None:
    (folder / "weights.npz").write_bytes(bytes(range(256)) * 40)
    (folder / "state.json").write_text('{"epoch": 1}')


def saved(parent: Path, *epochs: int) -> None:
    for epoch in epochs:
        checkpoints.save(parent, epoch, fill)


def names(parent: Path) -> list[str]:
    return sorted(folder.name for folder in parent.iterdir())


def test_the_newest_two_are_kept(tmp_path: Path) -> None:
    saved(tmp_path, 1, 2, 3, 10)
    assert names(tmp_path) == ["epoch-10", "epoch-3"]
    found = checkpoints.newest(tmp_path)
    assert found == checkpoints.Checkpoint(tmp_path / "epoch-10", 10)


def test_no_checkpoint_yet(tmp_path: Path) -> None:
    assert checkpoints.newest(tmp_path / "checkpoints") is None
    tmp_path.joinpath("epoch-1").mkdir()
    assert checkpoints.newest(tmp_path) is None


@pytest.mark.parametrize("name", ["weights.npz", "state.json", "manifest.json"])
@pytest.mark.parametrize("size", [0, 1, 7])
def test_a_torn_file_sends_back_to_the_one_before(tmp_path: Path, name: str, size: int) -> None:
    saved(tmp_path, 1, 2)
    torn = tmp_path / "epoch-2" / name
    torn.write_bytes(torn.read_bytes()[:size])
    found = checkpoints.newest(tmp_path)
    assert found is not None
    assert found.epoch == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"epoch": 2, "files": {}}', "\xff"])
def test_a_manifest_that_says_nothing_does_not_hold(tmp_path: Path, text: str) -> None:
    saved(tmp_path, 1, 2)
    (tmp_path / "epoch-2" / "manifest.json").write_text(text, encoding="latin-1")
    found = checkpoints.newest(tmp_path)
    assert found is not None
    assert found.epoch == 1


def test_a_missing_or_changed_file_does_not_hold(tmp_path: Path) -> None:
    saved(tmp_path, 1, 2)
    (tmp_path / "epoch-2" / "weights.npz").unlink()
    (tmp_path / "epoch-1" / "state.json").write_text('{"epoch": 7}')
    assert checkpoints.newest(tmp_path) is None


def test_a_renamed_checkpoint_does_not_hold(tmp_path: Path) -> None:
    saved(tmp_path, 1)
    (tmp_path / "epoch-1").rename(tmp_path / "epoch-5")
    assert checkpoints.newest(tmp_path) is None


def test_a_full_disk_leaves_the_older_checkpoints(tmp_path: Path) -> None:
    saved(tmp_path, 1)

    def full(folder: Path) -> None:
        (folder / "weights.npz").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        checkpoints.save(tmp_path, 2, full)
    assert names(tmp_path) == ["epoch-1"]
    assert checkpoints.newest(tmp_path) is not None


def test_a_torn_checkpoint_is_made_anew_and_later_ones_go(tmp_path: Path) -> None:
    saved(tmp_path, 1, 2, 3)
    for epoch in (2, 3):
        (tmp_path / f"epoch-{epoch}" / "manifest.json").write_text("")
    saved(tmp_path, 1)
    assert names(tmp_path) == ["epoch-1"]
    saved(tmp_path, 2)
    manifest = json.loads((tmp_path / "epoch-2" / "manifest.json").read_text())
    assert manifest["epoch"] == 2
    assert names(tmp_path) == ["epoch-1", "epoch-2"]


def test_what_a_crash_left_half_written_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".epoch-1-abc.partial").mkdir()
    saved(tmp_path, 1)
    assert names(tmp_path) == ["epoch-1"]
