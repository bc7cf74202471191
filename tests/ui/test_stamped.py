"""What pages remember is of one workspace and of a file as it is now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runs.files import DATASET
from runs.workspace import HOME_VARIABLE, run_folder
from ui.frame.stamped import stamped
from ui.frame.tending import tender
from ui.pages.runs import trained

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def told(workspace: Path, name: str) -> None:
    """The facts of run 1's dataset, as they are frozen with it."""
    folder = run_folder(workspace, 1)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATASET).write_text(json.dumps({"name": name}), encoding="utf-8")


def test_another_workspace_shows_its_own_facts(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    told(home, "mine")
    told(other, "theirs")
    assert trained.about(1) == {"name": "mine"}
    first = tender()
    monkeypatch.setenv(HOME_VARIABLE, str(other))
    assert trained.about(1) == {"name": "theirs"}
    second = tender()
    assert second is not first
    for one in (first, second):
        one.close()


def test_a_changed_folder_is_read_anew(home: Path) -> None:
    told(home, "mine")
    assert trained.about(1) == {"name": "mine"}
    told(home, "mine once more")
    assert trained.about(1) == {"name": "mine once more"}


def test_a_file_is_told_from_what_it_was(tmp_path: Path) -> None:
    file = tmp_path / "file"
    assert stamped(file) == (str(file), -1, 0)
    file.write_bytes(b"one")
    before = stamped(file)
    assert (before.path, before.size) == (file, 3)
    file.write_bytes(b"four")
    assert stamped(file) != before
