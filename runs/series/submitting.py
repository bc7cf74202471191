"""Puts the folds of a cross-validation into the queue, each a run of its own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from data.library import Library
from data.versions.folds import fold_manifests
from data.versions.log import keep_version
from layers_catalog.errors import UserError
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
    name: str | None = None,
) -> list[int]:
    """Put one run a fold into the queue.

    Args:
        workspace: the folder with datasets and runs.
        design: the drawing.
        dataset_name: of an imported dataset; its test photographs stay closed and are in no fold.
        recipe: how to train each; its seed makes the folds, too.
        folds: how many.
        name: what to call the runs; by default the design and the dataset.

    Returns:
        The runs' numbers, in the order of the folds.

    Raises:
        DecisionError: the dataset cannot be divided into so many folds.
        UserError: as ``submit`` raises it; then no run of them is there.
    """
    dataset = Library(workspace).load(dataset_name)
    manifests = fold_manifests(dataset.manifest, folds=folds, seed=recipe.seed)
    digests = [keep_version(dataset.folder, manifest) for manifest in manifests]
    series, called = uuid.uuid4().hex, name or f"{design.name} on {dataset.name}"
    submitted: list[int] = []
    try:
        for fold, digest in enumerate(digests, start=1):
            run = submit(
                workspace=workspace,
                design=design,
                dataset_name=dataset_name,
                recipe=recipe,
                name=f"{called}, fold {fold} of {folds}",
                digest=digest,
                place=Fold(series, fold, folds),
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
