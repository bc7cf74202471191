"""Held-out photographs judged as a run's test set is: all that evaluation has to say of them.

Where they come from is left to ``held_out``, where the numbers go to ``pooling``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.errors import DatasetError
from data.library import Library
from runs import known
from runs.evaluation import evaluate, judge
from runs.series import lines
from runs.series.paths import FOLDS
from runs.training.seeds import derive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from data.dataset import Dataset
    from runs.series.held_out import HeldOut
    from runs.store.records import EpochRecord, RunRecord

GONE = (
    "Doubts, groups of patients and calibration are missing: the dataset is no longer as it was "
    "when the folds were trained."
)


def dataset_of_fold(workspace: Path, run: RunRecord) -> Dataset | None:
    """The version that a fold was trained on; ``None`` where it is gone."""
    try:
        found = Library(workspace).load(run.dataset, run.dataset_digest)
    except DatasetError:
        return None
    return found if found.digest == run.dataset_digest else None


def judged(
    workspace: Path,
    first: RunRecord,
    found: HeldOut,
    epochs: Iterable[Sequence[EpochRecord]],
    *,
    about: Mapping[str, Any],
    repeats: int,
) -> dict[str, Any]:
    """The numbers of all held-out photographs, as ``runs.evaluation.judge`` gives them of a part.

    Args:
        workspace: the folder with the datasets.
        first: the run of one of the folds; its version of the dataset tells of the photographs.
        found: what was held out.
        epochs: what each epoch of each fold measured.
        about: what was frozen of the dataset with the run.
        repeats: over how many each photograph's scores are a mean.
    """
    seed = derive(first.seed, "bootstrap")
    dataset = dataset_of_fold(workspace, first)
    if dataset is None:
        groups = found.images["group"].to_numpy()
        numbers = evaluate(found.labels, found.scores, groups, found.classes, seed=seed)
        numbers["notes"] = [*numbers["notes"], GONE]
    else:
        numbers = _in_full(dataset, found, epochs, seed=seed)
    numbers["notes"] = [*_notes(int(first.folds or 0), repeats), *numbers["notes"]]
    numbers["at_thresholds"] = lines.told(found.lines, found.scored)
    numbers["grouped_by"] = about["grouped_by"]
    numbers["notices"] = about["notices"]
    return numbers


def _in_full(
    dataset: Dataset, found: HeldOut, epochs: Iterable[Sequence[EpochRecord]], *, seed: int
) -> dict[str, Any]:
    names = found.images["image_id"]
    rows = pd.Index(dataset.manifest["image_id"]).get_indexer(names)
    if (rows < 0).any():
        raise ValueError("The dataset lacks photographs that the folds held out.")
    networks = int(found.folds.max())
    part = known.part(dataset, rows, found.scores)
    part = replace(part, networks=networks, scaled=found.scaled)
    folds = dict(zip(names, found.folds.tolist(), strict=True))
    told = known.facts_of_folds(dataset, folds, epochs)
    return judge({FOLDS: part}, dataset.classes, told, seed=seed)[FOLDS]


def _notes(folds: int, repeats: int) -> list[str]:
    if repeats > 1:
        said = (
            f"Each photograph's score is the mean over {repeats} networks, one a repeat, none of "
            "which had seen it. Such a mean is usually a little better than one network, and is "
            "not what a single training gives: that the mean AUC of the folds tells."
        )
    else:
        said = (
            f"Each photograph was scored by that one of {folds} networks which had not seen it. "
            "Where one network scores higher than another throughout, the AUC of all photographs "
            "together lies below the mean of the folds."
        )
    return [said]
