"""The numbers of a split, told beside scores at a temperature: thresholds follow, bins say of what.

What a curve shows stays: of two classes a temperature changes no order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.operating.scored import Scored

_CURVES: Final = ("roc", "pr")
_TWO: Final = 2


def at_temperature(told: Mapping[str, Any], images: Scored, temperature: float) -> dict[str, Any]:
    """Numbers of a split whose thresholds are of scores at a temperature.

    Args:
        told: as ``runs.evaluation.summary`` gives them.
        images: of the split, with their scores as the network gives them.
        temperature: above 0.

    Returns:
        the same; of two classes with the thresholds that divide the images alike, of several with
        None for them; and under ``calibration`` which scores each part is of.
    """
    numbers = _with_curves(told, images, temperature)
    numbers["per_class"] = {
        name: _with_curves(own, images, temperature) for name, own in told["per_class"].items()
    }
    if told.get("calibration"):
        of = {
            "before": "as they are without the temperature",
            "after": "at the temperature, as they are given out",
        }
        numbers["calibration"] = {
            name: {**one, "scores": of[name]} if name in of and one else one
            for name, one in told["calibration"].items()
        }
    return numbers


def _with_curves(told: Mapping[str, Any], images: Scored, temperature: float) -> dict[str, Any]:
    curves = {name: told[name] for name in _CURVES if told.get(name)}
    return {
        **told,
        **{
            name: {**curve, "thresholds": _moved(curve["thresholds"], images, temperature)}
            for name, curve in curves.items()
        },
    }


def _moved(
    thresholds: list[float | None], images: Scored, temperature: float
) -> list[float | None]:
    """The least score at the temperature among the images that each threshold flags."""
    if len(images.classes) != _TWO:
        return [None] * len(thresholds)
    score = images.scores[:, 1]
    order = np.argsort(score, kind="stable")
    after = images.at_temperature(temperature).scores[order, 1]
    least = np.minimum.accumulate(after[::-1])[::-1]
    return [
        None if one is None else float(np.append(least, 1.0)[np.searchsorted(score[order], one)])
        for one in thresholds
    ]
