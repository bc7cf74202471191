"""An opened network is kept once, whoever opens it, and nothing half-written stays."""

from __future__ import annotations

import hashlib
import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from builder.opening.errors import OpeningError
from builder.opening.opened import opened
from builder.templates import template
from runs.helper.client import Helper
from runs.leftovers import partial_in
from runs.opened import with_weights
from runs.opened_record import is_whole, record_of
from runs.training.origins import file_of
from runs.workspace import opened_folder


class Twin(Helper):
    """Its weights come to the place while it reads: another window was quicker."""

    def __init__(self, workspace: Path, leaves: str) -> None:
        super().__init__(workspace)
        self.workspace, self.leaves = workspace, leaves

    def open_weights(self, file: Path, to: Path) -> dict[str, Any]:
        """As the helper, without its process."""
        (to / "model.keras").write_bytes(file.read_bytes())
        there = opened_folder(self.workspace) / hashlib.sha256(file.read_bytes()).hexdigest()
        there.mkdir()
        (there / self.leaves).write_bytes(b"theirs")
        return {"weights": 0}


class Reader(Helper):
    """As the helper, without its process."""

    def open_weights(self, file: Path, to: Path) -> dict[str, Any]:
        """What is in the file, as it is."""
        (to / "model.keras").write_bytes(file.read_bytes())
        return {"weights": 0}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "theirs.json"
    rows = [
        {"class_name": "InputLayer", "config": {"batch_shape": [None, 32, 32, 3], "name": "i"}},
        {"module": "keras.layers", "class_name": "Flatten", "config": {"name": "f"}},
    ]
    path.write_text(json.dumps({"class_name": "Sequential", "config": {"layers": rows}}))
    return path


def keep(file: Path, home: Path, leaves: str) -> Any:
    return with_weights(opened(file), file, workspace=home, helper=Twin(home, leaves)).recipe


def once(file: Path, home: Path) -> str:
    found = with_weights(opened(file), file, workspace=home, helper=Reader(home))
    return str(found.recipe["start"])


def test_a_network_that_another_window_kept_meanwhile_is_taken(file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    start = file_of(keep(file, home, "model.keras")["start"], home)
    assert start.read_bytes() == b"theirs"
    assert [one.name for one in start.parent.parent.iterdir()] == [start.parent.name]


def test_a_folder_in_the_way_is_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(OpeningError, match="cannot be kept in"):
        keep(file, tmp_path / "home", "something else")


def test_it_is_named_within_the_workspace_and_its_file_is_noted(file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    start = once(file, home)
    assert start == f"opened/{hashlib.sha256(file.read_bytes()).hexdigest()}"
    told = record_of(file_of(start, home))
    assert told is not None
    assert told.file == "theirs.json"
    assert abs(datetime.now(UTC) - told.when) < timedelta(minutes=1)
    assert told.sums == {"model.keras": hashlib.sha256(file.read_bytes()).hexdigest()}


def test_one_that_was_changed_is_made_whole_by_opening_the_file_again(
    file: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    model = file_of(once(file, home), home)
    model.write_bytes(b"torn")
    assert not is_whole(model)
    once(file, home)
    assert is_whole(model)
    model.unlink()
    once(file, home)
    assert is_whole(model)
    assert model.read_bytes() == file.read_bytes()
    assert len(list(opened_folder(home).iterdir())) == 1


def test_a_file_that_changes_while_it_is_read_is_not_kept(file: Path, tmp_path: Path) -> None:
    home, found = tmp_path / "home", opened(file)

    class Slow(Helper):
        """The file is saved anew while it is read."""

        def open_weights(self, file: Path, to: Path) -> dict[str, Any]:
            (to / "model.keras").write_bytes(b"read")
            file.write_bytes(b"another")
            return {"weights": 0}

    with pytest.raises(OpeningError, match="was changed while it was read"):
        with_weights(found, file, workspace=home, helper=Slow(home))
    assert list(opened_folder(home).iterdir()) == []


def test_what_an_earlier_version_kept_has_its_name_from_the_design(tmp_path: Path) -> None:
    (tmp_path / "model.keras").write_bytes(b"kept")
    design = template("ResNet-style network, to learn from")
    told = design.model_copy(update={"source": "theirs.keras"}).to_json()
    (tmp_path / "design.json").write_text(told)
    found = record_of(tmp_path / "model.keras")
    assert found is not None
    assert (found.file, found.sums) == ("theirs.keras", {})
    assert is_whole(tmp_path / "model.keras")
    assert record_of(tmp_path / "gone" / "model.keras") is None


def test_what_a_killed_program_left_is_removed(file: Path, tmp_path: Path) -> None:
    left = partial_in(opened_folder(tmp_path / "home"))
    left.mkdir(parents=True)
    day = time.time() - 25 * 3600
    os.utime(left, (day, day))
    keep(file, tmp_path / "home", "model.keras")
    assert not left.exists()
