"""A dataset of tiny photographs with lesions, a tiny network, and real workers."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from processes import end_when, none_outlives

from builder.spec import Edge, GraphSpec, Node
from data.importing import import_dataset
from runs.store.records import RunRecord
from runs.store.store import RunStore
from runs.training import worker
from runs.training.recipe import Recipe
from runs.training.submission import submit

SIDE = 32
Layers = Sequence[tuple[str, dict[str, Any]]]
LAYERS: Layers = [
    ("Input", {"height": SIDE, "width": SIDE}),
    ("RandomFlip", {}),
    ("RandomRotation", {"factor": 0.1}),
    ("Rescaling", {"scale": 1 / 255}),
    ("Conv2D", {"filters": 8, "kernel_size": (3, 3), "activation": "relu"}),
    ("BatchNormalization", {}),
    ("MaxPooling2D", {"pool_size": (2, 2)}),
    ("Dropout", {"rate": 0.3}),
    ("Flatten", {}),
    ("Dense", {"units": 16, "activation": "relu"}),
    ("Dropout", {"rate": 0.3}),
    ("Classifier", {}),
]


def chain(layers: Layers) -> GraphSpec:
    """A drawing of layers in a row."""
    nodes = [
        Node(id=f"{kind.lower()}_{place}", type=kind, params=params)
        for place, (kind, params) in enumerate(layers)
    ]
    edges = [Edge(source=one.id, target=after.id) for one, after in pairwise(nodes)]
    return GraphSpec(name="Tiny", nodes=tuple(nodes), edges=tuple(edges))


def photographs(folder: Path, *, lesions: int = 60) -> None:
    """HAM10000's layout: two photographs of every other lesion; malignant ones are darker."""
    (folder / "images").mkdir()
    chance = np.random.default_rng(0)
    with (folder / "HAM10000_metadata.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["lesion_id", "image_id", "dx", "dx_type", "age", "sex", "localization"])
        for lesion in range(lesions):
            dx = ("nv", "mel", "bkl")[lesion % 3]
            for view in range(1 + lesion % 2):
                name = f"ISIC_{lesion:05d}{view}"
                rows.writerow([f"HAM_{lesion}", name, dx, "histo", 50, "male", "back"])
                level = 100 if dx == "mel" else 150
                pixels = chance.normal(level, 60, (SIDE, SIDE, 3)).clip(0, 255).astype(np.uint8)
                Image.fromarray(pixels).save(folder / "images" / f"{name}.png")


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the dataset "lesions": 90 images of 60 lesions, two classes."""
    source, home = tmp_path_factory.mktemp("photographs"), tmp_path_factory.mktemp("workspace")
    photographs(source)
    mapping = {"mel": "malignant", "*": "benign"}
    import_dataset(workspace=home, path=source, name="lesions", mapping=mapping)
    return home


@pytest.fixture
def workspace(imported: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it for one test; no process outlives the test."""
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    with none_outlives():
        yield tmp_path


Ask = Callable[..., int]


@pytest.fixture
def ask(workspace: Path) -> Ask:
    """Puts a run of the tiny network into the queue."""

    def submitted(*, layers: Layers = LAYERS, **recipe: Any) -> int:
        settings = {"epochs": 2, "batch_size": 8, "seed": 5, **recipe}
        return submit(
            workspace=workspace,
            design=chain(layers),
            dataset_name="lesions",
            recipe=Recipe(**settings),
        )

    return submitted


@pytest.fixture
def work(workspace: Path, store: RunStore) -> Callable[[int], RunRecord]:
    """Does a run here, in this process: TensorFlow is loaded once for many tests."""

    def done(run_id: int) -> RunRecord:
        assert worker.main([str(run_id), "--workspace", str(workspace)]) == 0
        return store.get(run_id)

    return done


@pytest.fixture
def start(workspace: Path) -> Callable[[int], subprocess.Popen[bytes]]:
    """Starts a worker in a process of its own, as the launcher does."""

    def started(run_id: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "runs.training.worker", str(run_id), "--workspace", workspace],
            cwd=Path(worker.__file__).parents[2],
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        )

    return started


@pytest.fixture
def sees(store: RunStore) -> Callable[..., RunRecord]:
    """Waits until a run is as a test needs it; fails after three minutes."""

    def wait(run_id: int, holds: Callable[[RunRecord], object]) -> RunRecord:
        deadline = time.monotonic() + 180
        while not holds(run := store.get(run_id)):
            assert time.monotonic() < deadline, f"still {run}"
            time.sleep(0.02)
        return run

    return wait


@pytest.fixture
def break_off(workspace: Path, sees: Callable[..., RunRecord]) -> Callable[[int, int], None]:
    """Does a run here until an epoch, counted over all phases, is under way; then ends it."""

    def broken_off(run_id: int, epoch: int) -> None:
        end_when(lambda: sees(run_id, lambda run: run.progress.get("epoch", 0) >= epoch))
        with pytest.raises(SystemExit):
            worker.main([str(run_id), "--workspace", str(workspace)])

    return broken_off


@pytest.fixture
def go_on(store: RunStore, work: Callable[[int], RunRecord]) -> Callable[[int], RunRecord]:
    """Resumes a run that was broken off, and does what is left of it here."""

    def resumed(run_id: int) -> RunRecord:
        store.interrupt_stale(0.0)
        store.requeue(run_id)
        return work(run_id)

    return resumed
