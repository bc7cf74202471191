"""Decisions about photographs in words, as the Data page and the command line tell them.

Plain text: a page makes signs in it harmless with ``wording.plain``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.versions.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.versions.decisions import Decision
    from data.versions.division import Division

_NAMED = 4
_WITH = {
    "source": "from source",
    "site": "with the site",
    "sex": "with the sex",
    "dx_type": "with its diagnosis confirmed by",
    "skin_type": "with the skin type",
    "image_type": "with the kind of image",
    "diagnosis": "with the diagnosis",
}


def sentence(decision: Decision) -> str:
    """What was decided, and why: "ISIC_1, ISIC_2 tied together: “one lesion in two files”"."""
    if decision.division is not None:
        return f"{_divided(decision.division)}: “{decision.reason}”"
    label = f" as {decision.label}" if decision.label else ""
    done = {
        Kind.EXCLUDE: "left out",
        Kind.INCLUDE: f"brought back{label}",
        Kind.RELABEL: f"labelled{label}",
        Kind.GROUP: "tied together",
        Kind.UNTIE: "told apart as different lesions",
    }[decision.kind]
    return f"{_some(decision.images)} {done}: “{decision.reason}”"


def still_together(others: Sequence[str]) -> str:
    """That photographs which were told apart stay on one side, and what holds them there."""
    it = "it" if len(others) == 1 else "them"
    tie = "ties" if len(others) == 1 else "tie"
    return (
        f"They stay on one side all the same, because {_some(others)} still {tie} them. Tell {it} "
        f"apart, too, or undo the decision that tied {it}."
    )


def division_heading(division: Division | None, unit: str) -> str:
    """How a dataset is divided.

    Args:
        division: that a person decided on last; None where nobody did.
        unit: what is never on two sides: "lesion", "patient" or "photograph".
    """
    if division is None or division.held is None:
        return f"How it is divided: by {unit}"
    what = f"{_WITH[division.held]} {division.value}"
    return f"How it is divided: everything {what} is the test set"


def _some(images: Sequence[str]) -> str:
    more = len(images) - _NAMED
    names = ", ".join(images[:_NAMED])
    return f"{names} and {more:,} more" if more > 0 else names


def _divided(division: Division) -> str:
    if division.held is not None:
        return f"Divided with {division.value} ({division.held}) held out"
    shares = ", ".join(f"{100 * share:.0f}" for share in division.shares)
    balanced = f", balanced by {division.balanced}" if division.balanced else ""
    return f"Divided anew, {shares} %, seed {division.seed}{balanced}"
