"""A whole study: each part's numbers, and what can be said only of all parts together.

Calibration needs validation beside test, subgroups what is known of each image, doubts all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation.calibration import calibration, of_several, temperature
from runs.evaluation.confirmation import confirmed
from runs.evaluation.doubts import doubts
from runs.evaluation.subgroups import subgroups
from runs.evaluation.summary import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runs.evaluation.calibration import Scaled
    from runs.evaluation.doubts.facts import Facts
    from runs.evaluation.metrics import Booleans, Floats, Integers
    from runs.evaluation.subgroups import Known

CHOSEN_ON = "validation"
"""The part that temperatures are fitted on and others are compared with."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """The images of one part.

    Args:
        labels: of shape (n,), class indices.
        scores: of shape (n, classes).
        groups: of shape (n,).
        known: for each thing its value of each image; see ``subgroups``.
        by_pathology: of shape (n,), whether each label was confirmed so; ``None`` where it is not
            known how any was.
        networks: where several networks scored these images, how many; else 1.
        scaled: their scores, each at its own temperature, where all have one.
    """

    labels: Integers
    scores: Floats
    groups: Integers
    known: Mapping[str, Known] = field(default_factory=dict)
    by_pathology: Booleans | None = None
    networks: int = 1
    scaled: Scaled | None = None


def judge(
    parts: Mapping[str, Part], class_names: Sequence[str], facts: Facts, *, seed: int = 0
) -> dict[str, dict[str, Any]]:
    """Everything that pages and commands say of each part, JSON-ready.

    Args:
        parts: by name; temperatures are fitted on "validation".
        class_names: in the order of the scores' columns; of two, the second is the positive one.
        facts: what is known of the study besides.
        seed: of the bootstrap.

    Returns:
        for each part ``evaluate``'s keys and ``calibration, subgroups, confirmed, doubts``.

    Raises:
        ValueError: as ``evaluate``.
    """
    first = parts.get(CHOSEN_ON)
    at = temperature(first.labels, first.scores) if first else None
    told: dict[str, dict[str, Any]] = {}
    for name in sorted(parts, key=lambda name: name != CHOSEN_ON):
        numbers = _numbers(parts[name], class_names, at, seed)
        before = told.get(CHOSEN_ON)
        numbers["doubts"] = doubts(numbers, parts[name].scores, replace(facts, validation=before))
        told[name] = numbers
    return told


def _numbers(part: Part, class_names: Sequence[str], at: float | None, seed: int) -> dict[str, Any]:
    y, p, groups = part.labels, part.scores, np.asarray(part.groups)
    sure = part.by_pathology
    return {
        **evaluate(y, p, groups, class_names, seed=seed),
        "calibration": calibration(y, p, groups, at)
        if part.networks == 1
        else of_several(y, p, groups, part.scaled),
        "subgroups": subgroups(y, p, groups, class_names, part.known),
        "confirmed": None if sure is None else confirmed(y, p, groups, class_names, sure),
    }
