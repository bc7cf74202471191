"""A network may not start from a run that has seen what the new one is judged on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.spec import GraphSpec
from builder.templates import template
from data.importing import import_dataset
from data.library import Library
from data.versions.decisions import Decision
from data.versions.division import Division
from data.versions.kinds import Kind
from data.versions.log import decide, undo
from runs.opened_record import record
from runs.series.submitting import submit_folds
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.earlier import EarlierRunError
from runs.training.recipe import Recipe
from runs.training.seen import of_unknown_past
from runs.training.submission import submit
from runs.workspace import run_folder

LITE = "EfficientNet-Lite0, frozen"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The dataset "spots" of forty tiny images, and run 1, which has learned from it."""
    chance = np.random.default_rng(0)
    for number in range(40):
        folder = tmp_path / "photographs" / ("benign", "malignant")[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        pixels = chance.integers(0, 256, (16, 16, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    home = tmp_path / "home"
    import_dataset(workspace=home, path=tmp_path / "photographs", name="spots")
    ended(home, ask(home, template(LITE)))
    return home


def ask(workspace: Path, design: GraphSpec, dataset: str = "spots") -> int:
    return submit(workspace=workspace, design=design, dataset_name=dataset, recipe=Recipe())


def ended(workspace: Path, run_id: int) -> int:
    (run_folder(workspace, run_id) / "model.keras").write_bytes(b"as a worker would leave it")
    with RunStore(workspace) as store:
        store.claim(run_id, claim="worker")
        store.finish(run_id, claim="worker", state=RunState.SUCCEEDED)
    return run_id


def from_run(number: int) -> GraphSpec:
    return template(LITE).with_params("Backbone", weights=f"run {number}")


def divide(workspace: Path, seed: int) -> None:
    dataset = Library(workspace).load("spots")
    how = Decision(Kind.DIVIDE, (), "again", "", division=Division(seed=seed))
    decide(dataset.folder, dataset.classes, how)


def test_the_same_division_may_go_on(workspace: Path) -> None:
    assert ask(workspace, from_run(1)) == 2


def test_another_division_may_not_and_its_undoing_may(workspace: Path) -> None:
    divide(workspace, 7)
    with pytest.raises(EarlierRunError, match=r"run 1, which has seen lesions of \d+ photographs"):
        ask(workspace, from_run(1))
    dataset = Library(workspace).load("spots")
    undo(dataset.folder, dataset.classes, 1)
    assert ask(workspace, from_run(1)) == 2


def test_nor_may_folds_and_none_of_them_is_left(workspace: Path) -> None:
    with pytest.raises(EarlierRunError, match="are now in test"):
        submit_folds(
            workspace=workspace,
            design=from_run(1),
            dataset_name="spots",
            recipe=Recipe(),
            folds=2,
        )
    with RunStore(workspace) as store:
        assert [run.id for run in store.list()] == [1]


def test_the_runs_that_an_earlier_one_started_from_count_too(workspace: Path) -> None:
    second = ended(workspace, ask(workspace, from_run(1)))
    Library(workspace).delete("spots")
    other = workspace.parent / "photographs"
    import_dataset(workspace=workspace, path=other, name="spots", seed=0)
    import_dataset(workspace=workspace, path=other, name="again", seed=5)
    with pytest.raises(EarlierRunError, match="which has seen lesions"):
        ask(workspace, from_run(second), dataset="again")


def test_photographs_of_other_places_are_no_hindrance(workspace: Path) -> None:
    chance = np.random.default_rng(9)
    for number in range(40):
        folder = workspace.parent / "other" / ("benign", "malignant")[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        pixels = chance.integers(0, 256, (16, 16, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    import_dataset(workspace=workspace, path=workspace.parent / "other", name="other")
    assert ask(workspace, from_run(1), dataset="other") == 2


def test_files_of_which_nobody_knows_what_they_learned_from_are_named(workspace: Path) -> None:
    drawn = template(LITE)
    assert of_unknown_past(drawn, "", workspace) == []  # ImageNet holds no lesions
    assert of_unknown_past(from_run(1), "", workspace) == []
    mine = str(run_folder(workspace, 1) / "model.keras")
    assert of_unknown_past(drawn.with_params("Backbone", weights=mine), "", workspace) == []
    other = run_folder(workspace.parent / "theirs", 1)  # its run 1 is not the run 1 of here
    other.mkdir(parents=True)
    theirs = drawn.with_params("Backbone", weights=str(other / "model.keras"))
    assert of_unknown_past(theirs, "", workspace) == ["model.keras"]
    folder = workspace / "opened" / ("0" * 64)
    folder.mkdir(parents=True)
    for name in ("model.keras", "design.json", "facts.json"):
        (folder / name).write_bytes(b"as it was opened")
    record(folder, "ours.keras")
    start = f"opened/{'0' * 64}"
    assert of_unknown_past(theirs, start, workspace) == ["ours.keras", "model.keras"]
    assert of_unknown_past(drawn.with_params("Backbone", weights=start), start, workspace) == [
        "ours.keras"
    ]
