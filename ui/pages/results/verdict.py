"""What an evaluation says, in sentences a clinician would write; pure text.

Counts are images; the lesions behind them are told beside, and the intervals are about lesions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.operating.point import OperatingPoint

_TWO = 2
NOT_YOURS = "Measured on this collection, not on your patients."


@dataclass(frozen=True)
class Verdict:
    """How good, how sure.

    Args:
        lines: a headline each, with its counts and its 95 % interval.
        measured: on what, in a sentence or two.
        against: what must be settled before any of it is believed; empty where nothing is known.
        highest: what the highest score comes to, where a saved threshold leads; else empty.
    """

    lines: tuple[str, ...]
    measured: str
    against: str = ""
    highest: str = ""


@dataclass(frozen=True)
class AtPoint:
    """A saved operating point and what it is worth on some images.

    Args:
        point: the saved one.
        told: as ``runs.operating.measures.measured`` gives it.
    """

    point: OperatingPoint
    told: Mapping[str, Any]


def verdict(
    evaluation: Mapping[str, Any],
    *,
    split: str,
    grouped_by: str = "lesion",
    saved: AtPoint | None = None,
) -> Verdict:
    """Found and falsely flagged; of more than two classes the class that is missed most.

    Args:
        evaluation: as ``runs.evaluation.evaluate`` gives it.
        split: "validation" or "test".
        grouped_by: "lesion", "patient" or "image".
        saved: what the saved operating point is worth on the same images; it leads, then.
    """
    on = f"On {wording.plural(evaluation['images'], f'{split} image')}"
    if grouped_by != "image":
        on += f" of {wording.plural(evaluation['groups'], grouped_by)}"
    names = evaluation["class_names"]
    two = len(names) == _TWO
    lines = _two(evaluation, names) if two else _several(evaluation, names)
    if saved is None:
        return Verdict(lines, f"{on}; the highest score decides. {NOT_YOURS}", against(evaluation))
    return Verdict(
        _at_point(saved, names),
        f"{on}; your saved threshold decides. {NOT_YOURS}",
        against(evaluation),
        f"Where the highest score decides instead: {'; '.join(lines)}.",
    )


def against(evaluation: Mapping[str, Any]) -> str:
    """The gravest doubt as a headline; an evaluation without doubts is held against chance."""
    found = evaluation.get("doubts")
    if found is None:
        low, high = evaluation["auc_low"], evaluation["auc_high"]
        chance = low is not None and low <= _CHANCE <= high
        return _GRAVE["no-better-than-chance"] if chance else ""
    return next((_GRAVE[one["code"]] for one in found if one["code"] in _GRAVE), "")


_CHANCE = 0.5
_GRAVE = {
    "both-sides": "Too good to be true: it has seen what it is judged on.",
    "copies-on-both-sides": "Likely too good: it has seen copies of what it is judged on.",
    "constant": "It has learned nothing: every photograph has the same scores.",
    "no-better-than-chance": "No better than chance, as far as these images tell.",
    "worse-than-chance": "Worse than chance.",
    "shortcut": "Perhaps it does not look at the lesion: the photographs give the class away.",
    "giveaway": "Perhaps it does not look at the lesion: something else gives the class away.",
    "too-good": "Almost perfect on few lesions: too good to be believed yet.",
    "one-class": "Every photograph is called the same.",
}
"""Doubts that must be settled before a number is believed, as headlines."""


def _two(evaluation: Mapping[str, Any], names: list[str]) -> tuple[str, str]:
    """At the point where the model decides now: found, and flagged wrongly."""
    (_, false_alarms), (_, found) = evaluation["confusion"]
    negatives, positives = (sum(row) for row in evaluation["confusion"])
    told = evaluation["per_class"][names[1]]
    flagged = f"{false_alarms:,} of {negatives:,} {names[0]} flagged wrongly"
    return (
        f"{_share(told, 'sensitivity')}: {found:,} of {positives:,} {names[1]} found",
        f"{_share(told, 'specificity')}: {flagged}",
    )


def _at_point(saved: AtPoint, names: list[str]) -> tuple[str, str]:
    """At the saved threshold: found, and flagged wrongly."""
    point, told = saved.point, saved.told
    rest = [name for name in names if name not in point.positive]
    others = rest[0] if len(rest) == 1 else "others"
    wrongly = told["negatives"] - told["left_alone"]
    flagged = f"{wrongly:,} of {told['negatives']:,} {others} flagged wrongly"
    found = f"{told['found']:,} of {told['positives']:,} {point.called} found"
    flagged = f"{wrongly:,} of {told['negatives']:,} {others} flagged wrongly"
    return (
        f"{_share(told, 'sensitivity')} at the saved threshold {point.threshold:.3f}: {found}",
        f"{_share(told, 'specificity')}: {flagged}",
    )


def _several(evaluation: Mapping[str, Any], names: list[str]) -> tuple[str, ...]:
    """Right answers over all, and the class that is missed most."""
    table = evaluation["confusion"]
    right = sum(table[at][at] for at in range(len(names)))
    known = {n: t for n, t in evaluation["per_class"].items() if t["sensitivity"] is not None}
    said = f"{right:,} of {evaluation['images']:,} named rightly"
    if not known:
        return (said,)
    worst = min(known, key=lambda name: known[name]["sensitivity"])
    row = table[names.index(worst)]
    found = f"{row[names.index(worst)]:,} of {sum(row):,} {worst} found"
    return said, f"Missed most: {worst}. {_share(known[worst], 'sensitivity')}: {found}"


def _share(told: Mapping[str, Any], measure: str) -> str:
    """A share with its interval: "Sensitivity 78 % (95 % interval 58 to 90)"."""
    share, low, high = (told[f"{measure}{end}"] for end in ("", "_low", "_high"))
    name = measure.capitalize()
    if share is None:
        return f"{name} undefined"
    if low is None or high is None:
        return f"{name} {wording.percent(share)}"
    interval = f"95\u00a0% interval {100 * low:.0f} to {100 * high:.0f}"
    return f"{name} {wording.percent(share)} ({interval})"


@dataclass(frozen=True)
class Headline:
    """A number at the top, what must stand beside it, and what it means."""

    name: str
    value: str
    beside: str
    why: str


def headline(evaluation: Mapping[str, Any]) -> list[Headline]:
    """The numbers at the top: none without its interval or what it is measured by."""
    area, low, high = (evaluation[key] for key in ("auc", "auc_low", "auc_high"))
    of = str(evaluation.get("auc_of", "")).capitalize()
    always = wording.percent(evaluation["majority_share"])
    return [
        Headline(
            "AUC",
            wording.UNKNOWN if area is None else f"{area:.2f}",
            wording.UNKNOWN if low is None else f"95\u00a0%: {low:.2f} to {high:.2f}",
            f"{of}. {_AUC}",
        ),
        Headline(
            "Balanced accuracy",
            wording.percent(evaluation["balanced_accuracy"]),
            f"by chance {wording.percent(1 / len(evaluation['class_names']))}",
            _BALANCED,
        ),
        Headline(
            "Accuracy",
            wording.percent(evaluation["accuracy"]),
            f"always “{evaluation['majority_class']}” {always}",
            _ACCURACY,
        ),
    ]


_AUC = "The chance that a lesion of the class scores higher than one outside it; 0.5 is chance."
_BALANCED = (
    "The mean, over the classes, of the share that was found. Rare classes count as much as common "
    "ones."
)
_ACCURACY = (
    "The share of right answers. Beside it: what whoever always names the commonest class has."
)
