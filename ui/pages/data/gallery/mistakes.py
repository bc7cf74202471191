"""How earlier trainings named the photographs of a dataset, to sort the gallery by their mistakes.

Of validation only: the test set stays closed here, and what was learned from is no test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runs.results import PREDICTIONS, score_columns
from runs.store.states import RunState
from runs.workspace import run_folder
from ui.frame import session

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.dataset import Dataset
    from runs.store.records import RunRecord

_LATEST = 5


@dataclass(frozen=True)
class Named:
    """How a run named a dataset's photographs.

    Args:
        lacked: by row of the manifest, what its own class lacked to a score of 1; NaN for those
            that are not in validation.
        said: by row, in words: "labelled nv, named mel (0.93)".
    """

    lacked: NDArray[np.float64]
    said: dict[int, str]


def runs(dataset: Dataset) -> list[RunRecord]:
    """The latest trainings on this very version of a dataset."""
    ended = session.store().list(states={RunState.SUCCEEDED})
    return [run for run in ended if run.dataset_digest == dataset.digest][:_LATEST]


def named(run: RunRecord, dataset: Dataset) -> Named:
    """How a run named the photographs of validation; of none where its scores are gone."""
    found = np.full(len(dataset.manifest), np.nan)
    path = run_folder(session.workspace(), run.id) / PREDICTIONS
    if not path.exists():
        return Named(found, {})
    table = pd.read_parquet(path)
    table = table[table["split"] == "validation"]
    places = {name: row for row, name in enumerate(dataset.manifest["image_id"])}
    rows = [places[image] for image in table["image_id"]]
    scores = table[list(score_columns(dataset.classes))].to_numpy(dtype=np.float64)
    index = {name: number for number, name in enumerate(dataset.classes)}
    own = np.array([index[label] for label in table["label"]], dtype=np.int64)
    found[rows] = 1 - scores[np.arange(len(rows)), own]
    best = scores.argmax(axis=1)
    said = {
        row: f"labelled {label}, named {dataset.classes[one]} ({high:.2f})"
        for row, label, one, high in zip(
            rows, table["label"], best, scores.max(axis=1), strict=True
        )
    }
    return Named(found, said)
