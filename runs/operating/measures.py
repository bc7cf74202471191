"""What a threshold is worth: shares with their intervals, and what they mean where it is used."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from runs.interval import UNDEFINED, Interval, wilson
from runs.operating.rules import check_prevalence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.operating.scored import Booleans, Sides

METHOD = "MOVER-R on Wilson's limits, then Bayes"


def measured(sides: Sides, flagged: Booleans) -> dict[str, Any]:
    """Sensitivity and specificity of a decision, with Wilson's intervals on groups.

    Args:
        sides: of the images.
        flagged: of shape (n,), which of them are called positive.

    Returns:
        ``images, groups, positives, positive_groups, found, negatives, negative_groups,
        left_alone`` and ``sensitivity, specificity`` with ``_low`` and ``_high``; ``None`` where a
        side has no image.
    """
    own, rest = sides.positive, ~sides.positive
    found, left_alone = int((flagged & own).sum()), int((~flagged & rest).sum())
    own_groups, rest_groups = (len(np.unique(sides.groups[side])) for side in (own, rest))
    return {
        "images": len(own),
        "groups": len(np.unique(sides.groups)),
        "positives": int(own.sum()),
        "positive_groups": own_groups,
        "found": found,
        "negatives": int(rest.sum()),
        "negative_groups": rest_groups,
        "left_alone": left_alone,
        **_share("sensitivity", found, int(own.sum()), own_groups),
        **_share("specificity", left_alone, int(rest.sum()), rest_groups),
    }


def _share(name: str, part: int, whole: int, groups: int) -> dict[str, float | None]:
    share = part / whole if whole else None
    interval = wilson(share, groups)
    return {name: share, f"{name}_low": interval.low, f"{name}_high": interval.high}


def predictive(worth: Mapping[str, Any], prevalence: float) -> dict[str, Any]:
    """PPV, NPV and lesions flagged for each true positive, where so many lesions are positive.

    By Bayes, PPV = 1 / (1 + (1 - p) / (p * LR+)) and NPV = 1 / (1 + p * LR- / (1 - p)), with the
    likelihood ratios LR+ = sensitivity / (1 - specificity), LR- = (1 - sensitivity) / specificity.
    Each is a ratio of two independent shares; its interval is MOVER-R's on their Wilson limits
    (Donner & Zou, Statistical Methods in Medical Research 21 (2012) 347; Newcombe, same journal 25
    (2016) 1774), and PPV and NPV only rise or fall with it. The prevalence is taken as known.

    Args:
        worth: as ``measured`` gives it.
        prevalence: above 0 and below 1.

    Returns:
        ``ppv``, ``npv``, ``flagged_per_true_positive``, each with ``_low`` and ``_high``, and
        ``predictive_method``. ``None`` where nothing is flagged (or nothing left alone), or where a
        bound is open.

    Raises:
        PointCallError: a prevalence outside 0 to 1.
    """
    check_prevalence(prevalence)
    caught, missed = _both(worth, "sensitivity")
    spared, alarmed = _both(worth, "specificity")
    odds = prevalence / (1 - prevalence)
    rising = _ratio(caught, alarmed)
    falling = _ratio(missed, spared)
    ppv = [None if one is None else _ppv(one, odds) for one in rising]
    npv = [None if one is None else 1 / (1 + odds * one) for one in falling]
    flags = [None if not one else 1 / one for one in ppv]
    return {
        **_named("ppv", ppv[0], ppv[1], ppv[2]),
        **_named("npv", npv[0], npv[2], npv[1]),
        **_named("flagged_per_true_positive", flags[0], flags[2], flags[1]),
        "predictive_method": METHOD,
    }


def _named(
    name: str, value: float | None, low: float | None, high: float | None
) -> dict[str, float | None]:
    return {name: value, f"{name}_low": low, f"{name}_high": high}


_Share = tuple[float | None, Interval]


def _both(worth: Mapping[str, Any], name: str) -> tuple[_Share, _Share]:
    """A share with its interval, and its complement with its own."""
    share, low, high = (worth[f"{name}{end}"] for end in ("", "_low", "_high"))
    if share is None or low is None or high is None:
        return (None, UNDEFINED), (None, UNDEFINED)
    wilsons = "Wilson on groups"
    return (share, Interval(low, high, wilsons)), (1 - share, Interval(1 - high, 1 - low, wilsons))


def _ppv(ratio: float, odds: float) -> float:
    return 1.0 if math.isinf(ratio) else odds * ratio / (1 + odds * ratio)


def _ratio(upper: _Share, under: _Share) -> tuple[float | None, float | None, float | None]:
    """The ratio of two shares with MOVER-R's bounds; may be infinite; ``None`` where undefined."""
    (a, of_a), (b, of_b) = upper, under
    if a is None or b is None or (not a and not b):
        return None, None, None
    return (
        a / b if b else math.inf,
        _bound(a, b, of_a.low or 0.0, of_b.high or 0.0, -1),
        _bound(a, b, of_a.high or 0.0, of_b.low or 0.0, 1),
    )


def _bound(a: float, b: float, at_a: float, at_b: float, sign: int) -> float:
    """MOVER-R's bound from the limits of numerator and denominator that point the same way."""
    under = at_b * (2 * b - at_b)
    if under <= 0 and sign > 0:
        return math.inf
    inside = (a * b) ** 2 - at_a * (2 * a - at_a) * under
    root = math.sqrt(max(0.0, inside))
    if sign > 0:
        return (a * b + root) / under
    above = at_a * (2 * a - at_a)  # the same bound, without a difference that cancels out
    return max(0.0, above / (a * b + root)) if a * b + root > 0 else 0.0
