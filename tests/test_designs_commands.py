"""`lesion-studio designs`: the shelf without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from builder.shelf.designs import DesignShelf
from builder.shelf.person import call
from builder.templates import template
from cli import app
from runs.workspace import workspace_path

CNN, LITE = "Two-convolution CNN (64, 64)", "EfficientNet-Lite0, frozen"


@pytest.fixture
def home() -> Path:
    home = workspace_path()
    call(home, "Ana")
    shelf = DesignShelf(home)
    shelf.save(template(LITE))
    shelf.save(template(CNN))
    return home


def asked(*words: str, status: int = 0) -> Any:
    done = CliRunner().invoke(app, ["designs", *words, "--json"])
    assert done.exit_code == status, done.output
    return json.loads(done.stdout)


def refused(*words: str, status: int) -> str:
    done = CliRunner().invoke(app, ["designs", *words])
    assert (done.exit_code, done.stdout) == (status, ""), done.output
    return done.stderr


def test_designs_are_listed_and_found(home: Path) -> None:
    assert [one["design"] for one in asked()] == [CNN, LITE]
    (found,) = asked("--search", "backbone")
    assert found["design"] == LITE
    assert found["who"] == "Ana"
    assert found["runs"] == 0
    plain = CliRunner().invoke(app, ["designs", "--workspace", str(home)]).stdout
    assert CNN in plain
    nothing = CliRunner().invoke(app, ["designs", "--search", "zzz"]).stdout
    assert "There is no such design" in nothing


def test_a_version_is_kept_told_opened_and_exported(home: Path, tmp_path: Path) -> None:
    shelf = DesignShelf(home)
    assert asked("keep", CNN, "--why", "as in the paper") == {"design": CNN, "version": 1}
    shelf.save(template(CNN).with_params("Conv2D", filters=7))
    asked("keep", CNN)
    newest, first = asked("history", CNN)
    assert (first["who"], first["why"], first["kept"]) == ("Ana", "as in the paper", "kept")
    assert "filters 64 → 7" in newest["changes"][0]
    plain = CliRunner().invoke(app, ["designs", "--workspace", str(home), "history", CNN]).stdout
    assert "as in the paper" in plain
    asked("export", CNN, "--to", str(tmp_path / "first.json"), "--version", "1")
    asked("export", CNN, "--to", str(tmp_path / "now.json"))
    assert asked("import", str(tmp_path / "first.json"), "--name", "First")["design"] == "First"
    assert asked("import", str(tmp_path / "now.json"))["design"] == f"{CNN} 2"
    assert shelf.load("First").digest() == template(CNN).digest()
    asked("open", CNN, "--version", "1")
    assert shelf.load(CNN) == template(CNN)


def test_into_the_bin_and_back(home: Path) -> None:
    asked("delete", CNN)
    assert DesignShelf(home).names() == [LITE]
    assert asked("restore", CNN) == {"design": CNN, "in_bin": False}
    assert DesignShelf(home).names() == [LITE, CNN]


def test_the_bin_is_listed_and_emptied(home: Path) -> None:
    asked("delete", CNN)
    asked("delete", LITE)
    assert {one["design"] for one in asked("bin")} == {CNN, LITE}
    plain = CliRunner().invoke(app, ["designs", "--workspace", str(home), "bin"]).stdout
    assert f"design: {CNN}" in plain
    asked("restore", LITE)
    assert asked("bin", "--empty") == {"deleted": [CNN]}
    assert asked("bin") == []
    assert DesignShelf(home).names() == [LITE]
    assert f"no design “{CNN}” in the bin" in refused("restore", CNN, status=2)


def test_what_cannot_be_is_told_in_a_sentence(home: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.json"
    there.write_text('{"format": "lesion-studio/design", "version": 99}')
    assert "There is no design “x”" in refused("history", "x", status=2)
    assert "There is no version 5. Versions: none" in refused(
        "open", CNN, "--version", "5", status=2
    )
    assert "is there already" in refused("export", CNN, "--to", str(there), status=2)
    nowhere = str(tmp_path / "no" / "folder.json")
    assert "could not be written" in refused("export", CNN, "--to", nowhere, status=1)
    assert "made by a newer one" in refused("import", str(there), status=2)
    assert "There is no design file" in refused("import", nowhere, status=2)
    assert "There is no design “x” in the bin" in refused("restore", "x", status=2)
    assert "name must not be empty" in refused(
        "import", str(_exported(home, tmp_path)), "--name", "", status=2
    )


def test_no_path_of_this_computer_is_exported(home: Path, tmp_path: Path) -> None:
    name = f"opened/{'0123456789abcdef' * 4}"
    opened = str(home / name / "model.keras")
    (drawn,) = [one for one in template(LITE).nodes if one.type == "Backbone"]
    held = drawn.model_copy(update={"params": {**drawn.params, "weights": opened}})
    nodes = tuple(held if one is drawn else one for one in template(LITE).nodes)
    spec = template(LITE).model_copy(
        update={"name": "Theirs", "nodes": nodes, "recipe": {"start": opened, "epochs": 3}}
    )
    DesignShelf(home).save(spec)
    to = tmp_path / "theirs.json"
    asked("export", "Theirs", "--to", str(to))
    assert str(home) not in to.read_text()
    assert json.loads(to.read_text())["recipe"] == {"epochs": 3, "start": name}


def test_the_schema_is_of_every_file_that_is_exported(home: Path) -> None:
    done = CliRunner().invoke(app, ["designs", "schema"])
    told = json.loads(done.stdout)
    design = json.loads(DesignShelf(home).load(CNN).to_json())
    assert set(design) <= set(told["properties"])
    assert set(design["nodes"][0]) <= set(told["$defs"]["Node"]["properties"])


def test_what_the_page_says_of_commands_is_there() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "designs.md").read_text(encoding="utf-8")
    listed = CliRunner().invoke(app, ["designs", "--help"]).stdout
    moved = ("export", "import", "start", "delete", "restore", "bin")
    for name in ("history", "keep", "open", *moved, "blocks", "schema"):
        assert f"`designs {name}" in page
        assert name in listed


def _exported(home: Path, tmp_path: Path) -> Path:
    file = tmp_path / "design.json"
    file.write_text(DesignShelf(home).load(CNN).to_json())
    return file
