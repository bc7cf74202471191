"""Objections that scores raise: chance, ties, too good, too sure, learned by heart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runs.evaluation.doubts.facts import Doubt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runs.evaluation.doubts.facts import Facts
    from runs.evaluation.metrics import Floats

CHANCE: Final = 0.5
ALIKE: Final = 1e-6
"""Scores that differ by less are one score."""
TIED: Final = 0.1
"""Share of images with one and the same score, from which it is said."""
NEAR_ONE: Final = 0.98
ENOUGH: Final = 100
"""An AUC from ``NEAR_ONE`` on is doubted where a class has fewer lesions."""
GAP: Final = 0.15
"""By how much more of the training images than of validation's may be called rightly."""
UNSURE_ECE: Final = 0.1
BINS_OFF: Final = 0.3
"""Said from this ECE on where also this share of the bins lies off; few images alone cause the
first, but not the second."""


def constant(scores: Floats) -> bool:
    """Whether all images have the same scores."""
    return bool(np.ptp(scores, axis=0).max() < ALIKE)


def found(numbers: Mapping[str, Any], scores: Floats, facts: Facts) -> Iterator[Doubt]:
    """Each objection that applies."""
    if constant(scores):
        yield Doubt(
            "constant",
            "The model gives every photograph the same scores: it has learned nothing.",
            "Train again with a learning rate ten times smaller, or with another template.",
        )
        return
    yield from _against_chance(numbers)
    yield from _too_good(numbers, facts)
    yield from _by_heart(facts)
    yield from _worse_on_test(numbers, facts)
    yield from _tied(scores)
    yield from _too_sure(numbers)


def _against_chance(numbers: Mapping[str, Any]) -> Iterator[Doubt]:
    area, low, high = (numbers[key] for key in ("auc", "auc_low", "auc_high"))
    if area is None or low is None:
        return
    if high < CHANCE:
        yield Doubt(
            "worse-than-chance",
            f"Worse than chance: the AUC is {area:.2f}, and its interval, {low:.2f} to {high:.2f}, "
            "lies below 0.5.",
            "Check whether classes were exchanged where the labels come from.",
        )
    elif low <= CHANCE:
        yield Doubt(
            "no-better-than-chance",
            f"No better than chance, as far as these images tell: the AUC is {area:.2f}, and its "
            f"interval, {low:.2f} to {high:.2f}, contains 0.5.",
            "Check that labels and photographs belong together; then take more photographs, or "
            "another template.",
        )


def _too_good(numbers: Mapping[str, Any], facts: Facts) -> Iterator[Doubt]:
    least = min(of["groups"] for of in numbers["per_class"].values())
    if numbers["auc"] is not None and numbers["auc"] >= NEAR_ONE and least < ENOUGH:
        yield Doubt(
            "too-good",
            f"Almost perfect on little: the AUC is {numbers['auc']:.3f}, and the smallest class "
            f"has {facts.units(least)}. Copies, or something that gives the class away, are more "
            "likely than such a model.",
            "Look for copies and giveaways on the Data page, and judge on photographs from "
            "elsewhere.",
        )


def _by_heart(facts: Facts) -> Iterator[Doubt]:
    if facts.learned and facts.learned[0] - facts.learned[1] >= GAP:
        training, validation = facts.learned
        yield Doubt(
            "learned-by-heart",
            f"Learned by heart: {100 * training:.0f} % of the training photographs are called "
            f"rightly, but {100 * validation:.0f} % of those for validation.",
            "Use random changes of the pictures, Dropout, or a smaller network; or take more "
            "photographs.",
        )


def _worse_on_test(numbers: Mapping[str, Any], facts: Facts) -> Iterator[Doubt]:
    before, high = facts.validation, numbers["auc_high"]
    if before and high is not None and before["auc_low"] is not None and high < before["auc_low"]:
        yield Doubt(
            "worse-on-test",
            f"Clearly worse on test than on validation: AUC {numbers['auc']:.2f} against "
            f"{before['auc']:.2f}, and the intervals do not meet.",
            "Report the test's numbers. Validation was used to choose, or the parts differ: "
            "compare them on the Data page.",
        )


def _tied(scores: Floats) -> Iterator[Doubt]:
    counts = np.unique(scores.astype(np.float32), axis=0, return_counts=True)[1]
    most = int(counts.max())
    if most > 1 and most >= TIED * len(scores):
        yield Doubt(
            "ties",
            f"{most:,} of {len(scores):,} photographs have exactly the same score, so that no "
            "threshold can part them.",
            "Train again with a smaller learning rate, or with fewer epochs: the scores are "
            "saturated.",
        )


def _too_sure(numbers: Mapping[str, Any]) -> Iterator[Doubt]:
    told = numbers.get("calibration")
    if not told or told["before"]["ece"] < UNSURE_ECE:
        return
    bins = told["before"]["bins"]
    off = [one for one in bins if not one["low"] <= one["score"] <= one["high"]]
    if len(off) < BINS_OFF * len(bins):
        return
    at = told["temperature"]
    way = "" if at is None else "too sure; " if at > 1 else "too cautious; "
    yield Doubt(
        "miscalibrated",
        f"The scores are no chances: {way}on average they lie {told['before']['ece']:.2f} off the "
        "share that they should stand for.",
        "Do not read a score as a chance. See what the temperature mends under Calibration.",
    )
