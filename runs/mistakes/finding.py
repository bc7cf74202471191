"""The images of a run that are worth a look, from its files; what pages and commands call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from layers_catalog.errors import WrongCallError
from runs.helper.files import ModelError, class_names
from runs.mistakes.kinds import Kind, label_faults, least_sure, surest
from runs.operating import choosing
from runs.results import PREDICTIONS, ResultsError, score_columns
from runs.series.paths import FOLDS
from runs.series.repeats import place_of
from runs.series.results import pooled
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from runs.mistakes.kinds import Found
    from runs.operating.scored import Scored
    from runs.store.records import RunRecord

MOST_RUNS: Final = 20
"""Other runs that are asked about a label, the latest first."""


def found(workspace: Path, run_id: int, kind: Kind, *, split: str = "validation") -> list[Found]:
    """The images of one kind, those to look at first at the beginning.

    What was learned from is not among them, as a network says little new of it. Errors and unsure
    ones are those of the saved operating point, where there is one.

    Args:
        workspace: the folder with the runs.
        run_id: of a run with results.
        kind: what is looked for.
        split: "validation", or "test" once that was opened, or is what a fold held out; of a fold
            also ``runs.series.paths.FOLDS``, what all folds held out: there is no saved operating
            point, and the highest score decides.

    Raises:
        RunMissingError: there is no such run.
        WrongCallError: what all folds held out is asked for, and it is no fold.
        ResultsError: its test set is closed; its folds were not judged.
        ModelError: its classes are not known.
        OperatingPointError: its scores or its operating point are missing or damaged.
    """
    with RunStore(workspace) as store:
        run = store.get(run_id)
        others = store.list(states={RunState.SUCCEEDED}) if kind is Kind.LABEL else []
    if split == FOLDS:
        _check_folds(workspace, run)
    if split == "test" and not (run.series or run.test_opened):
        raise ResultsError(
            f"The test set of run {run_id} is closed.",
            "Open it first, with `show --open-test` or on the Results page: it is counted.",
        )
    images = choosing.scored(workspace, run_id, split)
    if kind is Kind.LABEL:
        return label_faults(images, votes(workspace, run, images, others, split=split))
    point = None if split == FOLDS else choosing.saved(workspace, run_id)
    return (surest if kind is Kind.SURE else least_sure)(images, point)


def _check_folds(workspace: Path, run: RunRecord) -> None:
    """What all folds held out must have been judged together.

    Raises:
        WrongCallError: the run is no fold.
        ResultsError: they were not.
    """
    if run.series is None:
        raise WrongCallError(
            f"Run {run.id} is no fold of a cross-validation.",
            "Name one, or look at its own: --split validation.",
        )
    if pooled(workspace, run) is None:
        raise ResultsError(
            f"The folds beside run {run.id} have not been judged together.",
            "Wait until all have ended.",
        )


def votes(
    workspace: Path, run: RunRecord, images: Scored, others: Sequence[RunRecord], *, split: str
) -> NDArray[np.int64]:
    """How other runs on the same photographs named them, of shape (n, classes).

    Only where they did not learn from an image: on their validation, on what a fold held out, and,
    where the test set is looked at, on theirs if it was opened.
    """
    places = {name: row for row, name in enumerate(images.ids)}
    counted = np.zeros((len(images.ids), len(images.classes)), dtype=np.int64)
    own = set() if run.series is None or split != FOLDS else {place_of(run.series).whole}
    alike = [
        one
        for one in others
        if one.id != run.id
        and one.dataset == run.dataset
        and place_of(one.series or "").whole not in own
    ]
    for other in alike[:MOST_RUNS]:
        for row, named in _named(workspace, other, images.classes, places, test=split == "test"):
            counted[row, named] += 1
    return counted


def _named(
    workspace: Path,
    other: RunRecord,
    classes: tuple[str, ...],
    places: dict[str, int],
    *,
    test: bool,
) -> Iterator[tuple[int, int]]:
    """The row of each image that another run has judged, and the class it named."""
    try:
        if class_names(workspace, other.id) != classes:
            return
        table = pd.read_parquet(run_folder(workspace, other.id) / PREDICTIONS)
    except (ModelError, OSError, ValueError):
        return
    shown = {"validation"} | ({"test"} if other.series or (test and other.test_opened) else set())
    table = table[table["split"].isin(shown) & table["image_id"].isin(places)]
    named = table[score_columns(classes)].to_numpy(dtype=np.float64).argmax(axis=1)
    for image, one in zip(table["image_id"], named, strict=True):
        yield places[str(image)], int(one)


def as_rows(
    images: Sequence[Found], *, run_id: int, split: str, kind: Kind
) -> list[dict[str, Any]]:
    """For a table or a CSV: a row an image, in the same order."""
    return [
        {
            "run": run_id,
            "split": split,
            "kind": str(kind),
            "image_id": one.image_id,
            "label": one.label,
            "named": one.named,
            "score": round(one.score, 6),
            "score_of_label": round(one.own, 6),
            "right": one.right,
            "other_runs_agree": one.agree,
            "other_runs_asked": one.asked,
        }
        for one in images
    ]
