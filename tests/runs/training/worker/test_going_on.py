"""The same seed gives the same weights, in any process, killed on the way or not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import checkpoints, launcher
from runs.workspace import run_folder

pytestmark = pytest.mark.keras
EPOCHS = 4
PATIENCE = launcher.Patience(gone_s=0.0)
Start = Callable[[int], subprocess.Popen[bytes]]
Sees = Callable[..., RunRecord]


def kept(workspace: Path, run_id: int) -> dict[str, bytes]:
    """Every array of the last checkpoint: weights, best weights, optimiser."""
    found = checkpoints.newest(run_folder(workspace, run_id) / "checkpoints")
    assert found is not None
    assert found.epoch == EPOCHS
    return {
        f"{file.name}/{name}": array.tobytes()
        for file in sorted(found.folder.glob("*.npz"))
        for name, array in np.load(file).items()
    }


EVERY_CHANCE = [
    ("Input", {"height": 32, "width": 32}),
    ("RandomTranslation", {"height_factor": 0.1, "width_factor": 0.1}),
    ("RandomCrop", {"height": 28, "width": 28}),
    ("RandomBrightness", {"factor": 0.1}),
    ("RandomSaturation", {"factor": 0.2}),
    ("RandomHue", {"factor": 0.05}),
    ("RandomSharpness", {"factor": 0.3}),
    ("RandomGrayscale", {"factor": 0.2}),
    ("RandomErasing", {"factor": 0.5}),
    ("Rescaling", {"scale": 1 / 255}),
    ("GaussianNoise", {"stddev": 0.05}),
    (
        "Conv2D",
        {
            "filters": 8,
            "kernel_size": (4, 4),
            "strides": (4, 4),
            "kernel_regularizer": (0.0, 1e-3),
            "activity_regularizer": (1e-4, 0.0),
        },
    ),
    ("GroupNormalization", {"groups": 4}),
    ("PReLU", {"shared_axes": (1, 2)}),
    ("GaussianDropout", {"rate": 0.2}),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 4, "dropout": 0.2}),
    ("LayerNormalization", {}),
    ("GlobalAveragePooling2D", {}),
    ("Classifier", {}),
]


RISING_AND_FALLING = {"schedule": "cosine", "warmup": 0.3}


@pytest.mark.parametrize(
    "drawn",
    [{}, {"layers": EVERY_CHANCE, **RISING_AND_FALLING}],
    ids=["tiny", "every chance, and a learning rate over time"],
)
def test_killed_and_resumed_equals_uninterrupted(
    workspace: Path,
    store: RunStore,
    ask: Callable[..., int],
    start: Start,
    sees: Sees,
    drawn: dict[str, Any],
) -> None:
    whole, killed = (ask(epochs=EPOCHS, batch_size=2, **drawn) for _ in range(2))
    first = start(killed)
    sees(killed, lambda run: run.progress.get("epoch", 0) >= 2 and run.progress["step"] > 1)
    first.kill()
    first.wait()
    before, begun = store.epochs(killed), store.get(killed).phases
    assert 1 <= len(before) < EPOCHS
    assert [one["name"] for one in begun] == ["prepare"]
    told = json.loads((run_folder(workspace, killed) / "times.json").read_bytes())
    assert launcher.reap(workspace, patience=PATIENCE) == [killed]
    assert store.get(killed).state is RunState.INTERRUPTED
    store.requeue(killed)
    launcher.start_next(workspace)  # and that worker starts the next in the queue at its end
    for run_id in (whole, killed):
        assert sees(run_id, lambda run: run.state.finished).state is RunState.SUCCEEDED
    ended = store.get(killed)
    assert ended.attempt == 2
    took = {one["name"]: one["seconds"] for one in ended.phases}
    assert list(took) == ["prepare", "train", "evaluate"]
    assert took["prepare"] > begun[0]["seconds"] + 0.05  # of both attempts
    assert took["train"] > told["phases"][-1]["seconds"]
    assert ended.seconds == pytest.approx(sum(took.values()), rel=0.1)
    assert ended.seconds > told["seconds"]

    reference = kept(workspace, whole)
    assert {name.split("/")[0] for name in reference} >= {"weights.npz", "optimiser.npz"}
    assert kept(workspace, killed) == reference

    measured = [
        [epoch.model_dump(exclude={"seconds", "images_per_second"}) for epoch in store.epochs(run)]
        for run in (whole, killed)
    ]
    assert measured[0] == measured[1]
    rates = [epoch["learning_rate"] for epoch in measured[0]]
    assert (rates[-1] == 0) is (len(set(rates)) > 1) is ("schedule" in drawn)
    assert store.get(killed).summary == store.get(whole).summary


def test_a_shut_down_leaves_a_run_that_can_be_resumed(
    workspace: Path, store: RunStore, ask: Callable[..., int], start: Start, sees: Sees
) -> None:
    run_id = ask(epochs=300, batch_size=2)
    worker = start(run_id)
    run = sees(run_id, lambda run: run.progress.get("step", 0) > 1)
    assert [phase["name"] for phase in run.phases] == ["prepare"]  # while it trains
    assert run.phases[0]["seconds"] > 0
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.wait(30) == 128 + signal.SIGTERM
    assert store.get(run_id).state is RunState.RUNNING
    launcher.reap(workspace, patience=PATIENCE)
    store.requeue(run_id)
    assert store.get(run_id).state is RunState.QUEUED
