"""All that is known of a run when its card is written; reading only, no words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from data.errors import DatasetError
from data.library import Library
from data.population import population
from runs.export.card.answers import told_of
from runs.export.frozen import frozen_run
from runs.export.predictions import predictions_of
from runs.store.store import RunStore

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from runs.export.card.answers import Answers
    from runs.export.frozen import FrozenRun
    from runs.store.records import RunRecord

OPERATING_POINT: Final = "operating_point.json"


@dataclass(frozen=True)
class Story:
    """A run, and what stands around it.

    Args:
        run: as it was frozen and measured.
        record: of the store.
        population: as ``data.population`` tells it; empty where the dataset is gone and the run is
            from before it was kept.
        answers: what a person told.
        operating: the saved operating point, if there is one.
        predictions: of validation, and of the test set once it was opened.
        tried: how many runs learnt from this dataset.
        opened: how often its test set was opened by all of them.
    """

    run: FrozenRun
    record: RunRecord
    population: dict[str, Any]
    answers: Answers
    operating: dict[str, Any] | None
    predictions: pd.DataFrame
    tried: int
    opened: int

    @property
    def validation(self) -> dict[str, Any]:
        """The numbers on validation."""
        return dict(self.run.results["validation"])

    @property
    def judged(self) -> dict[str, dict[str, Any]]:
        """The numbers by split; of the test set only once it was opened."""
        splits = {name: self.run.results.get(name) for name in ("validation", "test")}
        return {name: dict(numbers) for name, numbers in splits.items() if numbers}


def story_of(workspace: Path, run_id: int) -> Story:
    """Everything about a run.

    Raises:
        RunMissingError: there is no such run.
        ExportError: it has no trained network, or its files are damaged.
    """
    run = frozen_run(workspace, run_id)
    with RunStore(workspace) as store:
        record = store.get(run_id)
        alike = [one for one in store.list() if one.dataset == record.dataset]
    return Story(
        run=run,
        record=record,
        population=run.dataset.get("population") or _described_now(workspace, record),
        answers=told_of(workspace, run_id),
        operating=_operating(run.folder / OPERATING_POINT),
        predictions=predictions_of(run),
        tried=len(alike),
        opened=sum(one.test_opened for one in alike),
    )


def _described_now(workspace: Path, record: RunRecord) -> dict[str, Any]:
    """Of a run from before counts were kept with it: from the dataset, if that version is there."""
    try:
        dataset = Library(workspace).load(record.dataset, record.dataset_digest)
        return population(dataset) if dataset.digest == record.dataset_digest else {}
    except (DatasetError, OSError):
        return {}


def _operating(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and "threshold" in told else None
