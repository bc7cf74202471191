"""Rules that choose a threshold among all that divide the validation images differently."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from runs.operating.errors import PointCallError

if TYPE_CHECKING:
    from runs.operating.counting import Curve
    from runs.operating.scored import Floats

_ROUNDING = 1e-9


class Kind(StrEnum):
    """What decides the threshold."""

    SENSITIVITY = "sensitivity"
    SPECIFICITY = "specificity"
    YOUDEN = "youden"
    MISS_COSTS = "miss_costs"
    BY_HAND = "by_hand"


_LIMITS = {
    Kind.SENSITIVITY: (0.0, 1.0, "between 0 and 1, such as 0.9"),
    Kind.SPECIFICITY: (0.0, 1.0, "between 0 and 1, such as 0.9"),
    Kind.MISS_COSTS: (1e-6, 1e6, "above 0: how many false alarms one miss weighs, such as 10"),
    Kind.BY_HAND: (0.0, 1.0, "between 0 and 1"),
}


@dataclass(frozen=True)
class Rule:
    """A rule and its number.

    Args:
        kind: what decides.
        value: of SENSITIVITY and SPECIFICITY the least share, 0 to 1; of MISS_COSTS how many false
            alarms one miss weighs; of BY_HAND the threshold; ``None`` for YOUDEN.

    Raises:
        PointCallError: the number means nothing.
    """

    kind: Kind
    value: float | None = None

    def __post_init__(self) -> None:
        if self.kind is Kind.YOUDEN:
            if self.value is not None:
                raise PointCallError("Youden's index takes no number.", "Leave it out.")
            return
        low, high, said = _LIMITS[self.kind]
        if self.value is None or not low <= self.value <= high:
            name = self.kind.replace("_", " ")
            raise PointCallError(f"“{name}” cannot be {self.value}.", f"Give a number {said}.")


def one_rule(*, youden: bool = False, **values: float | None) -> Rule | None:
    """The one rule that was asked for; ``None`` where none was.

    Args:
        youden: whether it is Youden's.
        values: the number of each other kind, by its name; ``None`` where it was not asked for.

    Raises:
        PointCallError: two rules were asked for, or a number means nothing.
    """
    asked = [Rule(Kind(name), value) for name, value in values.items() if value is not None]
    asked += [Rule(Kind.YOUDEN)] * youden
    if len(asked) > 1:
        named = " and ".join(f"“{rule.kind.replace('_', ' ')}”" for rule in asked)
        raise PointCallError(f"One rule chooses the threshold, not {named}.", "Leave one of them.")
    return asked[0] if asked else None


def threshold_of(curve: Curve, rule: Rule, *, prevalence: float | None = None) -> float:
    """The threshold that a rule chooses.

    - SENSITIVITY: the fewest false alarms among those that find at least that share; so never less
      than asked for on validation.
    - SPECIFICITY: the most found among those that leave alone at least that share, then the fewest
      false alarms.
    - YOUDEN: the highest sensitivity + specificity - 1 (Youden, Cancer 3 (1950)).
    - MISS_COSTS: the least expected cost, value * prevalence * (1 - sensitivity) +
      (1 - prevalence) * (1 - specificity) (Metz, Seminars in Nuclear Medicine 8 (1978)).

    Of several others that are as good, the one that finds most.

    Args:
        curve: of the validation images.
        rule: of any kind.
        prevalence: for MISS_COSTS, above 0 and below 1; by default the share of the curve's images
            that are positive.

    Raises:
        OperatingPointError: no image is positive, or none negative.
        PointCallError: a prevalence outside 0 to 1.
    """
    check_prevalence(prevalence)
    if rule.kind is Kind.BY_HAND:
        return float(rule.value or 0.0)
    curve.need_both()
    return float(curve.thresholds[_place(curve, rule, prevalence)])


def check_prevalence(prevalence: float | None) -> None:
    """A share of lesions that are positive lies between 0 and 1, both left out.

    Raises:
        PointCallError: it does not.
    """
    if prevalence is not None and not 0 < prevalence < 1:
        raise PointCallError(
            f"{prevalence:g} is no prevalence.", "Give a share above 0 and below 1, such as 0.02."
        )


def _place(curve: Curve, rule: Rule, prevalence: float | None) -> int:
    """The place of the best threshold; found and false alarms fall as the threshold rises."""
    least = (rule.value or 0.0) - _ROUNDING
    if rule.kind is Kind.SENSITIVITY:
        last = np.flatnonzero(curve.sensitivity >= least)[-1]
        return int(np.flatnonzero(curve.false_alarms == curve.false_alarms[last])[0])
    if rule.kind is Kind.SPECIFICITY:
        first = np.flatnonzero(curve.specificity >= least)[0]
        return int(np.flatnonzero(curve.found == curve.found[first])[-1])
    worth = _worth(curve, rule, prevalence)
    return int(np.flatnonzero(worth >= worth.max() - _ROUNDING)[0])


def _worth(curve: Curve, rule: Rule, prevalence: float | None) -> Floats:
    if rule.kind is Kind.YOUDEN:
        return curve.sensitivity + curve.specificity
    share = curve.positives / (curve.positives + curve.negatives)
    common = share if prevalence is None else prevalence
    missed = (rule.value or 0.0) * common * (1 - curve.sensitivity)
    return -(missed + (1 - common) * (1 - curve.specificity))
