"""Telling photographs apart that were tied for their likeness.

When that cannot be said, and what still holds them together when it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import DecisionError
from data.versions.apart import among, untied
from data.versions.kinds import Kind
from data.versions.ties import surely_one

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from data.versions.apart import Pair
    from data.versions.decisions import Decision
    from data.versions.log import Entry
    from data.versions.ties import Ties


def refuse(
    decision: Decision, manifest: pd.DataFrame, ties: Ties, entries: Sequence[Entry]
) -> None:
    """Raise unless these photographs can be told apart.

    Args:
        decision: of the kind UNTIE, about photographs of the manifest.
        manifest: as imported.
        ties: of the dataset.
        entries: all that was decided before.

    Raises:
        DecisionError: two of them are one for certain, a decision in force says so, or nothing
            ties them that could be undone.
    """
    if len(set(decision.images)) <= 1:
        raise DecisionError("One photograph cannot be told apart.", "Choose two that look alike.")
    if not ties.known:
        raise DecisionError(
            "This dataset was imported before it was kept which photographs the source itself "
            "lists as repeats, so none can be told apart.",
            "Import it again.",
        )
    open_ones = [entry for entry in entries if entry.undone is None]
    certain = surely_one(manifest, decision.images, ties)
    if certain:
        one, other = sorted(certain[0])
        raise DecisionError(
            f"“{one}” and “{other}” have one lesion, patient or picture, their source lists them "
            "as repeats, or a photograph ties them that the import left out: they always stay on "
            "one side.",
            "Only photographs that were tied for their likeness alone can be told apart.",
        )
    wanted = among(ties.near, decision.images)
    for entry in reversed(open_ones):
        if entry.decision.kind is Kind.GROUP and len(_within(entry.decision, decision)) > 1:
            raise DecisionError(
                f"Decision {entry.number} says that these photographs show one lesion.",
                f"Undo decision {entry.number} first.",
            )
    if not wanted:
        raise DecisionError(
            "These photographs were not tied for their likeness: there is nothing to undo.",
            "Choose two that the check shows as copies.",
        )
    if not wanted - untied((entry.decision for entry in open_ones), wanted):
        raise DecisionError(
            "That these photographs show different lesions was decided before.",
            "Nothing has to be done.",
        )


def _within(one: Decision, other: Decision) -> set[str]:
    return set(one.images) & set(other.images)


def still_tied(
    manifest: pd.DataFrame, images: Sequence[str], ties: Ties, apart: frozenset[Pair]
) -> list[str]:
    """Photographs that still hold some together which were told apart, in the order of the rows.

    Args:
        manifest: of the version in force.
        images: ids of photographs that were told apart.
        ties: of the dataset.
        apart: pairs that were told apart.

    Returns:
        ids of other photographs of their group: those that look alike, or else all; none where the
        groups are now separate.
    """
    rows = manifest[manifest["image_id"].isin(list(images))]
    shared = rows["group"][rows["group"].duplicated()]
    together = manifest[manifest["group"].isin(shared)]
    alike = {image for pair in ties.near - apart for image in pair}
    others = together[~together["image_id"].isin(list(images))]["image_id"]
    return [image for image in others if image in alike] or list(others)
