"""Compares runs, once: the answer is kept under the digest of the files that it was made of.

Needs scikit-learn and scipy: run by the helper process and the command line, never by the pages.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from runs.comparing import sentences
from runs.comparing.by_folds import fold_differences, same_folds
from runs.comparing.material import (
    TEST,
    VALIDATION,
    ComparisonCallError,
    Material,
    material,
)
from runs.comparing.shared import Shared, shared
from runs.comparing.whole import whole
from runs.evaluation import metrics
from runs.evaluation.comparison import adjust, compare
from runs.evaluation.shares import Judged, Point
from runs.operating.point import OPERATING_POINT
from runs.results import PREDICTIONS
from runs.series.repeats import shared_name
from runs.store.store import RunStore
from runs.training.process import write_atomically
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from runs.comparing.by_folds import Pair
    from runs.operating.point import OperatingPoint

KEPT: Final = "comparisons"
"""The folder of answers in a workspace; losing it costs only seconds."""
FORM: Final = 3
"""Of the answers: another one is another question."""
LEAST: Final = 2


def compare_runs(
    workspace: Path, refs: Sequence[int | str], *, split: str = VALIDATION
) -> dict[str, Any]:
    """Every run or cross-validation after the first against the first, on what all share.

    Args:
        workspace: the folder with the runs.
        refs: at least two, each once; the first is the reference. A run by its number, a
            cross-validation by its name or the beginning of it: it brings what its folds held out.
        split: "validation", or "test" where the test set was opened for all runs.

    Returns:
        ``{split, reference, runs: [{run, called, name, auc, roc}], classes, images, groups,
        grouped_by, left_out: [{why, images}], on, warnings, comparisons: [{run, called, against,
        measures, sentences, by_folds}]}``, the measures as
        ``runs.evaluation.comparison.compare`` gives them. ``run`` and ``against`` are numbers, or
        names of cross-validations; ``by_folds`` is ``None`` unless both have the same folds.

    Raises:
        RunMissingError: there is no such run.
        SeriesMissingError: there is no such cross-validation.
        ComparisonError: they cannot be compared; in words.
    """
    if split not in {VALIDATION, TEST}:
        raise ComparisonCallError(f"There is no split “{split}”.", "Say validation or test.")
    if split == TEST and any(isinstance(ref, str) for ref in refs):
        raise ComparisonCallError(
            "A cross-validation cannot be compared on the test set: it is in none of its folds.",
            "Leave --split test out.",
        )
    materials = [_material(workspace, ref, split) for ref in refs]
    if len({one.ref for one in materials}) < max(LEAST, len(refs)):
        raise ComparisonCallError("A comparison needs at least two runs, each once.", "Name them.")
    kept = workspace / KEPT / f"{_digest(workspace, materials, split)}.json"
    try:
        return dict(json.loads(kept.read_bytes()))
    except (OSError, ValueError):
        told = _document(materials, shared(materials, split), split)
    kept.parent.mkdir(exist_ok=True)
    write_atomically(kept, json.dumps(told, ensure_ascii=False, allow_nan=False).encode())
    return told


def _material(workspace: Path, ref: int | str, split: str) -> Material:
    if isinstance(ref, str):
        return whole(workspace, ref)
    with RunStore(workspace) as store:
        run = store.get(ref)
    return material(workspace, run, split)


def _digest(workspace: Path, materials: Sequence[Material], split: str) -> str:
    """Of all that the answer depends on."""
    refs = [one.ref for one in materials]
    digest = hashlib.sha256(json.dumps([FORM, split, refs]).encode())
    parts = [part.run for one in materials for part in one.folds]
    for run in [one.run for one in materials] + parts:
        digest.update(json.dumps([run.id, run.name, run.dataset, run.dataset_digest]).encode())
        for name in (PREDICTIONS, OPERATING_POINT):
            path = run_folder(workspace, run.id) / name
            digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return digest.hexdigest()


def _document(materials: Sequence[Material], found: Shared, split: str) -> dict[str, Any]:
    first = materials[0]
    judged = [
        Judged(scores, _point(one.point, first.classes))
        for one, scores in zip(materials, found.scores, strict=True)
    ]
    told = compare(found.labels, judged, found.groups, seed=first.run.seed)
    pairs = {str(one.ref): same_folds(first, one) for one in materials[1:] if one.folds}
    over_folds = _over_folds(materials[1:], pairs, first.classes)
    document: dict[str, Any] = {
        "split": split,
        "reference": first.ref,
        "runs": [_run(one, found, place) for place, one in enumerate(materials)],
        "classes": list(first.classes),
        "images": len(found.labels),
        "groups": int(found.groups.max()) + 1,
        "grouped_by": str(first.about.get("grouped_by", "image")),
        "left_out": found.left_out,
    }
    document["on"] = sentences.on(document, sentences.part(materials, split))
    divided = {ref: bool(same) for ref, same in pairs.items() if first.folds}
    document["warnings"] = sentences.warnings(materials, divided)
    document["comparisons"] = [
        {
            "run": one.ref,
            "called": sentences.called(one.ref),
            "against": first.ref,
            "measures": rows,
            "sentences": _said(one, first, rows, over_folds.get(str(one.ref))),
            "by_folds": over_folds.get(str(one.ref)),
        }
        for one, rows in zip(materials[1:], told, strict=True)
    ]
    return document


def _over_folds(
    others: Sequence[Material], pairs: Mapping[str, Sequence[Pair]], classes: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """The difference from fold to fold of each that has the reference's folds, adjusted."""
    found = {
        str(one.ref): fold_differences(pairs[str(one.ref)], classes)
        for one in others
        if pairs.get(str(one.ref))
    }
    rows = {ref: row for ref, row in found.items() if row is not None}
    adjust(list(rows.values()))
    return rows


def _said(
    one: Material,
    first: Material,
    rows: Sequence[Mapping[str, Any]],
    over_folds: Mapping[str, Any] | None,
) -> list[str]:
    names = {"run": sentences.called(one.ref), "against": sentences.called(first.ref)}
    said = [sentences.told(row, **names) for row in rows]
    if over_folds is not None:
        said.append(sentences.over_folds(over_folds, **names))
    return said


def _point(point: OperatingPoint | None, classes: Sequence[str]) -> Point | None:
    """A saved operating point, by the order of the first run's classes."""
    if point is None:
        return None
    return Point(frozenset(classes.index(name) for name in point.positive), point.threshold)


def _run(one: Material, found: Shared, place: int) -> dict[str, Any]:
    scores = found.scores[place]
    two = metrics.binary(scores)
    roc = (
        metrics.roc_points(found.labels == 1, scores[:, 1])
        if two
        else metrics.macro_roc(found.labels, scores)
    )
    return {
        "run": one.ref,
        "called": sentences.called(one.ref),
        "name": one.run.name if one.series is None else shared_name(one.run.name),
        "auc": metrics.headline_auc(found.labels, scores),
        "roc": roc,
    }
