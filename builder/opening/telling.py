"""What was found in a file, in sentences for people and as a document for scripts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from builder.problems import in_a_row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.opening.differences import Difference, Unknown
    from builder.opening.opened import Opened


def sentences(differences: Iterable[Difference]) -> list[str]:
    """What a drawing cannot say, those that are alike in one sentence."""
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in differences:
        alike[one.setting, one.value, one.becomes].append(f"{one.kind} “{one.layer}”")
    return [
        f"{setting} of {in_a_row(layers)} is {value} in the file; here: {becomes}."
        for (setting, value, becomes), layers in alike.items()
    ]


def unknown_sentences(unknown: Iterable[Unknown]) -> list[str]:
    """The layers for which the catalog has none, those of a kind in one sentence."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in unknown:
        alike[one.kind, one.why].append(f"“{one.layer}”")
    return [f"{kind} ({in_a_row(layers)}): {why}." for (kind, why), layers in alike.items()]


def document(found: Opened) -> dict[str, Any]:
    """All of it, for ``--json``."""
    totals = found.report.totals if found.report else None
    return {
        "kind": found.kind.value,
        "layers": totals.layers if totals else 0,
        "weights": totals.trainable + totals.non_trainable if totals else 0,
        "weights_in_file": found.weights,
        "classes": found.drawing.classes,
        "differences": [asdict(one) for one in found.differences],
        "unknown": [asdict(one) for one in found.unknown],
        "problems": found.problems,
    }
