"""From diagnoses to classes, before anything is imported: pure suggestions and their sums.

The table itself is drawn by the import panel; applying it is left to ``data.mapping``.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from data.diagnoses import MALIGNANT, WORDS, WRITTEN_OUT
from data.mapping import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.remembered import Remembered

POSITIVE = "malignant or pre-malignant"
NEGATIVE = "benign"


class Choice(StrEnum):
    """A quick way to fill the table."""

    EACH = "Each diagnosis its own class"
    RISK = "Malignant or pre-malignant against the rest"
    LAST = "As last time"


def offered(diagnoses: Mapping[str, int]) -> list[Choice]:
    """The quick choices that make sense for these diagnoses."""
    names = {name.lower() for name in diagnoses}
    known = names <= WORDS.keys() | WRITTEN_OUT and names & MALIGNANT and names - MALIGNANT
    return [Choice.RISK, Choice.EACH] if known else [Choice.EACH]


def with_last(
    diagnoses: Mapping[str, int], choices: list[Choice], last: Remembered | None
) -> list[Choice]:
    """The quick choices, and what was chosen last time where the first of them is not that."""
    if last is None or last.mapping == suggested(diagnoses, choices[0]):
        return choices
    return [*choices, Choice.LAST]


def suggested(diagnoses: Mapping[str, int], choice: Choice) -> dict[str, str]:
    """The class of each diagnosis as a quick choice has it."""
    if choice is Choice.EACH:
        return {name: name for name in diagnoses}
    return {name: POSITIVE if name.lower() in MALIGNANT else NEGATIVE for name in diagnoses}


def sums(diagnoses: Mapping[str, int], mapping: Mapping[str, str]) -> dict[str, int]:
    """Images by class, the largest first; what is left out is not among them."""
    counted: Counter[str] = Counter()
    for name, count in diagnoses.items():
        if mapping[name] not in LEFT_OUT:
            counted[mapping[name]] += count
    return dict(counted.most_common())


def left_out(diagnoses: Mapping[str, int], mapping: Mapping[str, str]) -> int:
    """How many images the table leaves out."""
    return sum(count for name, count in diagnoses.items() if mapping[name] in LEFT_OUT)
