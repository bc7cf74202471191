"""Objections about classes: too few lesions, none at all, never named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs.evaluation.doubts.facts import Doubt, counted, listed
from runs.evaluation.doubts.of_scores import constant
from runs.evaluation.subgroups import FEW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runs.evaluation.doubts.facts import Facts
    from runs.evaluation.metrics import Floats


def found(numbers: Mapping[str, Any], scores: Floats, facts: Facts) -> Iterator[Doubt]:
    """Each objection that applies."""
    yield from _missing(numbers, facts)
    yield from _few(numbers, facts)
    if not constant(scores):
        yield from _unnamed(numbers)


def _missing(numbers: Mapping[str, Any], facts: Facts) -> Iterator[Doubt]:
    here = {name: of["images"] for name, of in numbers["per_class"].items()}
    for part, counts in (facts.counts or {"this": here}).items():
        gone = [name for name, images in counts.items() if not images]
        if gone:
            yield Doubt(
                "missing-class",
                f"No photograph in the {part} part is {listed(gone)}.",
                "Divide the photographs anew, or leave that class out.",
            )


def _few(numbers: Mapping[str, Any], facts: Facts) -> Iterator[Doubt]:
    few = {name: of["groups"] for name, of in numbers["per_class"].items() if of["groups"] < FEW}
    few = {name: groups for name, groups in few.items() if groups}
    if few:
        told = ", ".join(f"{facts.units(groups)} of “{name}”" for name, groups in few.items())
        yield Doubt(
            "few",
            f"Few to judge by: {told} here. With fewer than {FEW}, one or two more or less change "
            "every number.",
            "Read the intervals and not the numbers; take more photographs, or judge by "
            "cross-validation.",
        )


def _unnamed(numbers: Mapping[str, Any]) -> Iterator[Doubt]:
    table, names = numbers["confusion"], numbers["class_names"]
    called = [sum(row[k] for row in table) for k in range(len(names))]
    there = [sum(row) for row in table]
    named = [name for name, images in zip(names, called, strict=True) if images]
    if len(named) == 1 and sum(map(bool, there)) > 1:
        yield Doubt(
            "one-class",
            f"Every photograph is called {listed(named)}: as a decision this is worth nothing.",
            "Choose an operating point on validation, or train with class weights.",
        )
        return
    for name, images, own in zip(names, called, there, strict=True):
        if own and not images:
            yield Doubt(
                "never-named",
                f"No photograph is called “{name}”, though {counted(own, 'photograph')} "
                f"{'is' if own == 1 else 'are'}.",
                "Train with class weights, take more of that class, or join it with another.",
            )
