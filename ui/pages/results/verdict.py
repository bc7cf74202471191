"""What an evaluation says, in sentences a clinician would write; pure text.

Counts are images; the lesions behind them are told beside, and the intervals are about lesions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

_TWO = 2
NOT_YOURS = "Measured on this collection, not on your patients."


def verdict(evaluation: Mapping[str, Any], *, split: str, grouped_by: str = "lesion") -> str:
    """How good, how sure: found and falsely flagged, with counts and 95 % intervals.

    Args:
        evaluation: as ``runs.evaluation.evaluate`` gives it.
        split: "validation" or "test".
        grouped_by: "lesion", "patient" or "image".
    """
    on = f"On {wording.plural(evaluation['images'], f'{split} image')}"
    if grouped_by != "image":
        on += f" of {wording.plural(evaluation['groups'], grouped_by)}"
    names = evaluation["class_names"]
    said = _two(evaluation, names) if len(names) == _TWO else _several(evaluation, names)
    return f"{on}, {said} {NOT_YOURS}"


def _two(evaluation: Mapping[str, Any], names: list[str]) -> str:
    """At the point where the model decides now: found, and flagged wrongly."""
    (_, false_alarms), (_, found) = evaluation["confusion"]
    negatives, positives = (sum(row) for row in evaluation["confusion"])
    told = evaluation["per_class"][names[1]]
    wrong_low, wrong_high = _mirrored(told["specificity_low"], told["specificity_high"])
    return (
        f"where the higher score decides: {found:,} of {positives:,} {names[1]} flagged"
        f"{_shares(told['sensitivity'], told['sensitivity_low'], told['sensitivity_high'])}; "
        f"{false_alarms:,} of {negatives:,} {names[0]} flagged wrongly"
        f"{_shares(_rest(told['specificity']), wrong_low, wrong_high)}."
    )


def _several(evaluation: Mapping[str, Any], names: list[str]) -> str:
    """Right answers over all, and the class that is missed most."""
    table = evaluation["confusion"]
    right = sum(table[at][at] for at in range(len(names)))
    known = {n: t for n, t in evaluation["per_class"].items() if t["sensitivity"] is not None}
    said = f"{right:,} of {evaluation['images']:,} named rightly"
    if not known:
        return f"{said}."
    worst = min(known, key=lambda name: known[name]["sensitivity"])
    row = table[names.index(worst)]
    told = known[worst]
    return (
        f"{said}. Missed most: {worst}, of which {row[names.index(worst)]:,} of {sum(row):,} were "
        f"found{_shares(told['sensitivity'], told['sensitivity_low'], told['sensitivity_high'])}."
    )


def _shares(share: float | None, low: float | None, high: float | None) -> str:
    if share is None or low is None or high is None:
        return ""
    return f", {wording.percent(share)}, {100 * low:.0f} to {100 * high:.0f}"


def _rest(share: float | None) -> float | None:
    return None if share is None else 1 - share


def _mirrored(low: float | None, high: float | None) -> tuple[float | None, float | None]:
    return _rest(high), _rest(low)


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
            wording.UNKNOWN if low is None else f"95\u00a0% interval {low:.2f} to {high:.2f}",
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
