"""The other folds of a run are those of its series that have a network."""

from __future__ import annotations

import shutil
from pathlib import Path

from page_runs import DEMO

from builder.templates import template
from runs.series.siblings import other_folds
from runs.series.submitting import submit_folds
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import run_folder

DESIGN = template("Two-convolution CNN (64, 64)")


def test_folds_with_a_network_of_the_same_series_alone(drawn: Path, tmp_path: Path) -> None:
    shutil.copytree(drawn, tmp_path, dirs_exist_ok=True)
    asked = {"workspace": tmp_path, "design": DESIGN, "dataset_name": DEMO, "recipe": Recipe()}
    first, second, third = submit_folds(**asked, folds=3)
    others = submit_folds(**asked, folds=2)
    alone = submit(**asked)
    for run in (second, third, *others, alone):
        (run_folder(tmp_path, run) / "model.keras").touch()
    with RunStore(tmp_path) as store:
        assert [run.id for run in other_folds(tmp_path, store, store.get(first))] == [second, third]
        assert [run.id for run in other_folds(tmp_path, store, store.get(second))] == [third]
        assert other_folds(tmp_path, store, store.get(alone)) == []
