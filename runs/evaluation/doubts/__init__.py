"""What a careful statistician would say against a study before believing its numbers.

Numbers and facts in, plain sentences out; the gravest first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs.evaluation.doubts import of_classes, of_data, of_scores

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.evaluation.doubts.facts import Facts
    from runs.evaluation.metrics import Floats

ORDER = (
    *("both-sides", "copies-on-both-sides", "constant", "no-better-than-chance"),
    *("worse-than-chance", "shortcut", "giveaway", "too-good", "missing-class", "one-class"),
    *("never-named", "few", "learned-by-heart", "worse-on-test", "split-by-image", "ties"),
    *("miscalibrated", "unconfirmed"),
)
"""All codes, by weight."""


def doubts(numbers: Mapping[str, Any], scores: Floats, facts: Facts) -> list[dict[str, str]]:
    """Everything to be said against one part's numbers.

    Args:
        numbers: of the part: ``evaluate``'s, with ``calibration`` and ``confirmed`` where known.
        scores: of its images, of shape (n, classes).
        facts: what is known of the study besides.

    Returns:
        ``code`` (one of ``ORDER``), ``sentence`` and ``do``, what to do about it; class names
        stand in “ ”. Empty where nothing is to be said, which proves nothing.
    """
    found = [
        *of_scores.found(numbers, scores, facts),
        *of_classes.found(numbers, scores, facts),
        *of_data.found(numbers, facts),
    ]
    ordered = sorted(found, key=lambda doubt: ORDER.index(doubt.code))
    return [{"code": one.code, "sentence": one.sentence, "do": one.do} for one in ordered]
