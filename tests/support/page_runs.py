"""Runs as their workers would leave them, for the pages' tests; nothing is trained."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from builder.spec import Edge, GraphSpec, Node
from builder.templates import template
from data.dataset import Dataset
from data.demo import make_demo
from data.library import Library
from runs.evaluation import evaluate
from runs.series.results import repeated
from runs.series.submitting import submit_folds
from runs.store.records import EpochRecord, RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.training.watched import Watch
from runs.workspace import run_folder

DEMO, DESIGN = "Demo lesions", "Two-convolution CNN (64, 64)"


def fitted_design() -> GraphSpec:
    """A drawing whose head is fitted at once."""
    names = ("Input", "Backbone", "GlobalAveragePooling2D", "SVM")
    nodes = tuple(Node(id=name.lower(), type=name) for name in names)
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in pairwise(nodes))
    return GraphSpec(name="Fitted", nodes=nodes, edges=edges)


def queued(
    workspace: Path, *, seed: int = 0, epochs: int = 3, design: GraphSpec | None = None
) -> int:
    """A run that waits."""
    recipe = Recipe(epochs=epochs, seed=seed)
    drawn = design or template(DESIGN)
    return submit(workspace=workspace, design=drawn, dataset_name=DEMO, recipe=recipe)


def learn(store: RunStore, run: int, *, epochs: int = 3) -> None:
    """Take a waiting run up and give it epochs, as its worker would."""
    store.claim(run, claim="worker")
    for epoch in range(1, epochs + 1):
        record = EpochRecord(
            phase="train",
            epoch=epoch,
            loss=1 / epoch,
            accuracy=0.5 + 0.1 * epoch,
            val_loss=1.1 / epoch,
            val_accuracy=0.5 + 0.08 * epoch,
            val_auc=0.6 + 0.1 * epoch,
            seconds=2.0,
        )
        store.record_epoch(run, record, claim="worker")


def finish(workspace: Path, run: int, *, seed: int, epochs: int = 3, **summary: Any) -> None:
    """What a worker leaves behind: epochs, evaluations, a model's file, a summary."""
    with RunStore(workspace) as store:
        dataset = Library(workspace).load(DEMO, store.get(run).dataset_digest)
    scores = {split: _scores(dataset, split, seed) for split in ("validation", "test")}
    judged = {split: _judged(dataset, split, scores[split]) for split in scores}
    folder = run_folder(workspace, run)
    _predictions(dataset, scores).to_parquet(folder / "predictions.parquet")
    for epoch in range(1, epochs + 1):
        Watch(folder, dataset, seed).saw(epoch, scores["validation"] ** (1 / epoch))
    for split, name in (("validation", "evaluation.json"), ("test", "evaluation_test.json")):
        (folder / name).write_text(json.dumps({split: judged[split]}), encoding="utf-8")
    (folder / "log.txt").write_text("Training\nRun succeeded.\n", encoding="utf-8")
    with RunStore(workspace) as store:
        learn(store, run, epochs=epochs)
        store.finish(
            run,
            claim="worker",
            state=RunState.SUCCEEDED,
            summary=judged["validation"] | summary,
            seconds=80.0,
        )


def cross_validated(home: Path, *, repeats: int) -> list[list[RunRecord]]:
    """Three folds of drawings, so often, all ended; not yet judged together."""
    make_demo(workspace=home, name=DEMO, count=80 * repeats)
    runs = submit_folds(
        workspace=home,
        design=template(DESIGN),
        dataset_name=DEMO,
        recipe=Recipe(epochs=1, seed=3),
        folds=3,
        repeats=repeats,
    )
    for number in runs:
        finish(home, number, seed=number)
    with RunStore(home) as store:
        (found,) = repeated(store.list())
    return found


def _scores(dataset: Dataset, split: str, seed: int) -> np.ndarray:
    """Scores that sort the classes well, but not perfectly."""
    labels = dataset.targets[dataset.rows(split)]
    chance = np.random.default_rng(seed).normal(0, 0.25, len(labels))
    positive = np.clip(0.3 + 0.4 * labels + chance, 0.01, 0.99)
    return np.column_stack([1 - positive, positive])


def _judged(dataset: Dataset, split: str, scores: np.ndarray) -> dict[str, Any]:
    rows = dataset.rows(split)
    groups = dataset.manifest["group"].to_numpy()[rows]
    return evaluate(dataset.targets[rows], scores, groups, dataset.classes, seed=0)


def _predictions(dataset: Dataset, scores: dict[str, np.ndarray]) -> pd.DataFrame:
    frames = []
    for split, given in scores.items():
        rows = dataset.manifest.iloc[dataset.rows(split)]
        frame = rows[["image_id", "split", "group", "label"]].reset_index(drop=True)
        frames.append(frame.assign(**dict(zip(dataset.classes, given.T, strict=True))))
    return pd.concat(frames, ignore_index=True)
