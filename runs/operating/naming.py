"""What the positive classes are called: "melanoma" only where they are nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from data.diagnoses import MALIGNANT, WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MELANOMA: Final = frozenset({"mel", "melanoma"})
EITHER: Final = "malignant or pre-malignant"
_EARLY: Final = frozenset({"ack", "ak", "akiec", EITHER, "pre-malignant", "premalignant"})
"""Actinic keratosis and Bowen's disease: pre-malignant, or in situ."""
_BAD: Final = MALIGNANT | {"malignant", EITHER}
_ADJECTIVES: Final = frozenset({"malignant", EITHER, "benign"})


def usual_positive(classes: Sequence[str]) -> tuple[str, ...]:
    """Which classes count as positive until somebody says otherwise.

    The malignant and pre-malignant ones; where none or all are called so, the last.
    """
    bad = tuple(name for name in classes if name.lower() in _BAD)
    return bad if 0 < len(bad) < len(classes) else (classes[-1],)


def called(positive: Sequence[str], diagnoses: Collection[str] = ()) -> str:
    """The positive classes in words.

    Args:
        positive: their names.
        diagnoses: of the photographs that carry these labels, as far as they are known: a class
            "malignant" into which actinic keratoses were mapped is "malignant or pre-malignant".
    """
    names = {name.lower() for name in positive}
    within = {name.lower() for name in diagnoses} | names
    if within <= MELANOMA:
        return "melanoma"
    if names <= _BAD and within & _EARLY:
        return EITHER
    if len(positive) == 1:
        (name,) = names
        melanoma_and_more = name in MELANOMA  # other diagnoses were mapped to it
        return "malignant" if melanoma_and_more else WORDS.get(name, positive[0])
    return "malignant" if names <= _BAD else " or ".join(positive)


def lesions(name: str) -> str:
    """Several of that name: "melanomas", "malignant lesions", "lesions of “bkl”"."""
    if name == "melanoma":
        return "melanomas"
    return f"{name} lesions" if name in _ADJECTIVES else f"lesions of “{name}”"


def is_one(name: str) -> str:
    """What one of them is: "a melanoma", "malignant", "“bkl”"."""
    if name == "melanoma":
        return "a melanoma"
    return name if name in _ADJECTIVES else f"“{name}”"


def are_many(name: str) -> str:
    """What several of them are: "melanomas", "malignant", "“bkl”"."""
    return lesions(name) if name == "melanoma" else is_one(name)
