"""Judges a cross-validation once its last fold has ended: all photographs, each held out once.

Runs at the end of a worker; reading what it wrote is left to ``results``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from runs.evaluation.summary import evaluate
from runs.results import PREDICTIONS, dataset_of, score_columns
from runs.series.paths import POOLED
from runs.training import process
from runs.training.seeds import derive
from runs.workspace import run_folder, series_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runs.store.records import RunRecord

HELD_OUT = "test"
"""The part of a fold's photographs that it holds out."""


def pool(workspace: Path, runs: Sequence[RunRecord]) -> dict[str, Any] | None:
    """Judge the folds of one series together and keep the numbers.

    Args:
        workspace: the folder with the runs.
        runs: of the series, in any order.

    Returns:
        what was kept: ``pooled``, the evaluation of all held-out photographs with intervals over
        groups, and ``folds``, that of each; None while a fold has not ended or has no model.
    """
    ordered = sorted(runs, key=lambda run: run.fold or 0)
    folders = [run_folder(workspace, run.id) for run in ordered]
    whole = ordered and len(ordered) == ordered[0].folds
    if not whole or not all((folder / PREDICTIONS).exists() for folder in folders):
        return None
    about, seed = dataset_of(workspace, ordered[0].id), derive(ordered[0].seed, "bootstrap")
    classes = list(about["classes"])
    held = [_held_out(folder) for folder in folders]
    shared = {"grouped_by": about["grouped_by"], "notices": about["notices"], "notes": []}
    told = {
        "pooled": {**_judged(pd.concat(held), classes, seed), **shared},
        "folds": [
            {"run": run.id, "fold": run.fold, "auc": _judged(part, classes, seed)["auc"]}
            for run, part in zip(ordered, held, strict=True)
        ],
    }
    folder = series_folder(workspace, str(ordered[0].series))
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
    process.write_atomically(folder / POOLED, text.encode())
    return told


def _held_out(folder: Path) -> pd.DataFrame:
    predictions = pd.read_parquet(folder / PREDICTIONS)
    return predictions[predictions["split"] == HELD_OUT]


def _judged(part: pd.DataFrame, classes: Sequence[str], seed: int) -> dict[str, Any]:
    numbers = {name: place for place, name in enumerate(classes)}
    labels = np.array([numbers[name] for name in part["label"]])
    scores = part[score_columns(classes)].to_numpy(dtype=np.float64)
    return evaluate(labels, scores, part["group"].to_numpy(), classes, seed=seed)
