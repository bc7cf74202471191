"""A run taken up once more: the same drawing, dataset version and recipe, or a sentence why not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from page_runs import DEMO, DESIGN, finish, queued

from builder.templates import template
from data.demo import make_demo
from data.library import Library
from data.versions.decisions import Decision
from data.versions.kinds import Kind
from data.versions.log import decide
from runs.results import runs_json
from runs.store.listing import Wanted
from runs.store.records import Fold
from runs.store.store import RunStore
from runs.training.again import AgainError, earlier, train_again
from runs.training.asked import asked
from runs.training.discarding import delete, empty_bin, without_files
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import run_folder


@pytest.fixture
def home(drawn: Path, tmp_path: Path) -> Path:
    """A workspace with drawn lesions."""
    shutil.copytree(drawn, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_run_again_is_the_same_but_for_the_seed(home: Path) -> None:
    first = queued(home, seed=3, epochs=2)
    with RunStore(home) as store:
        before = store.get(first)
        same, other = (store.get(train_again(home, first, seed=seed)) for seed in (None, 4))
    for run, seed in ((same, 3), (other, 4)):
        assert run.recipe == before.recipe | {"seed": seed}
        assert (run.seed, run.name) == (seed, before.name)
        assert run.design_digest == before.design_digest
        assert run.dataset_digest == before.dataset_digest
        assert run.synthetic is True


def test_run_again_takes_the_version_of_the_dataset_that_the_run_had(home: Path) -> None:
    first = queued(home)
    dataset = Library(home).load(DEMO)
    image = str(dataset.manifest["image_id"].iloc[0])
    decide(dataset.folder, dataset.classes, Decision(Kind.EXCLUDE, (image,), "blurred", "", None))
    changed = Library(home).load(DEMO).digest
    with RunStore(home) as store:
        assert changed != store.get(first).dataset_digest
        again = store.get(train_again(home, first))
        assert again.dataset_digest == store.get(first).dataset_digest


def test_a_dataset_that_was_imported_anew_is_not_taken_for_the_same(home: Path) -> None:
    first = queued(home)
    Library(home).delete(DEMO)
    make_demo(workspace=home, name=DEMO, count=64)
    with pytest.raises(AgainError, match="no longer as run 1 had it"):
        train_again(home, first)


def test_a_fold_is_not_run_again_alone(home: Path) -> None:
    fold = submit(
        workspace=home,
        design=template(DESIGN),
        dataset_name=DEMO,
        recipe=Recipe(),
        place=Fold("s", 1, 3),
    )
    with pytest.raises(AgainError, match="fold 1 of 3"):
        train_again(home, fold)


def test_a_drawing_that_is_gone_is_told(home: Path) -> None:
    run = queued(home)
    (run_folder(home, run) / "design.json").write_text("{", encoding="utf-8")
    with pytest.raises(AgainError, match="The drawing of run 1 cannot be read"):
        earlier(home, run)


def test_like_a_run_means_its_recipe_and_what_is_set_goes_before_it(home: Path) -> None:
    told = earlier(home, queued(home, seed=3, epochs=2))
    spec, recipe = asked(workspace=home, design=told, settings=["batch_size=8"], seed=9)
    assert spec.digest() == template(DESIGN).digest()
    assert (recipe.seed, recipe.epochs, recipe.batch_size) == (9, 2, 8)


def test_the_bin_keeps_files_until_it_is_emptied(home: Path) -> None:
    kept, binned, gone = (queued(home, seed=seed) for seed in range(3))
    for seed, run in enumerate((kept, binned, gone)):
        finish(home, run, seed=seed)
    with RunStore(home) as store:
        digest = store.get(binned).dataset_digest
        store.open_test(binned)
        store.throw_away(binned, gone)
        delete(home, gone)
        assert run_folder(home, binned).is_dir()
        assert [told["run"] for told in runs_json(home)] == [kept]
        assert [told["run"] for told in runs_json(home, Wanted(binned=True))] == [binned]
        assert empty_bin(home) == ([binned], [])
        assert not run_folder(home, binned).exists()
        assert run_folder(home, kept).is_dir()
        assert without_files(home, kept, binned) == [binned]
        assert store.times_opened(digest) == 1
    assert empty_bin(home) == ([], [])
