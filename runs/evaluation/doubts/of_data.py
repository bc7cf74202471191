"""Objections that the data raise, whatever the scores: both sides, giveaways, unsure labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runs.evaluation.doubts.facts import Doubt, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runs.evaluation.doubts.facts import Facts, Thing

SHORTCUT: Final = 0.70
CERTAIN: Final = 0.55
"""A thing of the picture is said from that AUC on, where its interval lies above ``CERTAIN``."""
GIVEAWAY: Final = 0.90
"""A thing of the patient may rightly go with the diagnosis, but hardly so well."""
UNCONFIRMED: Final = 0.5
"""Share of a class's labels that pathology has confirmed, below which it is said."""
_TWO: Final = 2


def found(numbers: Mapping[str, Any], facts: Facts) -> Iterator[Doubt]:
    """Each objection that applies."""
    yield from _on_both_sides(facts)
    if facts.grouped_by == "image":
        yield Doubt(
            "split-by-image",
            "Divided by image: nothing tells which photographs show one lesion or one patient, so "
            "all numbers are likely too good.",
            "Import the photographs with a column of lesions or patients.",
        )
    for thing in facts.things:
        yield from _gives_away(thing, several=len(numbers["class_names"]) > _TWO)
    yield from _unconfirmed(numbers)


def _on_both_sides(facts: Facts) -> Iterator[Doubt]:
    shared = [counted(count, what) for what, count in facts.two_sided.items() if count]
    lie = "lies" if sum(facts.two_sided.values()) == 1 else "lie"
    if shared:
        yield Doubt(
            "both-sides",
            f"On both sides: {' and '.join(shared)} {lie} in more than one of {facts.parts}, so "
            "the numbers are too good to be true.",
            "Import the photographs again with a division that keeps each together.",
        )
    if facts.copies:
        yield Doubt(
            "copies-on-both-sides",
            f"Copies on both sides: {counted(facts.copies, 'pair')} of photographs, equal or all "
            f"but equal, in two of {facts.parts}.",
            "Decide on the Data page which of them to leave out, and train again.",
        )


def _gives_away(thing: Thing, *, several: bool) -> Iterator[Doubt]:
    apart = f"“{thing.label}” from all others" if several else "the classes apart"
    if thing.of_picture and thing.auc >= SHORTCUT and thing.low > CERTAIN:
        yield Doubt(
            "shortcut",
            f"{thing.name} alone tells {apart} with an AUC of {thing.auc:.2f}, without any lesion. "
            "The network may have learned that.",
            "Take photographs of all classes that are alike in it, or leave out those with it.",
        )
    elif not thing.of_picture and thing.auc >= GIVEAWAY and thing.low > CERTAIN:
        yield Doubt(
            "giveaway",
            f"{thing.name} alone tells {apart} with an AUC of {thing.auc:.2f}. The classes seem to "
            "have been gathered in different ways.",
            "Look at how the photographs were collected; judge on photographs from elsewhere.",
        )


def _unconfirmed(numbers: Mapping[str, Any]) -> Iterator[Doubt]:
    rows = [one for one in numbers.get("confirmed") or () if one["share"] is not None]
    mostly = [one for one in rows if one["share"] < UNCONFIRMED]
    if mostly:
        told = ", ".join(
            f"{one['confirmed']:,} of {one['images']:,} labels “{one['class']}”" for one in mostly
        )
        yield Doubt(
            "unconfirmed",
            f"Pathology has confirmed only {told}; the others rest on follow-up or a look.",
            f"Read the {mostly[0]['measure']} on confirmed lesions alone, too{_alone(mostly[0])}.",
        )


def _alone(row: Mapping[str, Any]) -> str:
    """The rate on confirmed labels alone, where there is one."""
    right, low, high = (row[f"right{end}"] for end in ("", "_low", "_high"))
    if right is None or low is None or high is None:
        return ""
    return f": {100 * right:.0f} % ({100 * low:.0f} to {100 * high:.0f})"
