"""From diagnoses to classes: ``mel=malignant,*=benign``.

Decides labels only; which images are used at all is for ``data.selection``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import ImportCallError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ALL_OTHERS = "*"
LEFT_OUT = frozenset({"", "-"})
LONGEST_CLASS = 80
EXAMPLE = "Write it like mel=malignant,bcc=malignant,*=benign; “-” leaves a diagnosis out."
NEGATIVE = frozenset(
    ("benign", "negative", "normal", "healthy", "control", "nevus", "naevus", "nv", "no", "0")
)
POSITIVE = frozenset(
    ("malignant", "premalignant", "melanoma", "mel", "cancer", "positive", "yes", "true", "1")
)


def parse_map(text: str) -> dict[str, str]:
    """Diagnoses and their classes from the command line's notation.

    Args:
        text: ``diagnosis=class`` pairs with commas between; ``*`` stands for all others, and a
            class of ``-`` or nothing leaves the diagnosis out.

    Raises:
        ImportCallError: the text is not such pairs.
    """
    mapping: dict[str, str] = {}
    for pair in text.split(","):
        name, equals, label = (part.strip() for part in pair.partition("="))
        if not equals or not name:
            raise ImportCallError(f"“{pair.strip()}” in the class map is no pair.", EXAMPLE)
        if name in mapping:
            raise ImportCallError(f"The class map names “{name}” twice.", EXAMPLE)
        if not label.isprintable() or len(label) > LONGEST_CLASS:
            raise ImportCallError(
                f"“{label[:LONGEST_CLASS]}” cannot be the name of a class.",
                f"Choose one of at most {LONGEST_CLASS} visible characters.",
            )
        mapping[name] = label
    return mapping


def labels(diagnoses: Iterable[str], mapping: Mapping[str, str] | None) -> dict[str, str | None]:
    """The class of each diagnosis; None where the map leaves it out.

    Upper and lower case are one where no two diagnoses differ by it alone.

    Raises:
        ImportCallError: the map names a diagnosis that is not there, or forgets one.
    """
    names = sorted(set(diagnoses))
    if mapping is None:
        return {name: name for name in names}
    wanted = _as_written(names, mapping)
    forgotten = [name for name in names if name not in wanted and ALL_OTHERS not in wanted]
    if forgotten:
        raise ImportCallError(
            f"The class map says nothing about {_listed(forgotten)}.",
            f"Add “*=CLASS” for all others, or “{forgotten[0]}=-” to leave it out.",
        )
    found = {name: wanted.get(name, wanted.get(ALL_OTHERS, "")) for name in names}
    return {name: None if label in LEFT_OUT else label for name, label in found.items()}


def _as_written(names: list[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """The map with its names spelt as the photographs' diagnoses are."""
    lower = {name.lower(): name for name in names}
    spelt = {name: name if name in names else lower.get(name.lower(), name) for name in mapping}
    unknown = [name for name in mapping if spelt[name] not in (*names, ALL_OTHERS)]
    if unknown:
        raise ImportCallError(
            f"The class map names {_listed(unknown)}, which no photograph has.",
            f"The diagnoses are: {_listed(names)}.",
        )
    return {spelt[name]: label.strip() for name, label in mapping.items()}


def class_order(names: Iterable[str]) -> tuple[str, ...]:
    """Classes by name; of two, the negative one first, so that index 1 is the positive."""
    ordered = tuple(sorted(set(names)))
    match [name.lower() for name in ordered]:
        case [first, second] if (
            first in POSITIVE or _denies(second) or (second in NEGATIVE and first not in NEGATIVE)
        ):
            return ordered[::-1]
        case _:
            return ordered


def _denies(name: str) -> bool:
    return name.replace("_", "-").replace(" ", "-").startswith(("non-", "not-", "no-"))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
