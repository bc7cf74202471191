"""Pairs of photographs that look alike, and which of them a person told apart.

Only those that look alike are ever gone through: a person may name thousands at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.versions.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.versions.decisions import Decision

Pair = frozenset[str]
"""The ids of two photographs."""


def among(pairs: Iterable[Pair], images: Iterable[str]) -> set[Pair]:
    """The pairs of which both are among some photographs."""
    named = set(images)
    return {pair for pair in pairs if pair <= named}


def untied(decisions: Iterable[Decision], alike: Iterable[Pair]) -> frozenset[Pair]:
    """Pairs that decisions, in their order, told apart and did not tie again later.

    Args:
        decisions: all that are in force.
        alike: the pairs that look alike; others are not told apart by what says it of them.
    """
    known, found = frozenset(alike), set[Pair]()
    for decision in decisions:
        if decision.kind is Kind.UNTIE:
            found |= among(known, decision.images)
        elif decision.kind is Kind.GROUP:
            found -= among(found, decision.images)
    return frozenset(found)
