"""What thresholds are worth in a cross-validation: each fold's is chosen without what it held out.

A cross-validation has no network of its own, so no threshold of it can be saved: this tells what
choosing one by a rule, as is done for a run, comes to on photographs that the choice did not see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runs.interval import wilson
from runs.operating.counting import curve, flagged
from runs.operating.errors import OperatingPointError
from runs.operating.naming import usual_positive
from runs.operating.rules import Kind, Rule, threshold_of
from runs.operating.sentences import rule_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.operating.scored import Floats, Scored

RULES: Final = (
    Rule(Kind.SENSITIVITY, 0.9),
    Rule(Kind.SENSITIVITY, 0.95),
    Rule(Kind.SPECIFICITY, 0.9),
    Rule(Kind.YOUDEN),
)


@dataclass(frozen=True, eq=False)
class Line:
    """One rule.

    Args:
        rule: that chose each network's threshold.
        thresholds: of each network.
        flagged: of shape (n,), the share of the networks that had not seen a photograph and flag
            it: 0 or 1, with repeats also between.
    """

    rule: Rule
    thresholds: tuple[float, ...]
    flagged: Floats


def lines_of(folds: Sequence[tuple[Scored, Scored]]) -> tuple[Line, ...]:
    """Each rule put to each fold; none where the validation of a fold has one side only.

    Args:
        folds: of each its validation part, on which the threshold is chosen, and what it held out.
    """
    try:
        return tuple(_line(rule, folds) for rule in RULES)
    except OperatingPointError:
        return ()


def _line(rule: Rule, folds: Sequence[tuple[Scored, Scored]]) -> Line:
    positive = usual_positive(folds[0][0].classes)
    thresholds = [threshold_of(curve(chosen_on.sides(positive)), rule) for chosen_on, _ in folds]
    decided = [
        flagged(held.sides(positive), at) for (_, held), at in zip(folds, thresholds, strict=True)
    ]
    return Line(rule, tuple(thresholds), np.concatenate(decided).astype(np.float64))


def mean_line(every: Sequence[Line]) -> Line:
    """One rule over repeats.

    Args:
        every: of each repeat, its photographs in one order.
    """
    thresholds = tuple(at for one in every for at in one.thresholds)
    return Line(every[0].rule, thresholds, np.mean([one.flagged for one in every], axis=0))


def told(lines: Sequence[Line], held: Scored) -> list[dict[str, Any]]:
    """Each rule's worth on all that was held out, JSON-ready.

    Args:
        lines: over the photographs of ``held``.
        held: all that was held out.

    Returns:
        ``rule`` in words, ``positive``, ``thresholds`` and ``sensitivity, specificity`` with
        Wilson's intervals on groups (``_low``, ``_high``); over repeats they are means.
    """
    positive = usual_positive(held.classes)
    own = held.sides(positive).positive
    return [
        {
            "rule": rule_in_words(line.rule),
            "positive": list(positive),
            "thresholds": list(line.thresholds),
            **_share("sensitivity", line.flagged[own], held.groups[own]),
            **_share("specificity", 1 - line.flagged[~own], held.groups[~own]),
        }
        for line in lines
    ]


def _share(name: str, right: Floats, groups: np.ndarray[Any, Any]) -> dict[str, float | None]:
    share = float(right.mean()) if len(right) else None
    interval = wilson(share, len(np.unique(groups)))
    return {name: share, f"{name}_low": interval.low, f"{name}_high": interval.high}
