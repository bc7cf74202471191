"""Several classifiers on the same images, each against the first: the numbers and their tests.

It chooses which test belongs to which number; the tests themselves are in ``paired``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation import intervals, metrics, paired
from runs.evaluation.bootstrap import drawn, resample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from runs.evaluation.metrics import Booleans, Floats, Integers
    from runs.evaluation.paired import Difference

HIGHEST, OWN_POINT, ANY = "the highest score", "each run's own operating point", "any threshold"


@dataclass(frozen=True)
class Point:
    """Where a classifier was set to decide: positive from the threshold on.

    Args:
        positive: the classes that count as positive, by their index; their scores are added.
        threshold: of that sum.
    """

    positive: frozenset[int]
    threshold: float

    def flagged(self, scores: Floats) -> Booleans:
        """Which images it calls positive."""
        total = np.minimum(1.0, scores[:, sorted(self.positive)].sum(axis=1))
        return np.asarray(total >= self.threshold, dtype=np.bool_)


@dataclass(frozen=True)
class Judged:
    """One classifier.

    Args:
        scores: of shape (n, classes), in the order of the images that all were judged on.
        point: its operating point, if it was given one.
    """

    scores: NDArray[Any]
    point: Point | None = None


@dataclass(frozen=True)
class _Share:
    """A share of right answers: the mean over some classes' images, each class counting the same.

    Args:
        measure: its name.
        at: how it is decided.
        right: of shape (classifiers, n).
        parts: which images count, one mask a class.
        having: which classifiers have it.
    """

    measure: str
    at: str
    right: NDArray[np.bool_]
    parts: tuple[Booleans, ...]
    having: tuple[bool, ...]


def compare(
    labels: NDArray[Any],
    judged: Sequence[Judged],
    groups: NDArray[Any],
    *,
    seed: int = 0,
) -> list[list[dict[str, Any]]]:
    """Every classifier after the first against the first.

    AUC, balanced accuracy at the highest score and, of two classes, sensitivity and specificity
    there; and both at the operating points, where both have one of the same positive classes.
    Where every group has one image, AUCs of two classes are tested by DeLong and shares by McNemar;
    all else by a cluster bootstrap of 2,000 resamples, the same for all.

    Args:
        labels: of shape (n,), the index of each image's class; n at least 1.
        judged: at least two; of two classes, the second is the positive one.
        groups: of shape (n,), one value a lesion (or patient).
        seed: equal seeds give equal resamples.

    Returns:
        for each of ``judged[1:]`` a list of ``{measure, at, reference, value, difference, low,
        high, p, p_adjusted, method, discordant, smallest, word}``; numbers are ``None`` where these
        images cannot tell.
    """
    y = np.asarray(labels, dtype=np.int64)
    scores = [np.asarray(one.scores, dtype=np.float64) for one in judged]
    _, codes = np.unique(np.asarray(groups), return_inverse=True)
    shares = [*_at_highest(y, scores), *_at_points(y, scores, [one.point for one in judged])]
    single = int(codes.max()) + 1 == len(y)
    whole = _Resamples(y, scores, codes, shares, seed)
    told = [
        [
            _areas(y, scores, other, whole, exact=single and metrics.binary(scores[0])),
            *(
                _shares(share, other, whole, exact=single)
                for share in shares
                if share.having[other]
            ),
        ]
        for other in range(1, len(judged))
    ]
    return _adjusted(told)


def _at_highest(y: Integers, scores: Sequence[Floats]) -> list[_Share]:
    classes = scores[0].shape[1]
    right = np.array([one.argmax(axis=1) == y for one in scores])
    of_class = tuple(np.asarray(y == k) for k in range(classes))
    kinds = [("balanced_accuracy", of_class)]
    if metrics.binary(scores[0]):
        kinds += [("sensitivity", of_class[1:]), ("specificity", of_class[:1])]
    everybody = (True,) * len(scores)
    return [_Share(measure, HIGHEST, right, parts, everybody) for measure, parts in kinds]


def _at_points(
    y: Integers, scores: Sequence[Floats], points: Sequence[Point | None]
) -> list[_Share]:
    """Both shares at the points, of those whose positive classes are the first's."""
    first = points[0]
    if first is None:
        return []
    truth = np.isin(y, sorted(first.positive))
    right = np.zeros((len(scores), len(y)), dtype=np.bool_)
    having = tuple(point is not None and point.positive == first.positive for point in points)
    for place, point in enumerate(points):
        if point is not None and having[place]:
            right[place] = point.flagged(scores[place]) == truth
    return [
        _Share(measure, OWN_POINT, right, (side,), having)
        for measure, side in (("sensitivity", truth), ("specificity", ~truth))
    ]


class _Resamples:
    """All numbers in all resamples, computed once and when first needed."""

    def __init__(
        self,
        y: Integers,
        scores: Sequence[Floats],
        groups: Integers,
        shares: Sequence[_Share],
        seed: int,
    ) -> None:
        self._y, self._scores, self._groups, self._seed = y, scores, groups, seed
        self._count = int(groups.max()) + 1
        self._areas: NDArray[np.float64] | None = None
        self._shares: dict[tuple[str, str], NDArray[np.float64]] = {}

    def one_group(self, parts: Sequence[Booleans]) -> bool:
        """Whether one of these parts is a single group, which no resampling can vary."""
        return intervals.one_group(parts, self._groups)

    def areas(self) -> NDArray[np.float64]:
        """The headline AUCs, of shape (classifiers, resamples)."""
        if self._areas is None:
            two = metrics.binary(self._scores[0])
            targets = [1] if two else list(range(self._scores[0].shape[1]))
            found = [
                resample(self._y, one, self._groups, targets, seed=self._seed).auc.mean(axis=0)
                for one in self._scores
            ]
            self._areas = np.stack(found)
        return self._areas

    def shares(self, share: _Share) -> NDArray[np.float64]:
        """A share of right answers, of shape (classifiers, resamples)."""
        key = share.measure, share.at
        if key not in self._shares:
            wholes = [self._summed(part.astype(np.float64)) for part in share.parts]
            hits = [
                np.array([self._summed(part & right) for right in share.right])
                for part in share.parts
            ]

            def means(counts: NDArray[np.float32]) -> NDArray[np.float64]:
                with np.errstate(invalid="ignore"):
                    found = [
                        hit @ counts / (whole @ counts)
                        for hit, whole in zip(hits, wholes, strict=True)
                    ]
                return np.asarray(np.mean(found, axis=0), dtype=np.float64)

            blocks = [means(counts) for counts in drawn(self._count, self._seed)]
            self._shares[key] = np.concatenate(blocks, axis=1)
        return self._shares[key]

    def _summed(self, values: NDArray[Any]) -> Floats:
        """Values of images added up by group."""
        summed = np.bincount(self._groups, weights=values, minlength=self._count)
        return np.asarray(summed, dtype=np.float64)


def _areas(
    y: Integers, scores: Sequence[Floats], other: int, whole: _Resamples, *, exact: bool
) -> dict[str, Any]:
    first, second = (metrics.headline_auc(y, scores[at]) for at in (0, other))
    if first is None or second is None:
        return _row("auc", ANY, first, second, paired.NOTHING)
    if exact:
        difference = paired.delong_paired(y == 1, scores[0][:, 1], scores[other][:, 1])
    elif whole.one_group(intervals.sides(y, metrics.headline_classes(scores[0]))):
        difference = paired.too_few(second - first, None)
    else:
        areas = whole.areas()
        difference = paired.resampled(second - first, areas[other] - areas[0], None)
    return _row("auc", ANY, first, second, difference)


def _shares(share: _Share, other: int, whole: _Resamples, *, exact: bool) -> dict[str, Any]:
    first, second = share.right[0], share.right[other]
    if not all(part.any() for part in share.parts):
        return _row(share.measure, share.at, None, None, paired.NOTHING)
    one, two = (
        float(np.mean([right[part].mean() for part in share.parts])) for right in (first, second)
    )
    if exact and len(share.parts) == 1:
        difference = paired.mcnemar(first[share.parts[0]], second[share.parts[0]])
    else:
        counted = np.logical_or.reduce(share.parts)
        apart = int((first[counted] != second[counted]).sum())
        if whole.one_group(share.parts):
            difference = paired.too_few(two - one, apart)
        else:
            found = whole.shares(share)
            difference = paired.resampled(two - one, found[other] - found[0], apart)
    return _row(share.measure, share.at, one, two, difference)


def _row(
    measure: str, at: str, reference: float | None, value: float | None, found: Difference
) -> dict[str, Any]:
    told = asdict(found)
    return {
        "measure": measure,
        "at": at,
        "reference": reference,
        "difference": told.pop("value"),
        **told,
        "value": value,
    }


def _adjusted(told: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Holm over all that are compared with the first, for each number by itself; then the words."""
    kinds: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for rows in told:
        for row in rows:
            kinds.setdefault((row["measure"], row["at"]), []).append(row)
    for rows in kinds.values():
        tests = sum(row["p"] is not None for row in rows)
        for row, p in zip(rows, paired.holm([row["p"] for row in rows]), strict=True):
            row["p_adjusted"] = p
            row["smallest"] = paired.smallest(row.pop("error"), tests=tests)
            row["word"] = paired.word(row["difference"], p)
    return told
