"""Everything a page says about one set of predictions, as one JSON-ready dictionary.

It chooses which interval belongs to which number; the arithmetic is in metrics and intervals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation import intervals, metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from runs.evaluation.intervals import Interval
    from runs.evaluation.metrics import Floats, Integers


def evaluate(
    labels: NDArray[Any],
    scores: NDArray[Any],
    groups: NDArray[Any],
    class_names: Sequence[str],
    *,
    seed: int = 0,
) -> dict[str, Any]:
    """Judge scores against labels; what cannot be told from these images is ``None``.

    Args:
        labels: of shape (n,), the index of each image's class; n at least 1.
        scores: of shape (n, classes), one row an image; the highest decides.
        groups: of shape (n,), one value a lesion (or patient): images that belong together.
        class_names: in the order of the columns; of two classes, the second is the positive one.
        seed: of the bootstrap.

    Raises:
        ValueError: when nothing was predicted, or a score is not a finite number.
    """
    y = np.asarray(labels, dtype=np.int64)
    p = np.asarray(scores, dtype=np.float64)
    _, codes = np.unique(np.asarray(groups), return_inverse=True)
    _check(y, p, class_names)
    table = metrics.confusion(y, p.argmax(axis=1), classes=len(class_names))
    return {
        "images": len(y),
        "groups": int(codes.max()) + 1,
        **_areas(y, p, codes, class_names, seed),
        "accuracy": float(np.trace(table) / len(y)),
        "majority_share": float(table.sum(axis=1).max() / len(y)),
        "majority_class": class_names[int(table.sum(axis=1).argmax())],
        "balanced_accuracy": metrics.balanced_accuracy(table),
        "class_names": list(class_names),
        "confusion": table.tolist(),
        "decision": "the class with the highest score",
        "per_class": _per_class(y, p, codes, table, class_names),
        "interval_level": 0.95,
        "share_intervals": "Wilson, with the number of groups as the number of observations",
        "notes": _notes(table, class_names),
    }


def _check(y: Integers, p: Floats, class_names: Sequence[str]) -> None:
    if not len(y):
        raise ValueError("There is no image to judge.")
    if p.shape != (len(y), len(class_names)):
        raise ValueError(f"Expected scores of shape {(len(y), len(class_names))}, got {p.shape}.")
    if not np.isfinite(p).all():
        raise ValueError("Some scores are not finite numbers.")


def _areas(
    y: Integers, p: Floats, groups: Integers, class_names: Sequence[str], seed: int
) -> dict[str, Any]:
    """The headline AUC, what it means, its interval and its curve."""
    two = metrics.binary(p)
    area = metrics.headline_auc(y, p)
    interval = intervals.UNDEFINED if area is None else _auc_interval(y, p, groups, area, seed)
    return {
        "auc": area,
        "auc_low": interval.low,
        "auc_high": interval.high,
        "auc_method": interval.method,
        "auc_of": f"{class_names[1]} against {class_names[0]}"
        if two
        else "macro mean of each class against the rest",
        "roc": metrics.roc_points(y == 1, p[:, 1]) if two else metrics.macro_roc(y, p),
    }


def _auc_interval(y: Integers, p: Floats, groups: Integers, area: float, seed: int) -> Interval:
    """DeLong where every group has one image and there are two classes, else the bootstrap."""
    classes = p.shape[1]
    if metrics.binary(p) and len(np.unique(groups)) == len(groups):
        return intervals.delong(y == 1, p[:, 1])
    if area in {0.0, 1.0}:  # no resample can differ: the smallest class bounds what is known
        sizes = [len(np.unique(groups[y == k])) for k in range(classes)]
        rest = [len(np.unique(groups[y != k])) for k in range(classes)]
        least = int(np.argmin(sizes))
        return intervals.newcombe(area, sizes[least], rest[least])
    targets = [1] if metrics.binary(p) else list(range(classes))
    return intervals.cluster_bootstrap(y, p, groups, targets, seed=seed)


def _per_class(
    y: Integers, p: Floats, groups: Integers, table: Integers, class_names: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Sensitivity, specificity and AUC of each class against the rest, and its counts."""
    areas = metrics.one_vs_rest(y, p)
    told: dict[str, dict[str, Any]] = {}
    for k, name in enumerate(class_names):
        own, rest = (len(np.unique(groups[side])) for side in (y == k, y != k))
        told[name] = {
            "images": int((y == k).sum()),
            "groups": own,
            "auc": areas[k],
            **_with_interval("sensitivity", metrics.sensitivity(table, k), own),
            **_with_interval("specificity", metrics.specificity(table, k), rest),
        }
        if not metrics.binary(p):
            told[name]["roc"] = metrics.roc_points(y == k, p[:, k], most=200)
    return told


def _with_interval(name: str, share: float | None, groups: int) -> dict[str, float | None]:
    interval = intervals.wilson(share, groups)
    return {name: share, f"{name}_low": interval.low, f"{name}_high": interval.high}


def _notes(table: Integers, class_names: Sequence[str]) -> list[str]:
    """A sentence for each class that has no image here."""
    return [
        f"No image here is “{name}”: the AUC and balanced accuracy are undefined."
        for name, images in zip(class_names, table.sum(axis=1), strict=True)
        if images == 0
    ]
