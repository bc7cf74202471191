"""A cross-validation: a run a fold, each photograph held out once, judged together at the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from data.errors import DecisionError
from data.library import Library
from runs.results import PREDICTIONS
from runs.series.paths import POOLED
from runs.series.pooling import pool
from runs.series.results import by_series, series_json
from runs.series.submitting import submit_folds
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import launcher
from runs.training.recipe import Recipe
from runs.training.worker import judge_series
from runs.workspace import run_folder, series_folder

from .conftest import LAYERS, chain

pytestmark = pytest.mark.keras


@pytest.fixture
def asked(workspace: Path) -> list[int]:
    """Three folds in the queue."""
    return submit_folds(
        workspace=workspace,
        design=chain(LAYERS),
        dataset_name="lesions",
        recipe=Recipe(epochs=1, batch_size=8, seed=5),
        folds=3,
    )


def test_each_photograph_is_held_out_once_and_all_are_judged_together(
    workspace: Path,
    store: RunStore,
    asked: list[int],
    work: Callable[[int], RunRecord],
) -> None:
    work(asked[0])  # the others follow by themselves
    for run_id in asked:
        assert launcher.wait(workspace, run_id).state is RunState.SUCCEEDED
    runs = [store.get(run_id) for run_id in asked]
    assert [(run.fold, run.folds) for run in runs] == [(1, 3), (2, 3), (3, 3)]
    (series,) = by_series(runs)
    told = json.loads((series_folder(workspace, series) / POOLED).read_bytes())
    held = pd.concat(
        table[table["split"] == "test"]
        for table in (
            pd.read_parquet(run_folder(workspace, run_id) / PREDICTIONS) for run_id in asked
        )
    )
    dataset = Library(workspace).load("lesions")
    open_ones = dataset.manifest[dataset.manifest["split"] != "test"]
    assert sorted(held["image_id"]) == sorted(open_ones["image_id"])
    labels = (held["label"] == "malignant").to_numpy()
    assert told["pooled"]["auc"] == pytest.approx(roc_auc_score(labels, held["malignant"]))
    assert told["pooled"]["images"] == len(open_ones)
    assert told["pooled"]["auc_low"] < told["pooled"]["auc"] < told["pooled"]["auc_high"]
    document = series_json(workspace, runs)
    aucs = [fold["auc"] for fold in document["runs"]]
    assert document["state"] == "succeeded"
    assert document["auc_mean"] == pytest.approx(np.mean(aucs))
    assert document["auc_sd"] == pytest.approx(np.std(aucs, ddof=1))
    assert all(run.test_opened == 0 for run in runs)
    (series_folder(workspace, series) / POOLED).unlink()
    store.throw_away(asked[0])  # while another was still learning
    judge_series(store, workspace, asked[2])
    again = json.loads((series_folder(workspace, series) / POOLED).read_bytes())
    assert again["pooled"]["auc"] == told["pooled"]["auc"]


def test_before_the_last_fold_nothing_is_judged(
    workspace: Path, store: RunStore, asked: list[int]
) -> None:
    runs = [store.get(run_id) for run_id in asked]
    assert pool(workspace, runs) is None
    document = series_json(workspace, runs)
    assert (document["state"], document["auc_mean"], document["pooled"]) == ("running", None, None)
    store.stop_waiting(asked[1])
    store.stop_waiting(asked[2])
    store.stop_waiting(asked[0])
    assert series_json(workspace, [store.get(asked[0])])["state"] == "incomplete"


def test_too_many_folds_leave_no_run_behind(workspace: Path, store: RunStore) -> None:
    with pytest.raises(DecisionError, match="too few lesions for 20 folds"):
        submit_folds(
            workspace=workspace,
            design=chain(LAYERS),
            dataset_name="lesions",
            recipe=Recipe(epochs=1),
            folds=20,
        )
    assert store.list() == []
