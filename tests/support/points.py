"""Operating points chosen by a rule, as the page chooses them."""

from __future__ import annotations

from datetime import UTC, datetime

from runs.operating.applying import at as worth_at
from runs.operating.counting import curve
from runs.operating.point import OperatingPoint
from runs.operating.rules import Rule, threshold_of
from runs.operating.scored import Scored


def chosen(images: Scored, positive: tuple[str, ...], rule: Rule) -> OperatingPoint:
    sides = images.sides(positive)
    threshold = threshold_of(curve(sides), rule)
    return OperatingPoint(
        positive=positive, called="bad", threshold=threshold, rule=rule,
        chosen_at=datetime.now(UTC), validation=worth_at(sides, threshold, None),
    )  # fmt: skip
