"""What a cross-validation has come to, as the command line prints and the pages show it."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from runs.results import without_curves
from runs.series.paths import POOLED
from runs.store.states import RunState
from runs.workspace import series_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from runs.store.records import RunRecord


def by_series(runs: Iterable[RunRecord]) -> dict[str, list[RunRecord]]:
    """The runs that are folds, by their series, in the order of the folds."""
    found: dict[str, list[RunRecord]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.fold or 0):
        if run.series is not None:
            found[run.series].append(run)
    return dict(found)


def series_json(workspace: Path, runs: Sequence[RunRecord]) -> dict[str, Any]:
    """One cross-validation: its folds, their mean AUC, and all held-out photographs together.

    Args:
        workspace: the folder with the runs.
        runs: the folds that are there, at least one.
    """
    first = runs[0]
    told = _read(workspace, str(first.series))
    aucs = {fold["fold"]: fold["auc"] for fold in told.get("folds", [])}
    known = [auc for auc in aucs.values() if auc is not None]
    return {
        "series": first.series,
        "design": first.design_name,
        "dataset": first.dataset,
        "seed": first.seed,
        "state": _state(runs),
        "folds": first.folds,
        "runs": [
            {"run": run.id, "fold": run.fold, "state": str(run.state), "auc": aucs.get(run.fold)}
            for run in runs
        ],
        "auc_mean": statistics.fmean(known) if known else None,
        "auc_sd": statistics.stdev(known) if len(known) > 1 else None,
        "pooled": without_curves(told["pooled"]) if "pooled" in told else None,
        "seconds": sum(run.seconds or 0 for run in runs),
    }


def _state(runs: Sequence[RunRecord]) -> str:
    """Running while one waits or trains, succeeded when all did, else incomplete."""
    states = {run.state for run in runs}
    if any(not state.finished for state in states):
        return "running"
    whole = states == {RunState.SUCCEEDED} and len(runs) == runs[0].folds
    return "succeeded" if whole else "incomplete"


def _read(workspace: Path, series: str) -> dict[str, Any]:
    try:
        told = json.loads((series_folder(workspace, series) / POOLED).read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
