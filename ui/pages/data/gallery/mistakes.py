"""How wrong earlier trainings were about the photographs of a dataset, to sort the gallery by.

Of validation only: the test set stays closed here, and what was learned from is no test.
"""

from __future__ import annotations

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


def runs(dataset: Dataset) -> list[RunRecord]:
    """The latest trainings on this very version of a dataset."""
    ended = session.store().list(states={RunState.SUCCEEDED})
    return [run for run in ended if run.dataset_digest == dataset.digest][:_LATEST]


def errors(run: RunRecord, dataset: Dataset) -> NDArray[np.float64]:
    """What each photograph's own class lacked to a score of 1, by row of the manifest.

    NaN for those that are not in validation.
    """
    found = np.full(len(dataset.manifest), np.nan)
    path = run_folder(session.workspace(), run.id) / PREDICTIONS
    if not path.exists():
        return found
    told = pd.read_parquet(path)
    told = told[told["split"] == "validation"]
    columns = dict(zip(dataset.classes, score_columns(dataset.classes), strict=True))
    rows = {name: row for row, name in enumerate(dataset.manifest["image_id"])}
    for name, column in columns.items():
        own = told[told["label"] == name]
        found[[rows[image] for image in own["image_id"]]] = 1 - own[column].to_numpy()
    return found
