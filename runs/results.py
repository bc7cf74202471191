"""What a run has come to, read from its files and the store; light enough for the pages.

Judging is left to ``runs.evaluation``. The test set's numbers are given out here only, and only
once opening them was counted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from layers_catalog.errors import UserError
from runs.described import described, short
from runs.files import DATASET
from runs.operating.applying import applied
from runs.operating.errors import OperatingPointError
from runs.operating.point import read_point
from runs.operating.scored import read_scored
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from runs.store.listing import Wanted
    from runs.store.records import RunRecord

EVALUATION = "evaluation.json"
TEST_EVALUATION = "evaluation_test.json"
PREDICTIONS = "predictions.parquet"
MODEL = "model.keras"
_OWN_COLUMNS = frozenset({"image_id", "split", "group", "label"})


class ResultsError(UserError):
    """A run has no results to show."""


def dataset_of(workspace: Path, run_id: int) -> dict[str, Any]:
    """``name, classes, synthetic, grouped_by, notices, counts, licences`` of a run's dataset.

    Empty where its file is missing or damaged.
    """
    return read_dataset(run_folder(workspace, run_id) / DATASET)


def read_dataset(path: Path) -> dict[str, Any]:
    """The same from the file itself."""
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def score_columns(classes: Sequence[str]) -> list[str]:
    """The columns of ``predictions.parquet`` that hold scores: the classes' names.

    A class called like another column of that file has “ (score)” after its name.
    """
    return [f"{name} (score)" if name in _OWN_COLUMNS else name for name in classes]


def run_json(
    workspace: Path, run_id: int, *, with_test: bool = False, curves: bool = True
) -> dict[str, Any]:
    """A run and its results as ``show`` prints them.

    Args:
        workspace: the folder with the runs.
        run_id: of the run.
        with_test: give the test set's numbers too, provided they were opened before
            (``open_test``); looking at them again is not counted again.
        curves: give curves, reliability bins and subgroups too; a list of runs does without.

    Raises:
        RunMissingError: there is no such run.
        ResultsError: its files are damaged. Where only its operating point is,
            ``operating_point_problem`` says so.
    """
    with RunStore(workspace) as store:
        run = store.get(run_id)
    splits = ("validation", "test") if with_test and run.test_opened else ("validation",)
    found = {split: _read(workspace, run_id, split) for split in splits}
    shown = found if curves else {split: short(told) for split, told in found.items()}
    point = _operating_point(workspace, run_id, found)
    return {**described(run), **shown, **_of_fold(workspace, run), **point}


def runs_json(workspace: Path, wanted: Wanted | None = None) -> list[dict[str, Any]]:
    """Runs with their validation results, but without curves, and their operating points.

    Where the files of one are damaged, its ``problem`` says so, and the others are told.

    Args:
        workspace: the folder with the runs.
        wanted: which, and how sorted; by default all that are not in the bin, newest first.
    """
    with RunStore(workspace) as store:
        numbers = [line.id for line in store.lines(wanted)]
        records = {run.id: run for run in store.list(among=numbers, binned=None)}
    return [_listed(workspace, records[number]) for number in numbers if number in records]


def _listed(workspace: Path, run: RunRecord) -> dict[str, Any]:
    """A run of a list; damaged files are told, and not raised."""
    try:
        told = _read(workspace, run.id, "validation")
        of_fold = _of_fold(workspace, run)
    except ResultsError as error:
        unknown = {"validation": None, "operating_point": None, "problem": str(error)}
        return {**described(run), **unknown}
    point = _operating_point(workspace, run.id, {"validation": told})
    return {**described(run), "validation": short(told), **of_fold, **point}


def open_test(workspace: Path, run_id: int) -> dict[str, Any]:
    """Open the test set of a run: counted, then shown with the rest.

    Raises:
        RunMissingError: there is no such run.
        RunConflictError: it is not finished, or failed.
        ResultsError: it ended before there was anything to judge.
    """
    if _read(workspace, run_id, "test") is None:
        with RunStore(workspace) as store:
            state = store.get(run_id).state
        raise ResultsError(
            f"Run {run_id} has no results on the test set: {_why(state)}.",
            "Open the test set of a run that has trained at least one epoch to its end.",
        )
    with RunStore(workspace) as store:
        store.open_test(run_id)
    return run_json(workspace, run_id, with_test=True)


def validation(workspace: Path, run_id: int) -> dict[str, Any] | None:
    """The numbers on the validation images, curves and all; ``None`` where there are none yet.

    Raises:
        ResultsError: the file is damaged.
    """
    return _read(workspace, run_id, "validation")


def held_out(workspace: Path, run_id: int) -> dict[str, Any] | None:
    """The numbers on what a fold of a cross-validation held out; it is no test set, nothing counts.

    Raises:
        ResultsError: the file is damaged.
    """
    return _read(workspace, run_id, "test")


def opened_test(workspace: Path, run_id: int) -> dict[str, Any] | None:
    """The numbers on the test set, provided it was opened before; looking again is not counted.

    Raises:
        RunMissingError: there is no such run.
        ResultsError: the file is damaged.
    """
    with RunStore(workspace) as store:
        opened = store.get(run_id).test_opened
    return _read(workspace, run_id, "test") if opened else None


def _of_fold(workspace: Path, run: RunRecord) -> dict[str, Any]:
    """``held_out`` of a fold: the numbers on what it neither learnt on nor chose its epoch by."""
    return {"held_out": short(held_out(workspace, run.id))} if run.series else {}


def _read(workspace: Path, run_id: int, split: str) -> dict[str, Any] | None:
    name = {"validation": EVALUATION, "test": TEST_EVALUATION}[split]
    path = run_folder(workspace, run_id) / name
    try:
        told = dict(json.loads(path.read_bytes())[split])
        short(told)  # whether all is there that a list shortens
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ResultsError(
            f"The results of run {run_id} in {path} cannot be read ({error}).",
            "Restore the file from a backup, or train again.",
        ) from error
    return told


def _operating_point(
    workspace: Path, run_id: int, found: Mapping[str, dict[str, Any] | None]
) -> dict[str, Any]:
    """``operating_point``, with what it is worth on the test set where that is among ``found``.

    Where it, or the scores that it is put to, cannot be read, also ``operating_point_problem``.
    """
    folder, numbers = run_folder(workspace, run_id), found["validation"]
    classes = tuple(numbers["per_class"]) if numbers else ()
    try:
        point = read_point(folder, classes)
        if point is None or not found.get("test"):
            return {"operating_point": point.as_json() if point else None}
        columns = dict(zip(classes, score_columns(classes), strict=True))
        images = read_scored(folder / PREDICTIONS, columns, split="test")
    except OperatingPointError as error:
        return {"operating_point": None, "operating_point_problem": str(error)}
    return {"operating_point": {**point.as_json(), "test": applied(images, point)}}


def _why(state: RunState) -> str:
    if state is RunState.FAILED:
        return "it failed"
    if state.finished:
        return "it was stopped before its first epoch was done"
    return "it is not finished"
