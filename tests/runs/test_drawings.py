"""From a run back to its drawing, whatever became of the design since; and the list of designs."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from page_runs import DESIGN, finish, queued
from shelf_states import wait

from builder.shelf.designs import DesignShelf
from builder.shelf.versions import Kind
from builder.templates import template, templates
from runs.designs import designs_json, saved_designs, tried
from runs.drawings import drawing_of
from runs.store.store import RunStore
from runs.workspace import workspace_path

DRAWN = template(DESIGN)
OTHER = DRAWN.with_params("Conv2D", filters=7)


@pytest.fixture
def home(drawn: Path) -> Path:
    home = workspace_path()
    (home / "datasets").rmdir()
    (home / "datasets").symlink_to(drawn / "datasets")
    return home


@pytest.fixture
def shelf(home: Path) -> DesignShelf:
    shelf = DesignShelf(home)
    shelf.save(DRAWN)
    return shelf


def test_what_was_trained_is_a_version_for_good(home: Path, shelf: DesignShelf) -> None:
    for seed in (0, 1):
        queued(home, seed=seed)
    (entry,) = shelf.versions(DESIGN)
    assert entry.version is not None
    assert entry.version.trained == (DRAWN.digest(),)
    assert entry.version.lasting
    queued(home, design=OTHER)  # of that name, but not what is on the shelf
    assert len(shelf.versions(DESIGN)) == 1


def test_an_unchanged_design_is_the_runs_drawing(home: Path, shelf: DesignShelf) -> None:
    run = queued(home)
    assert drawing_of(home, run) == (DESIGN, "")
    moved = DRAWN.model_copy(
        update={"nodes": tuple(one.model_copy(update={"x": 9.0}) for one in DRAWN.nodes)}
    )
    shelf.save(moved)
    assert drawing_of(home, run) == (DESIGN, "")
    assert shelf.load(DESIGN) == moved


def test_a_changed_one_goes_back_to_the_version_of_the_run(home: Path, shelf: DesignShelf) -> None:
    run = queued(home)
    shelf.save(OTHER)
    shelf.rename(DESIGN, "Mine")
    found = drawing_of(home, run)
    assert found.name == "Mine"
    assert "which is version 1; what was there before is in its history" in found.said
    assert shelf.load("Mine").digest() == DRAWN.digest()
    aside = [
        one for one in shelf.versions("Mine") if one.version and one.version.kind is Kind.ASIDE
    ]
    assert [one.spec.digest() for one in aside if one.spec] == [OTHER.digest()]
    assert drawing_of(home, run) == ("Mine", "")


def test_the_version_that_is_told_of_is_there_afterwards(home: Path, shelf: DesignShelf) -> None:
    run = queued(home, design=OTHER)  # drawn once more later: no version is kept for the run
    for drawn in (OTHER, OTHER.with_params("Conv2D", filters=9), DRAWN, DRAWN):
        shelf.save(drawn)
        wait(shelf, DESIGN, minutes=6)
    wait(shelf, DESIGN, days=8)
    found = drawing_of(home, run)
    (number,) = re.findall(r"which is version (\d+);", found.said)
    assert shelf.version(DESIGN, int(number)).digest() == OTHER.digest()


def test_a_run_whose_drawing_no_design_was_becomes_a_new_one(
    home: Path, shelf: DesignShelf
) -> None:
    run = queued(home, design=OTHER)
    found = drawing_of(home, run)
    assert found == (f"{DESIGN} 2", f"The drawing of run {run} was saved as “{DESIGN} 2”.")
    assert shelf.load(DESIGN) == DRAWN
    assert shelf.load(found.name).digest() == OTHER.digest()


def test_a_run_is_of_the_design_that_it_trained_whoever_has_the_name_now(
    home: Path, shelf: DesignShelf
) -> None:
    run = queued(home)
    shelf.rename(DESIGN, "My VGG")
    shelf.save(DRAWN)  # the same template once more, then changed
    shelf.save(OTHER)
    assert drawing_of(home, run) == ("My VGG", "")
    third = DRAWN.with_params("Conv2D", filters=9)
    shelf.save(third.model_copy(update={"name": "My VGG"}))
    assert drawing_of(home, run).name == "My VGG"
    assert (shelf.load(DESIGN), shelf.load("My VGG").digest()) == (OTHER, DRAWN.digest())
    with RunStore(home) as store:
        told = tried(home, store, saved_designs(home))
        assert (told["My VGG"].runs, told[DESIGN].runs) == (1, 0)
        shelf.delete("My VGG")
        assert tried(home, store, saved_designs(home))[DESIGN].runs == 0
        other = queued(home, design=OTHER)
        assert tried(home, store, saved_designs(home))[DESIGN].runs == 1
        shelf.save(third)
        assert tried(home, store, saved_designs(home))[DESIGN].runs == 1
    assert drawing_of(home, other).name == DESIGN


def test_a_deleted_design_comes_back_as_a_new_one(home: Path, shelf: DesignShelf) -> None:
    run = queued(home)
    shelf.delete(DESIGN)
    found = drawing_of(home, run)
    assert found == (DESIGN, f"The drawing of run {run} was saved as “{DESIGN}”.")
    assert shelf.load(DESIGN).digest() == DRAWN.digest()


def test_the_list_tells_runs_and_the_best_that_learnt_from_photographs(
    home: Path, shelf: DesignShelf
) -> None:
    for seed in (0, 1):
        finish(home, queued(home, seed=seed), seed=seed)
    shelf.rename(DESIGN, "Mine")
    shelf.save(OTHER.model_copy(update={"name": "Another"}))
    with RunStore(home) as store:
        found = saved_designs(home)
        assert [one.name for one in found] == ["Another", "Mine"]
        told = tried(home, store, found)
        assert (told["Mine"].runs, told["Another"].runs) == (2, 0)
        assert told["Mine"].best is None  # demo lesions say nothing about skin
        (line,) = designs_json(home, store, "mine CONV2D")
        assert (line["design"], line["runs"], line["best"]) == ("Mine", 2, None)
        assert designs_json(home, store, "no such word") == []
        shelf.save(OTHER)  # takes the name that the other gave up, but not its runs
        told = tried(home, store, saved_designs(home))
        assert (told["Mine"].runs, told[DESIGN].runs) == (2, 0)


def test_five_hundred_designs_are_listed_within_a_second(home: Path) -> None:
    shelf = DesignShelf(home)
    shelf.folder.mkdir(exist_ok=True)
    every = [*templates().values()]
    for at in range(500):
        spec = every[at % len(every)].model_copy(update={"name": f"design {at}"})
        (shelf.folder / f"design-{at}.json").write_text(spec.to_json())
    began = time.process_time()
    assert len(saved_designs(home)) == 500
    first = time.process_time() - began
    began = time.process_time()
    assert len(saved_designs(home, "design backbone")) > 100
    again = time.process_time() - began
    assert first < 1
    assert again < first
