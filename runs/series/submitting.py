"""Puts the folds of a cross-validation into the queue, each a run of its own."""

from __future__ import annotations

import time
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from data.library import Library
from data.versions.folds import fold_manifests
from data.versions.manifests import keeper
from runs.series.repeats import Repeat, fold_name, recipes, series_name
from runs.store.errors import RunConflictError
from runs.store.records import Fold
from runs.store.store import RunStore
from runs.training import launcher
from runs.training.submission import submit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from builder.spec import GraphSpec
    from runs.training.recipe import Recipe

_PATIENCE_S: Final = 60.0
"""So long a fold that trains already may take to heed that it is to stop."""


def submit_folds(
    *,
    workspace: Path,
    design: GraphSpec,
    dataset_name: str,
    recipe: Recipe,
    folds: int,
    repeats: int = 1,
    name: str | None = None,
    told: Callable[[int, int], object] = lambda _done, _all: None,
) -> list[int]:
    """Put one run a fold into the queue, for each repeat: all of them or, where it fails, none.

    Args:
        workspace: the folder with datasets and runs.
        design: the drawing.
        dataset_name: of an imported dataset; its test photographs stay closed and are in no fold.
        recipe: how to train each; its seed makes the folds, too. Repeats count up from it.
        folds: how many.
        repeats: how often the photographs are divided into folds, 1 to 20.
        name: what to call the runs; by default the design and the dataset.
        told: called with how many of how many folds are in the queue; when it raises, none stays.

    Returns:
        The runs' numbers, in the order of the repeats and their folds.

    Raises:
        WrongCallError: too few or too many repeats.
        DecisionError: the dataset cannot be divided into so many folds.
        UserError: as ``submit`` raises it.
    """
    dataset = Library(workspace).load(dataset_name)
    seeded = recipes(recipe, repeats)
    divisions = []
    for one in seeded:
        told(0, repeats * folds)
        divisions.append(fold_manifests(dataset.manifest, folds=folds, seed=one.seed))
    whole, called = uuid.uuid4().hex, name or f"{design.name} on {dataset.name}"
    keep = keeper(dataset.folder)
    submitted: list[int] = []
    try:
        for repeat, (one, manifests) in enumerate(zip(seeded, divisions, strict=True), start=1):
            place = Repeat(whole, repeat, repeats)
            for fold, manifest in enumerate(manifests, start=1):
                run = submit(
                    workspace=workspace,
                    design=design,
                    dataset_name=dataset_name,
                    recipe=one,
                    name=fold_name(called, place, fold=fold, folds=folds),
                    digest=keep(manifest),
                    place=Fold(series_name(place), fold, folds),
                )
                submitted.append(run)
                told(len(submitted), repeats * folds)
    except BaseException:  # also what ends a page or a command that is told to stop
        _take_back(workspace, submitted)
        raise
    return submitted


def _take_back(workspace: Path, runs: Sequence[int]) -> None:
    """Stop and forget runs, the last first; one that trains already is waited for."""
    for run in reversed(runs):
        with suppress(RunConflictError):  # it has ended by itself
            launcher.stop(workspace, run)
    deadline = time.monotonic() + _PATIENCE_S
    with RunStore(workspace) as store:
        for run in reversed(runs):
            while not store.get(run).state.finished and time.monotonic() < deadline:
                launcher.reap(workspace)
                time.sleep(0.1)
            with suppress(RunConflictError):  # it does not heed: it stays, and will be stopped
                launcher.delete(workspace, run)
