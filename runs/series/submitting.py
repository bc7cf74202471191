"""Puts the folds of a cross-validation into the queue, each a run of its own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from data.library import Library
from data.versions.folds import fold_manifests
from data.versions.manifests import keep_version
from layers_catalog.errors import UserError
from runs.series.repeats import Repeat, fold_name, recipes, series_name
from runs.store.records import Fold
from runs.store.store import RunStore
from runs.training.launcher import delete
from runs.training.submission import submit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from builder.spec import GraphSpec
    from runs.training.recipe import Recipe


def submit_folds(
    *,
    workspace: Path,
    design: GraphSpec,
    dataset_name: str,
    recipe: Recipe,
    folds: int,
    repeats: int = 1,
    name: str | None = None,
) -> list[int]:
    """Put one run a fold into the queue, for each repeat.

    Args:
        workspace: the folder with datasets and runs.
        design: the drawing.
        dataset_name: of an imported dataset; its test photographs stay closed and are in no fold.
        recipe: how to train each; its seed makes the folds, too. Repeats count up from it.
        folds: how many.
        repeats: how often the photographs are divided into folds, 1 to 20.
        name: what to call the runs; by default the design and the dataset.

    Returns:
        The runs' numbers, in the order of the repeats and their folds.

    Raises:
        WrongCallError: too few or too many repeats.
        DecisionError: the dataset cannot be divided into so many folds.
        UserError: as ``submit`` raises it; then no run of them is there.
    """
    dataset = Library(workspace).load(dataset_name)
    seeded = recipes(recipe, repeats)
    divisions = [fold_manifests(dataset.manifest, folds=folds, seed=one.seed) for one in seeded]
    whole, called = uuid.uuid4().hex, name or f"{design.name} on {dataset.name}"
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
                    digest=keep_version(dataset.folder, manifest),
                    place=Fold(series_name(place), fold, folds),
                )
                submitted.append(run)
    except UserError:
        _take_back(workspace, submitted)
        raise
    return submitted


def _take_back(workspace: Path, runs: Iterable[int]) -> None:
    with RunStore(workspace) as store:
        for run in runs:
            store.stop_waiting(run)
            delete(workspace, run)
