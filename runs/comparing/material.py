"""What a run brings to a comparison: its scores, the photographs behind them, its operating point.

Which of the photographs count is left to ``shared``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from data.errors import DatasetError
from data.library import Library
from layers_catalog.errors import UserError, WrongCallError
from runs.results import PREDICTIONS, dataset_of, score_columns
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

    from runs.store.records import RunRecord

OPERATING_POINT: Final = "operating_point.json"
VALIDATION, TEST = "validation", "test"


class ComparisonError(UserError):
    """Runs cannot be compared, or not like this."""


class ComparisonCallError(ComparisonError, WrongCallError):
    """What was asked for is no comparison."""


@dataclass(frozen=True)
class Material:
    """One run, ready to be compared.

    Args:
        run: as it was read.
        classes: in the order of its network.
        predictions: of one split: ``image_id, group, label`` and a score column a class.
        manifest: of the very version that it learnt from; ``None`` where that is gone.
        about: what was frozen of its dataset.
        point: ``{positive, threshold, …}`` as it was saved, if it was.
    """

    run: RunRecord
    classes: tuple[str, ...]
    predictions: pd.DataFrame
    manifest: pd.DataFrame | None
    about: dict[str, Any]
    point: dict[str, Any] | None


def material(workspace: Path, run: RunRecord, split: str) -> Material:
    """Read a run.

    Raises:
        ComparisonError: it has no predictions, its test set is closed, or its files are damaged.
    """
    if split == TEST and not (run.test_opened or run.series):
        raise ComparisonError(
            f"The test set of run {run.id} was not opened.",
            "Compare on validation, or open the test set of each run first: that is counted.",
        )
    about = dataset_of(workspace, run.id)
    classes = tuple(str(name) for name in about.get("classes", ()))
    path = run_folder(workspace, run.id) / PREDICTIONS
    if not path.is_file() or not classes:
        raise ComparisonError(
            f"Run {run.id} has no predictions to compare.",
            "Choose runs that have trained at least one epoch to their end.",
        )
    try:
        table = pd.read_parquet(path)
        wanted = ["image_id", "group", "label", *score_columns(classes)]
        chosen = table.loc[table["split"] == split, wanted].reset_index(drop=True)
    except (OSError, ValueError, KeyError) as error:
        raise ComparisonError(
            f"The predictions of run {run.id} in {path} cannot be read ({error}).",
            "Restore the file from a backup, or train again.",
        ) from error
    return Material(
        run, classes, chosen, _manifest(workspace, run), about, operating_point(workspace, run.id)
    )


def _manifest(workspace: Path, run: RunRecord) -> pd.DataFrame | None:
    try:
        found = Library(workspace).load(run.dataset, run.dataset_digest)
    except DatasetError:
        return None
    return found.manifest if found.digest == run.dataset_digest else None


def operating_point(workspace: Path, run_id: int) -> dict[str, Any] | None:
    """A run's saved ``{positive: [class], threshold, …}``; ``None`` where there is none to use."""
    try:
        told = json.loads((run_folder(workspace, run_id) / OPERATING_POINT).read_bytes())
        usable = {"positive": [str(name) for name in told["positive"]]}
        return {**told, **usable, "threshold": float(told["threshold"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None
