"""Compares runs, once: the answer is kept under the digest of the files that it was made of.

Needs scikit-learn and scipy: run by the helper process and the command line, never by the pages.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from runs.comparing import sentences
from runs.comparing.material import (
    OPERATING_POINT,
    TEST,
    VALIDATION,
    ComparisonCallError,
    Material,
    material,
)
from runs.comparing.shared import Shared, shared
from runs.evaluation import metrics
from runs.evaluation.comparison import compare
from runs.evaluation.shares import Judged, Point
from runs.results import PREDICTIONS
from runs.store.store import RunStore
from runs.training.process import write_atomically
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runs.store.records import RunRecord

KEPT: Final = "comparisons"
"""The folder of answers in a workspace; losing it costs only seconds."""
FORM: Final = 1
"""Of the answers: another one is another question."""
LEAST: Final = 2


def compare_runs(
    workspace: Path, run_ids: Sequence[int], *, split: str = VALIDATION
) -> dict[str, Any]:
    """Every run after the first against the first, on the images that all share.

    Args:
        workspace: the folder with the runs.
        run_ids: at least two, each once; the first is the reference.
        split: "validation", or "test" where the test set was opened for all of them.

    Returns:
        ``{split, reference, runs: [{run, name, auc, roc}], classes, images, groups, grouped_by,
        left_out: [{why, images}], on, comparisons: [{run, against, measures, sentences}]}``, the
        measures as ``runs.evaluation.comparison.compare`` gives them.

    Raises:
        RunMissingError: there is no such run.
        ComparisonError: they cannot be compared; in words.
    """
    if len(set(run_ids)) < LEAST or len(set(run_ids)) < len(run_ids):
        raise ComparisonCallError("A comparison needs at least two runs, each once.", "Name them.")
    if split not in {VALIDATION, TEST}:
        raise ComparisonCallError(f"There is no split “{split}”.", "Say validation or test.")
    with RunStore(workspace) as store:
        runs = [store.get(run_id) for run_id in run_ids]
    materials = [material(workspace, run, split) for run in runs]
    kept = workspace / KEPT / f"{_digest(workspace, runs, split)}.json"
    try:
        return dict(json.loads(kept.read_bytes()))
    except (OSError, ValueError):
        told = _document(materials, shared(materials, split), split)
    kept.parent.mkdir(exist_ok=True)
    write_atomically(kept, json.dumps(told, ensure_ascii=False, allow_nan=False).encode())
    return told


def _digest(workspace: Path, runs: Sequence[RunRecord], split: str) -> str:
    """Of all that the answer depends on."""
    digest = hashlib.sha256(json.dumps([FORM, split]).encode())
    for run in runs:
        digest.update(json.dumps([run.id, run.name, run.dataset, run.dataset_digest]).encode())
        for name in (PREDICTIONS, OPERATING_POINT):
            path = run_folder(workspace, run.id) / name
            digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return digest.hexdigest()


def _document(materials: Sequence[Material], found: Shared, split: str) -> dict[str, Any]:
    first = materials[0]
    judged = [
        Judged(scores, _point(one, first.classes))
        for one, scores in zip(materials, found.scores, strict=True)
    ]
    told = compare(found.labels, judged, found.groups, seed=first.run.seed)
    document: dict[str, Any] = {
        "split": split,
        "reference": first.run.id,
        "runs": [_run(one, found, place) for place, one in enumerate(materials)],
        "classes": list(first.classes),
        "images": len(found.labels),
        "groups": int(found.groups.max()) + 1,
        "grouped_by": str(first.about.get("grouped_by", "image")),
        "left_out": found.left_out,
    }
    document["on"] = sentences.on(document)
    document["comparisons"] = [
        {
            "run": one.run.id,
            "against": first.run.id,
            "measures": rows,
            "sentences": [
                sentences.told(row, run=one.run.id, against=first.run.id, tests=len(told))
                for row in rows
            ],
        }
        for one, rows in zip(materials[1:], told, strict=True)
    ]
    return document


def _point(one: Material, classes: Sequence[str]) -> Point | None:
    """A saved operating point, by the order of the first run's classes."""
    if one.point is None or not set(one.point["positive"]) < set(classes):
        return None
    positive = frozenset(classes.index(name) for name in one.point["positive"])
    return Point(positive, one.point["threshold"])


def _run(one: Material, found: Shared, place: int) -> dict[str, Any]:
    scores = found.scores[place]
    two = metrics.binary(scores)
    roc = (
        metrics.roc_points(found.labels == 1, scores[:, 1])
        if two
        else metrics.macro_roc(found.labels, scores)
    )
    return {
        "run": one.run.id,
        "name": one.run.name,
        "auc": metrics.headline_auc(found.labels, scores),
        "roc": roc,
    }
