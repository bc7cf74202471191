"""A run's operating point from its scores to its file: chosen on validation, and saved.

What pages and commands call; the arithmetic is in its neighbours.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from data.errors import DatasetError
from data.library import Library
from runs.helper.files import class_names
from runs.operating.applying import at
from runs.operating.counting import curve
from runs.operating.errors import OperatingPointError
from runs.operating.naming import called, usual_positive
from runs.operating.point import OperatingPoint, read_point, write_point
from runs.operating.rules import threshold_of
from runs.operating.scored import read_scored
from runs.operating.sentences import chosen, worth
from runs.results import PREDICTIONS, dataset_of, run_json, score_columns
from runs.series.naming import short
from runs.series.paths import FOLDS
from runs.series.results import folder_of
from runs.store.store import RunStore
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from runs.operating.rules import Rule
    from runs.operating.scored import Scored


def scored(workspace: Path, run_id: int, split: str = "validation") -> Scored:
    """The scores of a run's images.

    Args:
        workspace: the folder with the runs.
        run_id: of the run.
        split: "validation" or "test"; of a fold also ``runs.series.paths.FOLDS``, all that its
            cross-validation held out, each image by a network that had not seen it.

    Raises:
        ModelError: its classes are not known.
        OperatingPointError: its scores are missing or damaged, or an earlier version of this
            program judged the cross-validation and kept none.
    """
    classes = class_names(workspace, run_id)
    columns = dict(zip(classes, score_columns(classes), strict=True))
    folder = run_folder(workspace, run_id)
    if split == FOLDS:
        with RunStore(workspace) as store:
            run = store.get(run_id)
        folder = folder_of(workspace, run)
        if not (folder / PREDICTIONS).is_file():
            raise OperatingPointError(
                "This cross-validation was judged by an earlier version of this program, which "
                "kept no scores of all folds together.",
                f"Press “Judge this cross-validation anew”, or `judge {short(str(run.series))}`.",
            )
    return read_scored(folder / PREDICTIONS, columns, split=split)


def saved(workspace: Path, run_id: int) -> OperatingPoint | None:
    """The point that was saved with a run; ``None`` where none was.

    Raises:
        ModelError: its classes are not known.
        OperatingPointError: the file is damaged.
    """
    return read_point(run_folder(workspace, run_id), class_names(workspace, run_id))


def choose(
    *,
    workspace: Path,
    run_id: int,
    rule: Rule,
    positive: Sequence[str] = (),
    prevalence: float | None = None,
) -> OperatingPoint:
    """Choose a threshold on validation and save it with the run, over an earlier one.

    Args:
        workspace: the folder with the runs.
        run_id: of a run with results.
        rule: that chooses.
        positive: the classes that count as positive; by default ``usual_positive``.
        prevalence: among the user's own lesions, above 0 and below 1.

    Raises:
        RunMissingError: there is no such run.
        ModelError: its classes are not known.
        PointCallError: the classes or the prevalence mean nothing.
        OperatingPointError: there are no scores, or no rule can choose.
    """
    with RunStore(workspace) as store:
        run = store.get(run_id)
    images = scored(workspace, run_id)
    names = positive or usual_positive(images.classes)
    sides = images.sides(names)
    threshold = threshold_of(curve(sides), rule, prevalence=prevalence)
    ordered = tuple(name for name in images.classes if name in names)
    point = OperatingPoint(
        positive=ordered,
        called=called(ordered, diagnoses(workspace, run.dataset, run.dataset_digest, ordered)),
        threshold=threshold,
        rule=rule,
        prevalence=prevalence,
        chosen_at=datetime.now(UTC).replace(microsecond=0),
        test_opened=run.test_opened,
        validation=at(sides, threshold, prevalence),
    )
    write_point(run_folder(workspace, run_id), point)
    return point


def point_json(workspace: Path, run_id: int) -> dict[str, Any]:
    """A run's saved point as ``operating-point`` prints it.

    With what it is worth on the test set once that was opened, and all of it in sentences.

    Raises:
        RunMissingError: there is no such run.
        ResultsError: its files are damaged.
        OperatingPointError: no point was saved, or it is damaged.
    """
    told = run_json(workspace, run_id, with_test=True)
    point = saved(workspace, run_id)
    if point is None:
        raise OperatingPointError(
            f"Run {run_id} has no saved operating point: the highest score decides.",
            "Choose one, such as with --sensitivity 0.9.",
        )
    numbers: dict[str, Any] = told["operating_point"]
    grouped_by = str(dataset_of(workspace, run_id).get("grouped_by", "image"))
    said = [chosen(point)]
    for split in ("validation", "test"):
        if split in numbers:
            sentence = worth(
                numbers[split], point.called, grouped_by=grouped_by, prevalence=point.prevalence
            )
            said.append(f"On {split}: {sentence}")
    return {"run": run_id, **numbers, "said": said}


def diagnoses(
    workspace: Path, dataset: str, digest: str, positive: Collection[str]
) -> frozenset[str]:
    """The diagnoses of the photographs with these labels; none where the dataset is gone."""
    try:
        manifest = Library(workspace).load(dataset, digest).manifest
    except DatasetError:
        return frozenset()
    found = manifest.loc[manifest["label"].isin(list(positive)), "diagnosis"].dropna()
    return frozenset(map(str, found.unique()))
