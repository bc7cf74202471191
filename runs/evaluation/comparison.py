"""Several classifiers on the same images, each against the first: the numbers and their tests.

It chooses which test belongs to which number; the tests themselves are in ``paired``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation import intervals, metrics, paired
from runs.evaluation.paired import Around
from runs.evaluation.resampled_together import Resamples
from runs.evaluation.shares import Judged, at_highest, at_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from runs.evaluation.metrics import Floats, Integers
    from runs.evaluation.paired import Difference
    from runs.evaluation.shares import Share

ANY = "any threshold"


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
        high, p, p_adjusted, level, tests, low_adjusted, high_adjusted, method, discordant,
        smallest, word}``; numbers are ``None`` where these images cannot tell. ``low`` and ``high``
        are of the 95 % interval, ``low_adjusted`` and ``high_adjusted`` of the level at which Holm
        tested.
    """
    y = np.asarray(labels, dtype=np.int64)
    scores = [np.asarray(one.scores, dtype=np.float64) for one in judged]
    _, codes = np.unique(np.asarray(groups), return_inverse=True)
    shares = [*at_highest(y, scores), *at_points(y, scores, [one.point for one in judged])]
    single = int(codes.max()) + 1 == len(y)
    whole = Resamples(y, scores, codes, shares, seed)
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


def _areas(
    y: Integers, scores: Sequence[Floats], other: int, whole: Resamples, *, exact: bool
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


def _shares(share: Share, other: int, whole: Resamples, *, exact: bool) -> dict[str, Any]:
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
    return {
        "measure": measure,
        "at": at,
        "reference": reference,
        "difference": found.value,
        "low": found.low,
        "high": found.high,
        "p": found.p,
        "error": found.error,
        "method": found.method,
        "discordant": found.discordant,
        "spread": found.spread,
        "value": value,
    }


def adjust(rows: Sequence[dict[str, Any]]) -> None:
    """Holm over rows of one number; then what each could see, its interval, and its word.

    Args:
        rows: with ``difference, low, high, p, error, spread``; the last two are taken away.
            ``p_adjusted, level, tests, low_adjusted, high_adjusted, smallest, word`` come to them;
            ``tests`` is how many of the rows have a p.
    """
    found = [row["p"] for row in rows]
    tests = sum(p is not None for p in found)
    for row, p, level in zip(rows, paired.holm(found), paired.levels(found), strict=True):
        spread = row.pop("spread")
        ends = (row["low"], row["high"]) if spread is None else spread.interval(level)
        row["p_adjusted"], row["level"], row["tests"] = p, 1 - level, tests
        row["low_adjusted"], row["high_adjusted"] = ends
        freedom = spread.freedom if isinstance(spread, Around) else None
        row["smallest"] = paired.smallest(row.pop("error"), tests=tests, freedom=freedom)
        row["word"] = paired.word(row["difference"], p)


def _adjusted(told: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Over all that are compared with the first, for each number by itself."""
    kinds: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for rows in told:
        for row in rows:
            kinds.setdefault((row["measure"], row["at"]), []).append(row)
    for rows in kinds.values():
        adjust(rows)
    return told
