"""A threshold put to images: those it was chosen on, and those of the test set once it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs.operating.counting import flagged
from runs.operating.measures import measured, predictive

if TYPE_CHECKING:
    from runs.operating.point import OperatingPoint
    from runs.operating.scored import Booleans, Scored, Sides


def at(sides: Sides, threshold: float, prevalence: float | None) -> dict[str, Any]:
    """What a threshold is worth on some images; PPV and NPV where there is a prevalence."""
    return _worth(sides, flagged(sides, threshold), prevalence)


def _worth(sides: Sides, decided: Booleans, prevalence: float | None) -> dict[str, Any]:
    worth = measured(sides, decided)
    return worth if prevalence is None else worth | predictive(worth, prevalence)


def applied(images: Scored, point: OperatingPoint) -> dict[str, Any]:
    """A saved point on images that it was not chosen on.

    Returns:
        as ``at`` does, and under ``highest_score`` the same of the class with the highest score.
    """
    sides = images.sides(point.positive)
    highest = _worth(sides, images.named_positive(point.positive), point.prevalence)
    return {**at(sides, point.threshold, point.prevalence), "highest_score": highest}
