"""What a run or a cross-validation brings to a comparison: scores, photographs, operating point.

Which of the photographs count is left to ``shared``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from data.errors import DatasetError
from data.library import Library
from layers_catalog.errors import UserError, WrongCallError
from runs.operating.errors import OperatingPointError
from runs.operating.point import read_point
from runs.results import PREDICTIONS, dataset_of, score_columns
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

    from runs.operating.point import OperatingPoint
    from runs.store.records import RunRecord

VALIDATION, TEST = "validation", "test"
LEARNED: Final = {VALIDATION: ("train",), TEST: ("train", "validation")}
"""From which parts no compared run may have an image: a test image was not used for choosing."""


class ComparisonError(UserError):
    """Runs cannot be compared, or not like this."""


class ComparisonCallError(ComparisonError, WrongCallError):
    """What was asked for is no comparison."""


@dataclass(frozen=True)
class FoldPart:
    """One fold of a cross-validation.

    Args:
        run: of the fold.
        predictions: of what it held out: ``image_id, group, label`` and a score column a class.
        manifest: of its version; what it learnt from and chose its epoch by is told there.
    """

    run: RunRecord
    predictions: pd.DataFrame
    manifest: pd.DataFrame | None


@dataclass(frozen=True)
class Material:
    """One run or cross-validation, ready to be compared.

    Args:
        run: as it was read; of a cross-validation its first fold.
        classes: in the order of its network.
        predictions: of one split: ``image_id, group, label`` and a score column a class; of a
            cross-validation all that was held out, over repeats the mean scores.
        manifest: of the very version that it learnt from; ``None`` where that is gone.
        about: what was frozen of its dataset.
        point: as it was saved, if it was, and can be read.
        trouble: why a saved point cannot be read; else empty.
        series: the name of the cross-validation, where it is one.
        folds: of all its repeats.
        repeats: how many it has.
    """

    run: RunRecord
    classes: tuple[str, ...]
    predictions: pd.DataFrame
    manifest: pd.DataFrame | None
    about: dict[str, Any]
    point: OperatingPoint | None
    series: str | None = None
    folds: tuple[FoldPart, ...] = ()
    repeats: int = 1
    trouble: str = ""

    @property
    def ref(self) -> int | str:
        """By what it is asked for."""
        return self.run.id if self.series is None else self.series

    @property
    def versions(self) -> tuple[str, ...]:
        """The digests of the dataset's versions that its networks learnt from."""
        parts = [part.run for part in self.folds] or [self.run]
        return tuple(run.dataset_digest for run in parts)


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
    predictions = predictions_of(workspace, run, classes, split)
    manifest = manifest_of(workspace, run)
    try:
        point, trouble = read_point(run_folder(workspace, run.id), classes), ""
    except OperatingPointError as error:
        point, trouble = None, str(error)
    return Material(run, classes, predictions, manifest, about, point, trouble=trouble)


def predictions_of(
    workspace: Path, run: RunRecord, classes: tuple[str, ...], split: str
) -> pd.DataFrame:
    """``image_id, group, label`` and the scores of a run's images of one split.

    Raises:
        ComparisonError: there are none, or the file is damaged.
    """
    path = run_folder(workspace, run.id) / PREDICTIONS
    if not path.is_file() or not classes:
        raise ComparisonError(
            f"Run {run.id} has no predictions to compare.",
            "Choose runs that have trained at least one epoch to their end.",
        )
    try:
        table = pd.read_parquet(path)
        wanted = ["image_id", "group", "label", *score_columns(classes)]
        return table.loc[table["split"] == split, wanted].reset_index(drop=True)
    except (OSError, ValueError, KeyError) as error:
        raise ComparisonError(
            f"The predictions of run {run.id} in {path} cannot be read ({error}).",
            "Restore the file from a backup, or train again.",
        ) from error


def manifest_of(workspace: Path, run: RunRecord) -> pd.DataFrame | None:
    """The manifest of the very version that a run learnt from; ``None`` where that is gone."""
    try:
        found = Library(workspace).load(run.dataset, run.dataset_digest)
    except DatasetError:
        return None
    return found.manifest if found.digest == run.dataset_digest else None
