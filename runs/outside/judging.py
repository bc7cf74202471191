"""Judges a run on another collection: float32 network, frozen threshold, unseen photographs.

Needs Keras: run by a process of its own (``job``) or by the command line.
"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.library import Library
from data.pixels import PixelStore
from runs.evaluation import evaluate
from runs.helper.files import class_names, model_file
from runs.operating.applying import at
from runs.operating.point import read_point
from runs.operating.scored import Scored
from runs.outside.classes import matched
from runs.outside.errors import OutsideCallError, OutsideError
from runs.outside.records import FOLDER, count
from runs.outside.unseen import unseen
from runs.own_dataset import OwnDatasetError, own_dataset
from runs.picture import picture_of
from runs.results import score_columns
from runs.store.errors import RunMissingError
from runs.store.store import RunStore
from runs.training.predicting import for_many
from runs.training.process import write_atomically
from runs.training.samples import BATCH
from runs.training.seeds import derive
from runs.training.seen import donors_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from data.dataset import Dataset
    from runs.operating.point import OperatingPoint
    from runs.store.records import RunRecord

    Progress = Callable[[int, int, str], None]

_COMPARED = 16
"""Photographs by which it is seen whether what predicts fast says what Keras says."""


def judge(
    workspace: Path,
    run_id: int,
    dataset_name: str,
    *,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """Judge a run on all photographs of another dataset that it has not seen; keep the numbers.

    Args:
        workspace: the folder with datasets and runs.
        run_id: of a run with a trained network.
        dataset_name: of the other dataset; all its parts count as one test set.
        mapping: from its classes to the run's, where they are called otherwise.
        progress: called with photographs done, in all, and what is being done.

    Returns:
        ``{run, dataset, dataset_digest, judged_at, images, groups, grouped_by, synthetic, notices,
        left_out: [{why, images}], mapping, evaluation, point}``; ``point`` is
        ``{positive, threshold, sensitivity…, specificity…}`` at the run's saved operating point, or
        ``None``.

    Raises:
        RunMissingError: there is no such run.
        DatasetError: there is no such dataset, or it is damaged.
        OwnDatasetError: the photographs that the run learnt from are gone.
        ModelError: the run has no trained network.
        OperatingPointError: its saved operating point is damaged.
        OutsideError: it cannot be judged there; in words.
    """
    with RunStore(workspace) as store:
        run = store.get(run_id)
    model_file(workspace, run_id)
    classes = class_names(workspace, run_id)
    point = read_point(model_file(workspace, run_id).parent, classes)
    other = Library(workspace).load(dataset_name)
    seen = _seen(workspace, run, other)
    rows, labels, left_out = _chosen(run, other, seen, classes, mapping)
    scores = _scored(workspace, run_id, other, rows, progress)
    groups = other.manifest["group"].to_numpy()[rows]
    seed = derive(run.seed, "bootstrap")
    evaluation = evaluate(labels, scores, groups, classes, seed=seed)
    judged_at = datetime.now(UTC).isoformat(timespec="seconds")
    told = {
        "run": run_id,
        "dataset": other.name,
        "dataset_digest": other.digest,
        "judged_at": judged_at,
        "images": len(rows),
        "groups": evaluation["groups"],
        "grouped_by": other.grouped_by,
        "synthetic": other.synthetic,
        "notices": list(other.notices),
        "left_out": left_out,
        "mapping": dict(mapping or {}),
        "evaluation": evaluation,
        "point": _at_point(point, labels, scores, groups, classes),
    }
    count(workspace, run_id=run_id, digest=other.digest, at=judged_at)
    frame = other.manifest.iloc[rows][["image_id", "group", "label"]].reset_index(drop=True)
    columns = dict(zip(score_columns(classes), scores.T, strict=True))
    _keep(model_file(workspace, run_id).parent / FOLDER, told, frame.assign(**columns))
    return told


def _seen(workspace: Path, run: RunRecord, other: Dataset) -> pd.DataFrame:
    """The manifests of what the run learnt from, and of what those learnt from that it began with.

    Raises:
        OutsideCallError: it is the run's own dataset.
        OwnDatasetError: one of them is gone.
    """
    if other.name == run.dataset:
        raise OutsideCallError(
            f"Run {run.id} learnt from “{other.name}” itself.",
            "Choose another collection; its own test set is opened with its results.",
        )
    therefore = "what it has seen cannot be told"
    learnt = [own_dataset(workspace, run, therefore=therefore)]
    with RunStore(workspace) as store:
        for number in donors_of(workspace, run.id):
            try:
                donor = store.get(number)
            except RunMissingError as error:
                raise OwnDatasetError(
                    f"Run {run.id} started from the weights of run {number}, which is no longer "
                    f"there, so {therefore}.",
                    "Choose a run that started otherwise.",
                ) from error
            learnt.append(own_dataset(workspace, donor, therefore=therefore))
    return pd.concat([one.manifest for one in learnt], ignore_index=True)


def _chosen(
    run: RunRecord,
    other: Dataset,
    seen: pd.DataFrame,
    classes: Sequence[str],
    mapping: Mapping[str, str] | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[dict[str, Any]]]:
    """The manifest's rows to judge on, their classes, and what is left out."""
    used = other.used
    targets, unknown = matched(list(used["label"]), classes, mapping)
    fair = unseen(used, seen, targets >= 0)
    rows = np.asarray(used.index[fair.rows], dtype=np.int64)
    left_out = [*unknown, *fair.left_out]
    if not len(rows):
        told = " ".join(f"{one['images']:,} {one['why']}." for one in left_out)
        raise OutsideError(
            f"“{other.name}” has no photograph on which run {run.id} can be judged. {told}",
            "Choose a collection of other photographs.",
        )
    return rows, targets[fair.rows], left_out


def _scored(
    workspace: Path, run_id: int, other: Dataset, rows: NDArray[np.int64], progress: Progress
) -> NDArray[np.float64]:
    """The network's scores of shape (n, classes), in float32 as everywhere in use."""
    from runs.helper.models import rebuilt

    built = rebuilt(model_file(workspace, run_id).parent)
    picture = picture_of(built.spec)
    store = PixelStore.open(other, picture.height, picture.width, picture.fit, progress=progress)
    few = store.rows(rows[:_COMPARED]).astype(np.float32)
    way = for_many(built.model, few, magnifies=built.magnifies)

    def batches() -> Iterator[NDArray[np.float32]]:
        for start in range(0, len(rows), BATCH):
            yield store.rows(rows[start : start + BATCH]).astype(np.float32)

    found: list[NDArray[np.float32]] = []
    done = 0
    for scores in way.over(batches()):
        found.append(scores)
        done += len(scores)
        progress(done, len(rows), "Judging")
    whole = np.concatenate(found).astype(np.float64)
    if not np.isfinite(whole).all():
        raise OutsideError(
            f"The network of run {run_id} gives scores that are no numbers here.", "Train again."
        )
    return whole


def _at_point(
    point: OperatingPoint | None,
    labels: NDArray[np.int64],
    scores: NDArray[np.float64],
    groups: NDArray[Any],
    classes: Sequence[str],
) -> dict[str, Any] | None:
    """Both shares at the frozen threshold, with Wilson's intervals on groups."""
    if point is None:
        return None
    images = Scored(tuple(classes), scores, labels, np.unique(groups, return_inverse=True)[1])
    worth = at(images.sides(point.positive), point.threshold, None)
    return {"positive": list(point.positive), "threshold": point.threshold, **worth}


def _keep(folder: Path, told: Mapping[str, Any], predictions: pd.DataFrame) -> None:
    """The predictions, then the numbers made of them, each whole or not at all."""
    folder.mkdir(exist_ok=True)
    digest, buffer = told["dataset_digest"], io.BytesIO()
    predictions.to_parquet(buffer, index=False)
    write_atomically(folder / f"{digest}.parquet", buffer.getvalue())
    text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
    write_atomically(folder / f"{digest}.json", text.encode())
