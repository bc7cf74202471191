"""An opened network is kept once, whoever opens it, and nothing half-written stays."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from builder.opening.errors import OpeningError
from builder.opening.opened import opened
from runs.helper.client import Helper
from runs.leftovers import partial_in
from runs.opened import with_weights
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


def test_a_network_that_another_window_kept_meanwhile_is_taken(file: Path, tmp_path: Path) -> None:
    start = Path(keep(file, tmp_path / "home", "model.keras")["start"])
    assert start.read_bytes() == b"theirs"
    assert [one.name for one in start.parent.parent.iterdir()] == [start.parent.name]


def test_a_folder_in_the_way_is_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(OpeningError, match="cannot be kept in"):
        keep(file, tmp_path / "home", "something else")


def test_what_a_killed_program_left_is_removed(file: Path, tmp_path: Path) -> None:
    left = partial_in(opened_folder(tmp_path / "home"))
    left.mkdir(parents=True)
    day = time.time() - 25 * 3600
    os.utime(left, (day, day))
    keep(file, tmp_path / "home", "model.keras")
    assert not left.exists()
