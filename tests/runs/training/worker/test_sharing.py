"""Folds and divisions of a dataset share what the frozen part makes of each photograph."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.library import Library
from data.versions.folds import fold_manifests
from data.versions.manifests import keep_version
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import checkpoints
from runs.training.feature_store import FeatureStore
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import features_folder, run_folder

from .conftest import Layers, chain

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
VIEWS = 3
INPUT = ("Input", {"height": 32, "width": 32})
TURNED: Layers = [  # turned by chance, so that the views must hang on the photograph alone
    INPUT,
    ("RandomRotation", {"factor": 0.2}),
    ("BatchNormalization", {"trainable": False}),
    ("GlobalAveragePooling2D", {}),
    ("Dropout", {"rate": 0.3}),
    ("Dense", {"units": 8}),
    ("Classifier", {}),
]
FITTED: Layers = [*TURNED[:1], *TURNED[2:4], ("LogisticRegression", {})]
Work = Callable[[int], RunRecord]


@pytest.fixture
def folds(workspace: Path) -> list[str]:
    """The digests of two folds."""
    dataset = Library(workspace).load("lesions")
    manifests = fold_manifests(dataset.manifest, folds=2, seed=5)
    return [keep_version(dataset.folder, manifest) for manifest in manifests]


@pytest.fixture
def on(workspace: Path) -> Callable[..., int]:
    """Puts a run on a version of the dataset into the queue."""

    def submitted(digest: str | None, layers: Layers = TURNED) -> int:
        return submit(
            workspace=workspace,
            design=chain(layers),
            dataset_name="lesions",
            recipe=Recipe(epochs=2, batch_size=8, seed=5, views=VIEWS),
            digest=digest,
        )

    return submitted


def come_to(workspace: Path, run_id: int) -> dict[str, bytes]:
    """Weights, the optimiser's numbers and scores, bit for bit."""
    folder = run_folder(workspace, run_id)
    found = checkpoints.newest(folder / "checkpoints")
    assert found is not None
    table = pd.read_parquet(folder / "predictions.parquet")
    told: dict[str, Any] = {name: table[name].to_numpy().tobytes() for name in table.columns[4:]}
    for name in ("weights.npz", "optimiser.npz"):
        told |= {f"{name}/{k}": v.tobytes() for k, v in np.load(found.folder / name).items()}
    return told


def seen(workspace: Path, dtype: str) -> dict[str, list[int]]:
    """The photographs that were looked at, by what they were looked at for: repeats are told."""
    store, found = FeatureStore(features_folder(workspace)), {}
    for name in store.names(""):
        tables = store.read(name) or {}
        if dtype in tables:
            rows = tables[f"rows_of_{dtype}"].tolist()
            found[name.split(".")[0]] = [*found.get(name.split(".")[0], []), *rows]
    return {key: sorted(rows) for key, rows in found.items()}


def test_each_photograph_is_looked_at_once_for_all_folds_and_nothing_else_is_changed(
    workspace: Path,
    folds: list[str],
    on: Callable[..., int],
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As where a processor has bfloat16: what is learned from is kept in 16 bits.
    monkeypatch.setattr("runs.training.learning.made_for_bfloat16", lambda: True)
    alone = []
    for digest in folds:
        run = on(digest)
        assert work(run).state is RunState.SUCCEEDED
        alone.append(come_to(workspace, run))
        shutil.rmtree(features_folder(workspace))
    shared = [on(digest) for digest in folds[:1]]
    work(shared[0])
    before = seen(workspace, "float16")
    shared.append(on(folds[1]))
    work(shared[1])
    assert [come_to(workspace, run) for run in shared] == alone
    assert alone[0] != alone[1]

    manifest = Library(workspace).load("lesions").manifest
    open_ones = np.flatnonzero((manifest["split"] != "test").to_numpy()).tolist()
    for dtype in ("float16", "float32"):  # to learn from, and to be judged on
        looked = seen(workspace, dtype)
        assert all(len(rows) == len(set(rows)) for rows in looked.values())
        assert max(looked.values(), key=len) == open_ones
    assert len(before) == VIEWS
    assert before.keys() == seen(workspace, "float16").keys()


@pytest.mark.usefixtures("warm")
def test_folds_that_train_at_the_same_time_do_not_disturb_each_other(
    workspace: Path,
    store: RunStore,
    folds: list[str],
    on: Callable[..., int],
    start: Callable[[int], subprocess.Popen[bytes]],
    work: Work,
) -> None:
    runs = [on(digest) for digest in folds]
    for worker in [start(run) for run in runs]:
        assert worker.wait(timeout=240) == 0
    assert [store.get(run).state for run in runs] == [RunState.SUCCEEDED] * 2
    shutil.rmtree(features_folder(workspace))
    for digest, run in zip(folds, runs, strict=True):
        again = on(digest)
        work(again)
        assert come_to(workspace, again) == come_to(workspace, run)


def test_what_a_fitted_head_has_learned_from_serves_to_judge_it(
    workspace: Path, folds: list[str], on: Callable[..., int], work: Work
) -> None:
    """All in 32 bits."""
    for digest in folds:
        assert work(on(digest, FITTED)).state is RunState.SUCCEEDED
    (looked,) = seen(workspace, "float32").values()
    assert len(looked) == len(set(looked))
