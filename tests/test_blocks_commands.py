"""`lesion-studio designs blocks`: the blocks of one's own without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from builder.ready_blocks import ready_blocks
from builder.shelf.own_blocks import block_shelf
from cli import app
from runs.workspace import workspace_path

MINE, OTHER = (
    spec.model_copy(update={"name": name})
    for spec, name in zip(ready_blocks(), ("Mine", "Other"), strict=False)
)


@pytest.fixture
def home() -> Path:
    home = workspace_path()
    for spec in (MINE, OTHER):
        block_shelf(home).save(spec)
    return home


def asked(*words: str, status: int = 0) -> Any:
    done = CliRunner().invoke(app, ["designs", "blocks", *words, "--json"])
    assert done.exit_code == status, done.output
    return json.loads(done.stdout)


def test_blocks_are_listed(home: Path) -> None:
    assert asked() == [{"block": one.name, "layers": len(one.nodes)} for one in (MINE, OTHER)]
    (block_shelf(home).folder / "broken.json").write_text("{")
    assert {one["block"]: one["layers"] for one in asked()}["broken"] is None
    assert (
        "block: Mine"
        in CliRunner().invoke(app, ["designs", "blocks", "--workspace", str(home)]).stdout
    )


def test_a_block_goes_into_the_bin_back_and_for_good(home: Path) -> None:
    assert asked("delete", "Mine") == {"block": "Mine", "in_bin": True}
    assert block_shelf(home).names() == ["Other"]
    (binned,) = asked("bin")
    assert binned["block"] == "Mine"
    assert asked("restore", "Mine") == {"block": "Mine", "in_bin": False}
    assert block_shelf(home).load("Mine") == MINE
    asked("delete", "Mine")
    assert asked("bin", "--empty") == {"deleted": ["Mine"]}
    assert asked("bin") == []


@pytest.mark.parametrize("command", ["delete", "restore"])
def test_a_block_that_is_not_there_is_told_in_a_sentence(home: Path, command: str) -> None:
    done = CliRunner().invoke(app, ["designs", "--workspace", str(home), "blocks", command, "x"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "There is no block “x”" in done.stderr


def test_what_the_page_says_of_commands_is_there() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "blocks.md").read_text(encoding="utf-8")
    listed = CliRunner().invoke(app, ["designs", "blocks", "--help"]).stdout
    for name in ("delete", "restore", "bin"):
        assert f"`designs blocks {name}" in page
        assert name in listed
