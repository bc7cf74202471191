"""What is kept of the frozen beginning of a network changes nothing but the time of a training."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from frozen_rows import AVERAGES, HEAD, INPUT, LAST_OF_THE_SMALLEST, POOL, ROW

from data.library import Library
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import checkpoints
from runs.training.feature_store import FeatureStore
from runs.workspace import features_folder, run_folder

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


def written(workspace: Path) -> dict[str, int]:
    """When each file of features was written."""
    files = (path for path in features_folder(workspace).rglob("*") if path.is_file())
    return {str(path): path.stat().st_mtime_ns for path in files}


def test_nothing_but_time_is_changed(
    workspace: Path,
    store: RunStore,
    ask: Callable[..., int],
    break_off: Callable[[int, int], None],
    go_on: Callable[[int], RunRecord],
    work: Callable[[int], RunRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def asked(**recipe: Any) -> int:
        return ask(layers=ROW, epochs=6, batch_size=8, **recipe)

    # As where a processor has bfloat16: what is learned from is kept in 16 bits.
    monkeypatch.setattr("runs.training.learning.made_for_bfloat16", lambda: True)

    # Broken off and resumed, bit for bit:
    broken = asked()
    break_off(broken, 2)
    assert 1 <= len(store.epochs(broken)) < 6
    shutil.rmtree(features_folder(workspace))  # lost meanwhile, which costs time only
    quick = asked()
    assert phases(work(quick)) == ["prepare", "features", "train", "evaluate"]
    made = written(workspace)
    assert phases(go_on(broken)) == ["prepare", "features", "train", "evaluate"]  # of both attempts
    assert written(workspace) == made  # those of the other run are taken
    assert learned(workspace, broken) == learned(workspace, quick)

    # Trained whole, but for rounding:
    exact = asked(precision="float32")
    assert phases(work(exact)) == ["prepare", "features", "train", "evaluate"]
    features = pytest.importorskip("runs.training.features")
    with pytest.MonkeyPatch.context() as room:
        room.setattr(features, "MOST_BYTES", 0)
        whole = asked(precision="float32")
        assert phases(work(whole)) == ["prepare", "train", "evaluate"]
    assert scores(workspace, exact) == pytest.approx(scores(workspace, whole), abs=1e-4)
    assert scores(workspace, quick) == pytest.approx(scores(workspace, whole), abs=1e-2)

    # And each run tells how far its parts were from the whole that was judged:
    for run, most in ((quick, 1e-2), (exact, 1e-4)):
        told = (store.get(run).summary or {})["agreement"]
        assert 0 <= told["largest_difference"] <= most
        assert told["same_class"] >= 0.995
    assert "agreement" not in (store.get(whole).summary or {})


def test_rows_in_32_bits_are_those_that_it_is_judged_by(
    workspace: Path,
    ask: Callable[..., int],
    work: Callable[[int], RunRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("runs.training.learning.made_for_bfloat16", lambda: False)
    told = [ask(layers=ROW, epochs=2, **asked) for asked in ({}, {"precision": "float32"})]
    first, exact = (work(run) for run in told)
    assert phases(first) == ["prepare", "features", "train", "evaluate"]
    kept = FeatureStore(features_folder(workspace))
    tables = [kept.read(name) or {} for name in kept.names("")]
    images = len(Library(workspace).load(exact.dataset).manifest)
    assert sum(len(table["rows_of_float32"]) for table in tables) == images  # none is kept twice
    assert phases(exact) == ["prepare", "train", "evaluate"]
    assert learned(workspace, exact.id) == learned(workspace, first.id)


def test_views_and_learning_blocks_change_nothing_but_time(
    workspace: Path, ask: Callable[..., int], work: Callable[[int], RunRecord]
) -> None:
    anew = work(ask(layers=[INPUT, ("RandomFlip", {}), *ROW[1:]], epochs=1, views=0))
    assert phases(anew) == ["prepare", "train", "evaluate"]
    last_block = ("Backbone", {**LAST_OF_THE_SMALLEST[1], "learning_blocks": 1})
    row = [INPUT, ("RandomFlip", {}), last_block, AVERAGES, POOL, *HEAD]
    first, again = (work(ask(layers=row, epochs=2, precision="float32")) for _ in range(2))
    assert phases(first) == ["prepare", "features", "train", "evaluate"]
    assert phases(again) == ["prepare", "train", "evaluate"]
    assert learned(workspace, again.id) == learned(workspace, first.id)
    assert (first.summary or {})["agreement"]["largest_difference"] <= 1e-4


def test_a_changed_file_is_found_and_made_anew(
    workspace: Path, ask: Callable[..., int], work: Callable[[int], RunRecord]
) -> None:
    first = ask(layers=ROW)
    work(first)
    table = min(
        features_folder(workspace).glob("*/float??"), key=lambda one: one.stat().st_mtime_ns
    )
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 64
    table.write_bytes(data)
    second = ask(layers=ROW)
    assert "features" in phases(work(second))
    assert learned(workspace, second) == learned(workspace, first)


def test_without_room_on_the_disk_every_epoch_computes_and_the_log_says_so(
    workspace: Path,
    ask: Callable[..., int],
    work: Callable[[int], RunRecord],
    caplog: pytest.LogCaptureFixture,
) -> None:
    features_folder(workspace).write_text("a file where the folder would be")
    run = ask(layers=ROW, epochs=1)
    assert phases(work(run)) == ["prepare", "features", "train", "evaluate"]
    assert "There is no room on the disk" in caplog.text


def phases(run: RunRecord) -> list[str]:
    assert run.state is RunState.SUCCEEDED, run.error
    return [phase["name"] for phase in run.phases]


def learned(workspace: Path, run_id: int) -> dict[str, bytes]:
    found = checkpoints.newest(run_folder(workspace, run_id) / "checkpoints")
    assert found is not None
    return {
        f"{name}/{key}": array.tobytes()
        for name in ("weights.npz", "optimiser.npz")
        for key, array in np.load(found.folder / name).items()
    }


def scores(workspace: Path, run_id: int) -> np.ndarray:
    table = pd.read_parquet(run_folder(workspace, run_id) / "predictions.parquet")
    return table["malignant"].to_numpy()
