"""The evaluation of a run, written beside it; and written anew from its kept predictions.

Light enough for a command: the network is not asked again. Reading what is written, and counting
who opens the test set, is left to ``runs.results``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from data.library import Library
from runs import known
from runs.evaluation import judge
from runs.results import (
    EVALUATION,
    PREDICTIONS,
    TEST_EVALUATION,
    ResultsError,
    held_out,
    score_columns,
    validation,
)
from runs.store.store import RunStore
from runs.training import process
from runs.training.seeds import derive
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from data.dataset import Dataset
    from runs.store.records import EpochRecord

SPLITS: Final = ("validation", "test")


def write_evaluations(
    folder: Path,
    dataset: Dataset,
    scores: Mapping[str, NDArray[np.float64]],
    *,
    seed: int,
    epochs: Iterable[EpochRecord] = (),
    notes: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Judge each split and write ``evaluation.json`` and ``evaluation_test.json``.

    Args:
        folder: of the run.
        dataset: its.
        scores: of each split's photographs, in the order of the manifest.
        seed: of the recipe; that of the intervals comes from it.
        epochs: what each epoch of training measured.
        notes: sentences that stand beside the numbers, by split.

    Returns:
        the numbers on validation, which may be looked at.
    """
    parts = {split: known.part(dataset, dataset.rows(split), scores[split]) for split in SPLITS}
    facts = known.facts(dataset, epochs)
    judged = judge(parts, dataset.classes, facts, seed=derive(seed, "bootstrap"))
    for split, numbers in judged.items():
        more = (notes or {}).get(split, ())
        numbers["notes"] = list(dict.fromkeys([*numbers["notes"], *more]))
        numbers["grouped_by"] = dataset.grouped_by
        numbers["notices"] = list(dataset.notices)
    for split, name in zip(SPLITS, (EVALUATION, TEST_EVALUATION), strict=True):
        text = json.dumps({split: judged[split]}, indent=1, ensure_ascii=False, allow_nan=False)
        process.write_atomically(folder / name, text.encode())
    return judged["validation"]


def judge_anew(workspace: Path, run_id: int) -> dict[str, Any]:
    """Judge a run of an earlier version of this program by what is measured today.

    The test set is judged with it, into its own file, and stays as closed as it was.

    Returns:
        the numbers on validation.

    Raises:
        RunMissingError: there is no such run.
        DatasetError: its dataset is gone or damaged.
        ResultsError: its predictions, or its dataset as it was then, are not there.
    """
    with RunStore(workspace) as store:
        run, epochs = store.get(run_id), store.epochs(run_id)
    folder = run_folder(workspace, run_id)
    dataset = Library(workspace).load(run.dataset, run.dataset_digest)
    if dataset.digest != run.dataset_digest:
        raise ResultsError(
            f"The dataset “{run.dataset}” is not as it was when run {run_id} was trained.",
            "Train again on it as it is now.",
        )
    before = {"validation": validation(workspace, run_id), "test": held_out(workspace, run_id)}
    return write_evaluations(
        folder,
        dataset,
        _kept(folder, dataset, run_id),
        seed=int(run.seed),
        epochs=epochs,
        notes={split: (numbers or {}).get("notes", ()) for split, numbers in before.items()},
    )


def _kept(folder: Path, dataset: Dataset, run_id: int) -> dict[str, NDArray[np.float64]]:
    """The scores of each split in ``predictions.parquet``, in the order of the manifest."""
    columns = score_columns(dataset.classes)
    images = dataset.manifest["image_id"]
    try:
        table = pd.read_parquet(folder / PREDICTIONS).set_index("image_id")[columns]
        return {
            split: table.loc[images.iloc[dataset.rows(split)]].to_numpy(dtype=np.float64)
            for split in SPLITS
        }
    except (OSError, ValueError, KeyError) as error:
        raise ResultsError(
            f"The predictions of run {run_id} in {folder / PREDICTIONS} cannot be read, or lack "
            "photographs or classes of its dataset.",
            "Restore the file from a backup, or train again.",
        ) from error
