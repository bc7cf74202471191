"""A run that started from an opened network, once more: also where its workspace moved."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from page_runs import DEMO, DESIGN

from builder.shelf.designs import DesignShelf
from builder.spec import GraphSpec
from builder.templates import template
from layers_catalog.facts import Facts
from runs.drawings import drawing_of
from runs.opened_record import record
from runs.store.store import RunStore
from runs.training.again import earlier, train_again
from runs.training.asked import asked
from runs.training.earlier import EarlierRunError
from runs.training.origins import file_of
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import run_folder

NAME = f"opened/{'0123456789abcdef' * 4}"
DRAWN = template(DESIGN).model_copy(update={"recipe": {"start": NAME}})


@pytest.fixture
def home(drawn: Path, tmp_path: Path) -> Path:
    """A workspace with drawn lesions and an opened network."""
    workspace = tmp_path / "here"
    shutil.copytree(drawn, workspace)
    model = file_of(NAME, workspace)
    model.parent.mkdir(parents=True)
    model.write_bytes(b"weights")
    (model.parent / "design.json").write_text(template(DESIGN).to_json())
    (model.parent / "facts.json").write_text(Facts().model_dump_json())
    record(model.parent, "theirs.keras")
    return workspace


def train(workspace: Path, start: str, design: GraphSpec = DRAWN) -> int:
    return submit(workspace=workspace, design=design, dataset_name=DEMO, recipe=Recipe(start=start))


def starts(workspace: Path, run: int) -> tuple[str, str, str]:
    """What the database, the recipe and the design of a run tell."""
    folder = run_folder(workspace, run)
    told = json.loads((folder / "recipe.json").read_text())["start"]
    drawn = json.loads((folder / "design.json").read_text())["recipe"]["start"]
    with RunStore(workspace) as store:
        return store.get(run).recipe["start"], told, drawn


def test_a_run_keeps_the_name_and_so_does_the_next(home: Path) -> None:
    path = str(file_of(NAME, home))
    first = train(home, path, DRAWN.model_copy(update={"recipe": {"start": path}}))
    assert starts(home, first) == (NAME, NAME, NAME)
    assert starts(home, train_again(home, first)) == (NAME, NAME, NAME)
    assert str(home) not in (run_folder(home, first) / "train.py").read_text()
    _, recipe = asked(workspace=home, design=earlier(home, first), settings=["start="])
    assert recipe.start == ""


def test_two_designs_start_from_one_network(home: Path) -> None:
    shelf = DesignShelf(home)
    one, other = (shelf.save_copy(DRAWN).name for _ in range(2))
    runs = [train(home, NAME, shelf.load(name)) for name in (one, other)]
    assert [starts(home, run)[0] for run in runs] == [NAME, NAME]
    assert drawing_of(home, runs[1]).name == other


def test_after_a_move_it_goes_on_also_from_what_an_earlier_version_kept(home: Path) -> None:
    first = train(home, NAME)
    old = str(file_of(NAME, home))
    moved = home.with_name("there")
    home.rename(moved)
    assert starts(moved, train_again(moved, first))[0] == NAME
    assert starts(moved, train(moved, old))[0] == NAME


def test_one_that_is_gone_is_told_before_anything_waits(home: Path) -> None:
    first = train(home, NAME)
    shutil.rmtree(file_of(NAME, home).parent)
    with pytest.raises(EarlierRunError, match="opened/0123456789ab…, which was opened from a file"):
        train_again(home, first)
    with RunStore(home) as store:
        assert [run.id for run in store.list()] == [first]
