"""Judges a cross-validation once its last fold has ended, and anew when somebody asks for it.

Runs at the end of a worker, or in the helper; reading what it wrote is left to ``results``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from runs.evaluation.metrics import headline_auc
from runs.results import PREDICTIONS, ResultsError, dataset_of
from runs.series.held_out import HeldOut, held_out, keep, mean_of
from runs.series.judging import dataset_of_fold, judged
from runs.series.paths import POOLED
from runs.series.repeats import place_of
from runs.series.results import repeated
from runs.store.store import RunStore
from runs.training import process
from runs.workspace import run_folder, series_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runs.store.records import RunRecord

    Repeats = Sequence[Sequence[RunRecord]]


def pool(workspace: Path, runs: Sequence[RunRecord]) -> dict[str, Any] | None:
    """Judge the folds of one repeat together and keep the numbers.

    Args:
        workspace: the folder with the runs.
        runs: of the series, in any order.

    Returns:
        what was kept: ``pooled``, the evaluation of all held-out photographs with intervals over
        groups, and ``folds``, that of each; None while a fold has not ended or has no model.
    """
    ordered = sorted(runs, key=lambda run: run.fold or 0)
    if not _whole(workspace, ordered):
        return None
    found = _found(workspace, ordered)
    each = [found.of_fold(fold) for fold in range(1, len(ordered) + 1)]
    told = {
        "pooled": _judged(workspace, ordered, found, repeats=1),
        "folds": [
            {"run": run.id, "fold": run.fold, "auc": headline_auc(part.labels, part.scores)}
            for run, part in zip(ordered, each, strict=True)
        ],
    }
    _keep(series_folder(workspace, str(ordered[0].series)), told, found)
    return told


def pool_repeats(workspace: Path, repeats: Repeats) -> dict[str, Any] | None:
    """Judge all repeats together: each photograph by the mean of its scores.

    Args:
        workspace: the folder with the runs.
        repeats: the folds of each.

    Returns:
        what was kept, ``pooled``; None where it is not repeated, or a repeat is not whole.
    """
    place = place_of(str(repeats[0][0].series))
    if place.repeats == 1 or len(repeats) < place.repeats:
        return None
    ordered = [sorted(one, key=lambda run: run.fold or 0) for one in repeats]
    if not all(_whole(workspace, one) for one in ordered):
        return None
    mean = mean_of([_found(workspace, one) for one in ordered])
    runs = [run for one in repeats for run in one]
    told = {"pooled": _judged(workspace, runs, mean, repeats=place.repeats)}
    _keep(series_folder(workspace, place.whole), told, mean)
    return told


def pool_all(workspace: Path, repeats: Repeats) -> None:
    """Judge each repeat that is whole, then all of them together."""
    for folds in repeats:
        pool(workspace, folds)
    pool_repeats(workspace, repeats)


def judge_series_anew(workspace: Path, whole: str) -> None:
    """Judge a cross-validation of an earlier version of this program by what is measured today.

    Args:
        workspace: the folder with the runs.
        whole: its name, without the number of a repeat.

    Raises:
        ResultsError: it is not there, not whole, or its dataset is not as it was then.
    """
    with RunStore(workspace) as store:
        found = repeated(store.list(series=[whole], binned=None))
    if not found:
        raise ResultsError(
            f"There is no cross-validation {whole}.", "`runs` names those that there are."
        )
    (repeats,) = found
    if dataset_of_fold(workspace, repeats[0][0]) is None:
        raise ResultsError(
            f"The dataset “{repeats[0][0].dataset}” is not as it was when the folds were trained.",
            "Train again on it as it is now.",
        )
    if not _all_there(workspace, repeats):
        raise ResultsError(
            "Not all folds of this cross-validation are here, trained to their end: nothing was "
            "judged.",
            "Judge it once they are; one that was deleted does not come back: train again.",
        )
    try:
        pool_all(workspace, repeats)
    except (OSError, ValueError, KeyError) as error:
        raise ResultsError(
            f"The predictions of the folds cannot be read, or do not belong together ({error}).",
            "Restore them from a backup, or train again.",
        ) from error


def _whole(workspace: Path, ordered: Sequence[RunRecord]) -> bool:
    """Whether all folds of a repeat are there and have predictions."""
    there = [(run_folder(workspace, run.id) / PREDICTIONS).exists() for run in ordered]
    return bool(ordered) and len(ordered) == ordered[0].folds and all(there)


def _all_there(workspace: Path, repeats: Repeats) -> bool:
    """Whether all repeats are, each whole."""
    here = len(repeats) == place_of(str(repeats[0][0].series)).repeats
    return here and all(_whole(workspace, folds) for folds in repeats)


def _found(workspace: Path, ordered: Sequence[RunRecord]) -> HeldOut:
    """What the folds held out."""
    folders = [run_folder(workspace, run.id) for run in ordered]
    return held_out(folders, list(dataset_of(workspace, ordered[0].id)["classes"]))


def _judged(
    workspace: Path, runs: Sequence[RunRecord], found: HeldOut, *, repeats: int
) -> dict[str, Any]:
    with RunStore(workspace) as store:
        curves = store.curves([run.id for run in runs])
    return judged(
        workspace,
        runs[0],
        found,
        curves.values(),
        about=dataset_of(workspace, runs[0].id),
        repeats=repeats,
    )


def _keep(folder: Path, told: dict[str, Any], found: HeldOut) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    keep(folder, found)
    text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
    process.write_atomically(folder / POOLED, text.encode())
