"""For whom a model fails: the numbers of each group of patients, lesions or photographs.

What is known of a photograph comes as values in words; where it comes from is no business of this
module.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runs.evaluation import decisions, intervals, metrics
from runs.evaluation.ranking import told
from runs.groupings import AGE_BANDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runs.evaluation.intervals import Interval
    from runs.evaluation.metrics import Floats, Integers

    Known = Sequence[str | None]

FEW: Final = 20
"""Lesions (or patients) of each class, below which a subgroup says little."""
UNKNOWN: Final = "not known"
OTHERS: Final = "all others"
MOST_VALUES: Final = 20
"""Values of one thing that have a row of their own; rarer ones are one row together."""


def subgroups(
    labels: Integers,
    scores: Floats,
    groups: Integers,
    class_names: Sequence[str],
    known: Mapping[str, Known],
) -> list[dict[str, Any]]:
    """One row for each value of each thing that is known, "not known" as a value of its own.

    A thing that is known of no image, or is the same of all, has no row. Of two classes
    ``sensitivity`` and ``specificity`` are the second one's where the highest score decides; of
    several they are ``None``, and ``per_class`` holds each one's. ``auc`` is the mean over
    ``auc_of``, the classes that have images on both sides here, and ``balanced_accuracy`` that over
    the classes that have images here.

    Args:
        labels: of shape (n,), class indices.
        scores: of shape (n, classes).
        groups: of shape (n,).
        class_names: in the order of the columns.
        known: for each thing its value of each image, ``None`` where that is not known.

    Returns:
        rows with ``by, value, images, groups, positives, negatives, few`` and the measures;
        ``few`` where a class that is judged has fewer than ``FEW`` groups on a side.
    """
    rows = []
    for by, values in known.items():
        named = _named(values)
        for value in _ordered(named):
            chosen = named == value
            measured = _measured(labels[chosen], scores[chosen], groups[chosen], class_names)
            rows.append({"by": by, "value": value, **measured})
    return rows


def _named(values: Known) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Values with words for what is unknown or rare; none where it would be one row only."""
    counts = Counter(value for value in values if value is not None)
    kept = {value for value, _ in counts.most_common(MOST_VALUES)}
    named = [UNKNOWN if value is None else value if value in kept else OTHERS for value in values]
    return np.array(named if counts and len(set(named)) > 1 else [], dtype=object)


def _ordered(named: np.ndarray[Any, np.dtype[np.object_]]) -> list[str]:
    """Ages rising, else the greatest first; what is not known, or rare, last."""
    counts = Counter(named.tolist())

    def place(value: str) -> tuple[int, int, str]:
        if value in AGE_BANDS:
            return AGE_BANDS.index(value), 0, value
        last = (OTHERS, UNKNOWN).index(value) + len(AGE_BANDS) if value in {OTHERS, UNKNOWN} else 0
        return last, -counts[value], value

    return sorted(counts, key=place)


def _measured(
    labels: Integers, scores: Floats, groups: Integers, class_names: Sequence[str]
) -> dict[str, Any]:
    codes = np.unique(groups, return_inverse=True)[1]
    two = metrics.binary(scores)
    table = metrics.confusion(labels, scores.argmax(axis=1), classes=len(class_names))
    sides = [(decisions.count(codes, labels == k), _rest(codes, labels, k)) for k in _all(scores)]
    judged = [k for k in metrics.headline_classes(scores) if min(sides[k]) > 0]
    areas = [metrics.auc(labels == k, scores[:, k]) for k in judged]
    area = float(np.mean(np.array(areas, dtype=np.float64))) if judged else None
    shares = [metrics.sensitivity(table, k) for k in _all(scores)]
    known = [share for share in shares if share is not None]
    own = [own for own, _ in sides]
    return {
        "images": len(labels),
        "groups": int(codes.max()) + 1,
        "positives": int((labels == 1).sum()) if two else None,
        "negatives": int((labels == 0).sum()) if two else None,
        **told("auc", area, _area_interval(labels, scores, codes, judged), method=True),
        "auc_of": [class_names[k] for k in judged],
        **_side("sensitivity", shares[1], own[1], two=two),
        **_side("specificity", shares[0], own[0], two=two),
        **told("balanced_accuracy", float(np.mean(known)), decisions.balanced_accuracy(table, own)),
        "per_class": {
            name: {
                "images": int(table[k].sum()),
                "groups": own[k],
                **told("sensitivity", shares[k], intervals.wilson(shares[k], own[k])),
            }
            for k, name in enumerate(class_names)
        },
        "few": not judged or min(min(sides[k]) for k in judged) < FEW,
    }


def _all(scores: Floats) -> range:
    return range(scores.shape[1])


def _rest(groups: Integers, labels: Integers, k: int) -> int:
    return decisions.count(groups, labels != k)


def _side(name: str, share: float | None, units: int, *, two: bool) -> dict[str, Any]:
    """Of two classes the positive one's measure, which of several there is not."""
    return told(name, *((share, intervals.wilson(share, units)) if two else _NOTHING))


_NOTHING: Final[tuple[None, Interval]] = (None, intervals.UNDEFINED)


def _area_interval(
    labels: Integers, scores: Floats, groups: Integers, judged: list[int]
) -> Interval:
    if not judged:
        return intervals.UNDEFINED
    if len(judged) == 1 and len(np.unique(groups)) == len(groups):
        return intervals.delong(labels == judged[0], scores[:, judged[0]])
    return intervals.clustered_delong(labels, scores, groups, judged)
