"""Two cross-validations fold by fold, where both have the same; a test beside the pooled one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation import metrics
from runs.evaluation.fold_differences import corrected_resampled_t
from runs.results import score_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.comparing.material import FoldPart, Material

Pair = tuple["FoldPart", "FoldPart"]


def same_folds(first: Material, second: Material) -> list[Pair]:
    """The folds of both that held the same images out, of all repeats; empty unless all did."""
    theirs: dict[frozenset[str], list[FoldPart]] = {}
    for part in second.folds:
        theirs.setdefault(_images(part), []).append(part)
    if not first.folds or len(first.folds) != len(second.folds):
        return []
    found = []
    for part in first.folds:
        alike = theirs.get(_images(part))
        if not alike:
            return []
        found.append((part, alike.pop(0)))
    return found


def _images(part: FoldPart) -> frozenset[str]:
    return frozenset(map(str, part.predictions["image_id"]))


def fold_differences(pairs: Sequence[Pair], classes: Sequence[str]) -> dict[str, Any] | None:
    """The difference of AUC over the folds, by the corrected resampled t-test.

    Args:
        pairs: the same folds of both, at least two.
        classes: of both, in one order.

    Returns:
        ``differences`` of each fold, ``reference`` and ``value`` (the mean AUCs), and what a row of
        ``runs.evaluation.comparison.compare`` has, before it is adjusted; ``None`` where a fold has
        no AUC or its version is gone.
    """
    areas = [tuple(_area(part, classes) for part in pair) for pair in pairs]
    shares = [_held_to_learnt(part) for part, _ in pairs]
    known = [share for share in shares if share is not None]
    firsts = [first for first, _ in areas if first is not None]
    seconds = [second for _, second in areas if second is not None]
    if min(len(known), len(firsts), len(seconds)) < len(pairs):
        return None
    differences = [two - one for one, two in zip(firsts, seconds, strict=True)]
    found = corrected_resampled_t(differences, float(np.mean(known)))
    return {
        "measure": "auc",
        "at": "any threshold",
        "reference": float(np.mean(firsts)),
        "value": float(np.mean(seconds)),
        "differences": differences,
        "difference": found.value,
        "low": found.low,
        "high": found.high,
        "p": found.p,
        "error": found.error,
        "spread": found.spread,
        "method": found.method,
    }


def _area(part: FoldPart, classes: Sequence[str]) -> float | None:
    names = list(classes)
    labels = np.array([names.index(label) for label in part.predictions["label"]], dtype=np.int64)
    scores = part.predictions[score_columns(names)].to_numpy(dtype=np.float64)
    return metrics.headline_auc(labels, scores)


def _held_to_learnt(part: FoldPart) -> float | None:
    """Photographs held out to those that were learnt from, or chosen by."""
    if part.manifest is None:
        return None
    learnt = int(part.manifest["split"].isin(["train", "validation"]).sum())
    return len(part.predictions) / learnt if learnt else None
