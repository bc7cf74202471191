"""A saved operating point, once the scores it was chosen on are given out at a temperature.

Of two classes the order of images stays, and so does every decision, but for scores that float32
cannot tell apart. Of several the temperature may change the order of summed scores: then the point
is chosen anew, by its own rule. Either way the threshold lies where rounding decides nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from runs.operating.applying import at as worth_at
from runs.operating.counting import curve, flagged
from runs.operating.gaps import gaps
from runs.operating.point import OperatingPoint
from runs.operating.rules import Kind, Rule, threshold_of
from runs.tempering import tempered

if TYPE_CHECKING:
    from runs.operating.scored import Scored

_TWO: Final = 2


def moved(point: OperatingPoint, images: Scored, temperature: float) -> tuple[OperatingPoint, str]:
    """The point for scores at a temperature, and a sentence on how it was found.

    Args:
        point: that was saved.
        images: of validation, with their scores as the network gives them.
        temperature: that validation gave.

    Raises:
        OperatingPointError: no rule can choose.
    """
    before = images.sides(point.positive)
    after = images.at_temperature(temperature).sides(point.positive)
    as_before = flagged(before, point.threshold)
    there = gaps(images, point.positive, temperature)
    if len(images.classes) == _TWO:
        wished = threshold_at(point.threshold, temperature)
        threshold = there.threshold(there.deciding(as_before), wished)
    elif point.by_hand:
        threshold = there.threshold(there.flagging(int(as_before.sum())))
    else:
        apart = curve(replace(after, score=there.joined()))
        chosen = threshold_of(apart, point.rule, prevalence=point.prevalence)
        threshold = there.threshold(there.place_of(chosen))
    otherwise = int((flagged(after, threshold) != as_before).sum())
    told = point.model_dump() | {
        "threshold": threshold,
        "rule": Rule(Kind.BY_HAND, min(threshold, 1.0)) if point.by_hand else point.rule,
        "validation": worth_at(after, threshold, point.prevalence),
    }
    said = _said(point, images=len(images.labels), classes=len(images.classes))
    return OperatingPoint.model_validate(told), f"{said} {_otherwise(otherwise)}"


def threshold_at(threshold: float, temperature: float) -> float:
    """The threshold of one of two classes, where scores are at a temperature.

    A score at or above the one is at or above the other at the temperature, as long as
    float64 tells the two apart.
    """
    if not 0 < threshold <= 1:
        return threshold  # all are flagged, or none
    return float(tempered(np.array([[1 - threshold, threshold]]), temperature)[0, 1])


def _said(point: OperatingPoint, *, images: int, classes: int) -> str:
    if classes == _TWO:
        return f"The threshold of {point.threshold:.3f} was moved along with the scores."
    how = "so that it flags as many validation images" if point.by_hand else "by the same rule"
    return (
        f"The threshold was chosen anew on the {images:,} validation images, {how}, because a "
        "temperature can change the order of images where there are several classes; without it "
        f"it is {point.threshold:.3f}."
    )


def _otherwise(images: int) -> str:
    if not images:
        return "It decides every validation image as before."
    return f"It decides {images:,} validation image{'s' * (images != 1)} otherwise than before."
