"""All that is measured of one set of predictions alone, as one JSON-ready dictionary.

What is known besides (of the patients, of the other parts) is left to ``runs.evaluation.study``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation import decisions, intervals, metrics
from runs.evaluation.ranking import Ranking, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

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
    decided = p.argmax(axis=1)
    table = metrics.confusion(y, decided, classes=len(class_names))
    ranking = Ranking(y, p, codes, seed)
    per_class = _per_class(ranking, table, decided, class_names)
    balanced = metrics.balanced_accuracy(table)
    sure = decisions.balanced_accuracy(table, [of["groups"] for of in per_class.values()])
    sure = intervals.UNDEFINED if balanced is None else sure
    return {
        "images": len(y),
        "groups": int(codes.max()) + 1,
        **ranking.headline(class_names),
        "accuracy": float(np.trace(table) / len(y)),
        "majority_share": float(table.sum(axis=1).max() / len(y)),
        "majority_class": class_names[int(table.sum(axis=1).argmax())],
        **told("balanced_accuracy", balanced, sure),
        "class_names": list(class_names),
        "confusion": table.tolist(),
        "decision": "the class with the highest score",
        "per_class": per_class,
        "challenge": [
            {
                "name": "Balanced accuracy",
                "value": balanced,
                "low": sure.low,
                "high": sure.high,
                "source": "ISIC 2018 and 2019: the mean sensitivity over all classes",
            },
            *ranking.challenge(),
        ],
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


def _per_class(
    ranking: Ranking, table: Integers, decided: Integers, class_names: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """What is measured of each class against the rest."""
    y, groups = ranking.labels, ranking.groups
    return {
        name: {**decisions.of_class(y, decided, groups, table, k), **ranking.of_class(k)}
        for k, name in enumerate(class_names)
    }


def _notes(table: Integers, class_names: Sequence[str]) -> list[str]:
    """A sentence for each class that has no image here."""
    return [
        f"No image here is “{name}”: the AUC and balanced accuracy are undefined."
        for name, images in zip(class_names, table.sum(axis=1), strict=True)
        if images == 0
    ]
