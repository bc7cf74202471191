"""A workspace with thousands of runs as their workers would have left them; nothing is trained."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import insert

from builder.shelf.designs import DesignShelf
from builder.templates import template
from runs.files import DATASET, DESIGN
from runs.store.engine import open_engine, writing
from runs.store.models import Epoch, Run, Tag
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from runs.workspace import database_url, run_folder, workspace_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.random import Generator

    from builder.spec import GraphSpec

DESIGNS = (
    "EfficientNet-Lite0, frozen",
    "Two-convolution CNN (64, 64)",
    "Attention over image tokens, to learn from",
)
DATASETS = ("HAM10000, malignant or not", "ISIC 2019, eight diagnoses", "Our clinic 2025")
TAGS = ("pilot", "paper", "second reader", "redo", "<b>bold</b>", "Größe 224")
_BEGAN = datetime(2026, 1, 5, 8, tzinfo=UTC)


def make(folder: Path, *, runs: int = 2000, epochs: int = 100, seed: int = 0) -> Path:
    """Fill a workspace: three designs, three datasets, learning curves with noise.

    Args:
        folder: made where it is not there.
        runs: how many.
        epochs: that each has measured, all but those that failed.
        seed: of all chance.
    """
    workspace = workspace_path(folder)
    RunStore(workspace).close()
    drawn = [template(name) for name in DESIGNS]
    shelf = DesignShelf(workspace)
    for design in drawn:
        if design.name not in shelf.names():
            shelf.save(design)
    generator = np.random.default_rng(seed)
    engine = writing(open_engine(database_url(workspace)))
    with engine.begin() as connection:
        for number in range(1, runs + 1):
            run = _run(number, drawn, epochs, generator)
            connection.execute(insert(Run).values(**run))
            _files(workspace, run, drawn)
            if number % 5 == 0:
                connection.execute(insert(Tag).values(run_id=number, tag=TAGS[number % 6]))
            if run["state"] is not RunState.FAILED:
                connection.execute(insert(Epoch), list(_epochs(number, epochs, generator)))
    engine.dispose()
    return workspace


def _run(number: int, drawn: list[GraphSpec], epochs: int, generator: Generator) -> dict[str, Any]:
    design = drawn[number % len(drawn)]
    dataset = DATASETS[(number // 7) % len(DATASETS)]
    failed = number % 29 == 0
    area = float(np.clip(generator.normal(0.84, 0.03), 0.5, 0.99))
    width = float(generator.uniform(0.015, 0.04))
    recipe = Recipe(
        epochs=epochs,
        seed=number % 11,
        learning_rate=float(generator.choice([1e-3, 3e-4, 1e-4])),
        batch_size=int(generator.choice([16, 32, 64])),
    )
    began = _BEGAN + timedelta(hours=number)
    summary = {"auc": area, "auc_low": area - width, "auc_high": min(1.0, area + width)}
    return {
        "id": number,
        "name": f"{design.name} on {dataset}",
        "state": RunState.FAILED if failed else RunState.SUCCEEDED,
        "attempt": 1,
        "created_at": began,
        "queued_at": began,
        "started_at": began,
        "ended_at": began + timedelta(minutes=20),
        "design_name": design.name,
        "design_digest": design.digest(),
        "dataset": dataset,
        "dataset_digest": f"{DATASETS.index(dataset):064d}",
        "recipe": recipe.model_dump(mode="json"),
        "seed": recipe.seed,
        "epochs_planned": epochs,
        "error": "The memory ran out." if failed else None,
        "progress": {},
        "summary": None if failed else summary | {"balanced_accuracy": area - 0.1},
        "phases": [],
        "seconds": float(generator.uniform(60, 4000)),
        "starred": number % 40 == 0,
        "synthetic": False,
        "note": "As agreed on Monday, with the camera of room 4." if number % 50 == 0 else "",
    }


def _epochs(number: int, epochs: int, generator: Generator) -> Iterator[dict[str, Any]]:
    steps = np.arange(1, epochs + 1)
    rise = 1 - np.exp(-steps / generator.uniform(5, 30))
    area = np.clip(0.5 + 0.36 * rise + generator.normal(0, 0.008, epochs), 0, 1)
    loss = 0.75 - 0.4 * rise + generator.normal(0, 0.01, epochs)
    for at in range(epochs):
        yield {
            "run_id": number,
            "phase": "train",
            "epoch": at + 1,
            "loss": float(loss[at] - 0.05),
            "accuracy": float(area[at]) * 0.95,
            "val_loss": float(loss[at]),
            "val_accuracy": float(area[at]) * 0.92,
            "val_auc": float(area[at]),
            "learning_rate": 1e-3,
            "seconds": 12.5,
            "images_per_second": 80.0,
        }


def _files(workspace: Path, run: dict[str, Any], drawn: list[GraphSpec]) -> None:
    folder = run_folder(workspace, run["id"])
    folder.mkdir(parents=True, exist_ok=True)
    design = next(one for one in drawn if one.name == run["design_name"])
    (folder / DESIGN).write_text(design.to_json(), encoding="utf-8")
    about = {"name": run["dataset"], "synthetic": False, "classes": ["benign", "malignant"]}
    (folder / DATASET).write_text(json.dumps(about), encoding="utf-8")
