"""All that is known of a run when its card is written; reading only, no words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.errors import DatasetError
from data.library import Library
from data.population import population
from runs.control.records import read_control
from runs.export.card.answers import told_of
from runs.export.chances import run_to_export
from runs.export.predictions import predictions_of
from runs.outside.records import results_of
from runs.outside.sides import told_beside
from runs.store.listing import Wanted
from runs.store.store import RunStore

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from runs.control.records import Control
    from runs.export.card.answers import Answers
    from runs.export.frozen import FrozenRun
    from runs.store.records import RunRecord


@dataclass(frozen=True)
class Story:
    """A run, and what stands around it.

    Args:
        run: as it was frozen and measured.
        record: of the store.
        population: as ``data.population`` tells it; empty where the dataset is gone and the run is
            from before it was kept.
        answers: what a person told.
        predictions: of validation, and of the test set once it was opened.
        tried: how many runs on this dataset there are, those in the bin too.
        opened: how often its test set was opened, by runs that are deleted meanwhile too.
        control: what it came to without the lesions, where that was tried.
        elsewhere: sentences on each other collection that it was judged on.
    """

    run: FrozenRun
    record: RunRecord
    population: dict[str, Any]
    answers: Answers
    predictions: pd.DataFrame
    tried: int
    opened: int
    control: Control | None
    elsewhere: tuple[tuple[str, ...], ...]

    @property
    def validation(self) -> dict[str, Any]:
        """The numbers on validation."""
        return dict(self.run.results["validation"])

    @property
    def judged(self) -> dict[str, dict[str, Any]]:
        """The numbers by split; of the test set only once it was opened."""
        splits = {name: self.run.results.get(name) for name in ("validation", "test")}
        return {name: dict(numbers) for name, numbers in splits.items() if numbers}


def story_of(workspace: Path, run_id: int, *, calibrated: bool = False) -> Story:
    """Everything about a run.

    Args:
        workspace: the folder with the runs.
        run_id: of a run that has trained at least one epoch.
        calibrated: whether its scores are told at the temperature that validation gave.

    Raises:
        RunMissingError: there is no such run.
        ExportError: it has no trained network, or its files are damaged.
    """
    run = run_to_export(workspace, run_id, calibrated=calibrated)
    with RunStore(workspace) as store:
        record = store.get(run_id)
        tried = sum(
            len(store.lines(Wanted(datasets=[record.dataset], binned=binned)))
            for binned in (False, True)
        )
        opened = store.times_opened(record.dataset_digest, *_versions(workspace, record))
    return Story(
        run=run,
        record=record,
        population=run.dataset.get("population") or _described_now(workspace, record),
        answers=told_of(workspace, run_id),
        predictions=predictions_of(run),
        tried=tried,
        opened=opened,
        control=read_control(workspace, run_id),
        elsewhere=tuple(
            tuple(told_beside(workspace, told, calibrated=calibrated)["sentences"])
            for told in results_of(workspace, run_id)
        ),
    )


def _described_now(workspace: Path, record: RunRecord) -> dict[str, Any]:
    """Of a run from before counts were kept with it: from the dataset, if that version is there."""
    try:
        dataset = Library(workspace).load(record.dataset, record.dataset_digest)
        return population(dataset) if dataset.digest == record.dataset_digest else {}
    except (DatasetError, OSError):
        return {}


def _versions(workspace: Path, record: RunRecord) -> list[str]:
    try:
        return Library(workspace).versions(record.dataset)
    except (DatasetError, OSError):  # what is left of a damaged dataset does not count
        return []
