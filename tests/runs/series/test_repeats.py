"""Repeats of a cross-validation: their names, seeds and refusals; each divides in another way."""

from __future__ import annotations

import shutil
import time
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from builder.templates import template
from data.demo import NAME as DEMO
from data.library import Library
from layers_catalog.errors import WrongCallError
from runs.series.repeats import (
    LARGEST_SEED,
    MOST,
    Repeat,
    fold_name,
    place_of,
    recipes,
    series_name,
    shared_name,
)
from runs.series.results import repeated, repeated_json
from runs.series.submitting import submit_folds
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = "0123456789abcdef" * 2
DESIGN = "Two-convolution CNN (64, 64)"


@pytest.fixture
def home(drawn: Path, tmp_path: Path) -> Path:
    """A workspace with demo lesions."""
    shutil.copytree(drawn, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize("place", [(1, 1), (1, 2), (2, 2), (7, 12), (MOST, MOST)])
def test_the_name_of_a_series_says_its_repeat_and_fits_the_database(place: tuple[int, int]) -> None:
    repeat = Repeat(WHOLE, *place)
    assert place_of(series_name(repeat)) == repeat
    assert len(series_name(repeat)) <= 40


def test_a_cross_validation_of_before_is_one_repeat() -> None:
    assert place_of(WHOLE) == Repeat(WHOLE, 1, 1)
    assert series_name(Repeat(WHOLE, 1, 1)) == WHOLE


@pytest.mark.parametrize("repeats", [1, 3])
def test_what_folds_are_called_together(repeats: int) -> None:
    place = Repeat(WHOLE, 1, repeats)
    name = fold_name("CNN, fold lines on ham, repeat", place, fold=2, folds=5)
    assert shared_name(name) == "CNN, fold lines on ham, repeat"
    assert name.endswith(", fold 2 of 5")
    long = fold_name("x" * 300, Repeat(WHOLE, 20, 20), fold=20, folds=20)
    assert len(long) <= 200
    assert set(shared_name(long)) == {"x"}


@pytest.mark.parametrize(
    ("repeats", "seed", "why"),
    [
        (0, 0, "cannot be repeated 0 times"),
        (MOST + 1, 0, "cannot be repeated 21 times"),
        (2, LARGEST_SEED, "leaves no others for 2 repeats"),
    ],
)
def test_what_cannot_be_repeated_is_refused(repeats: int, seed: int, why: str) -> None:
    with pytest.raises(WrongCallError, match=why):
        recipes(Recipe(seed=seed), repeats)


def test_each_repeat_divides_by_its_own_seed_and_holds_everything_out_once(home: Path) -> None:
    runs = submit_folds(
        workspace=home,
        design=template(DESIGN),
        dataset_name=DEMO,
        recipe=Recipe(epochs=1, seed=7),
        folds=2,
        repeats=3,
    )
    with RunStore(home) as store:
        ((one, two, three),) = repeated(store.list())
        records = [store.get(run) for run in runs]
    assert [run.seed for run in records] == [7, 7, 8, 8, 9, 9]
    assert [run.recipe["seed"] for run in records] == [7, 7, 8, 8, 9, 9]
    assert len({run.dataset_digest for run in records}) == 6
    assert [[run.fold for run in folds] for folds in (one, two, three)] == [[1, 2]] * 3
    library = Library(home)
    used = library.load(DEMO).manifest
    open_ones = set(used.loc[used["split"].isin(["train", "validation"]), "image_id"])
    for folds in (one, two, three):
        held: list[str] = []
        for run in folds:
            manifest = library.load(DEMO, run.dataset_digest).manifest
            held += list(manifest.loc[manifest["split"] == "test", "image_id"])
        assert sorted(held) == sorted(open_ones)
    told = repeated_json(home, [one, two, three])
    assert (told["seeds"], told["state"], told["repeats"]) == ([7, 8, 9], "running", 3)
    assert told["auc_mean"] is None


def test_a_refused_repeat_leaves_no_run(home: Path) -> None:
    with pytest.raises(WrongCallError):
        submit_folds(
            workspace=home,
            design=template(DESIGN),
            dataset_name=DEMO,
            recipe=Recipe(),
            folds=2,
            repeats=99,
        )
    with RunStore(home) as store:
        assert store.list() == []


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, OSError])
def test_a_division_that_is_stopped_leaves_no_run(home: Path, stopped: type[BaseException]) -> None:
    told: list[tuple[int, int]] = []

    def stop(done: int, folds: int) -> None:
        told.append((done, folds))
        if done == 3:
            raise stopped

    with pytest.raises(stopped):
        submit_folds(
            workspace=home,
            design=template(DESIGN),
            dataset_name=DEMO,
            recipe=Recipe(),
            folds=2,
            repeats=2,
            told=stop,
        )
    assert told == [(0, 4), (0, 4), (1, 4), (2, 4), (3, 4)]
    with RunStore(home) as store:
        assert store.list() == []


def test_a_fold_that_trains_already_is_taken_back_too(home: Path) -> None:
    workers: list[Thread] = []

    def worker(run: int) -> None:
        """Heed the wish to stop, as a worker at the end of a batch."""
        with RunStore(home) as store:
            while store.get(run).stop_requested_at is None:
                time.sleep(0.01)
            store.finish(run, claim="worker", state=RunState.STOPPED)

    def stop(done: int, _folds: int) -> None:
        if done == 1:
            with RunStore(home) as store:
                (run,) = store.list()
                store.claim(run.id, claim="worker")
            workers.append(Thread(target=worker, args=(run.id,)))
            workers[0].start()
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        submit_folds(
            workspace=home,
            design=template(DESIGN),
            dataset_name=DEMO,
            recipe=Recipe(),
            folds=3,
            told=stop,
        )
    workers[0].join()
    with RunStore(home) as store:
        assert store.list() == []
