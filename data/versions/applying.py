"""The manifest that follows from one as it was imported, and decisions in their order.

What may be decided is for ``data.versions.decisions``; keeping it, for ``data.versions.log``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from data.errors import DecisionError
from data.guards import GUARDED
from data.manifest import LEFT_OUT
from data.readers.records import Split
from data.versions.apart import untied
from data.versions.division import Division, divided
from data.versions.kinds import Kind
from data.versions.ties import Ties, groups_of, numbered

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

    from data.versions.decisions import Decision

_NONE = Ties()


@dataclass
class _State:
    """A manifest on its way from decision to decision.

    Args:
        rows: the manifest; its column of parts is not used.
        home: the part of each photograph, also of those that are left out, so that one comes back
            to where it belongs; ``LEFT_OUT`` where an import set it aside and nothing has told
            since.
        out: whether each is left out.
        aside: whether the import set it aside.
        ties: what the import tied besides ids and pixels.
        taken: the decisions so far that tie or untie.
    """

    rows: pd.DataFrame
    home: NDArray[np.object_]
    out: NDArray[np.bool_]
    aside: NDArray[np.bool_]
    ties: Ties
    taken: list[Decision] = field(default_factory=list)


def applied(
    manifest: pd.DataFrame, decisions: Iterable[Decision], ties: Ties = _NONE
) -> pd.DataFrame:
    """The manifest after decisions.

    Photographs that are tied together go to the most guarded of their parts: test before
    validation before train. One that comes back takes the part that it had, or that a division
    gave it meanwhile; one that the import had set aside, its group's, or else train. Photographs
    that are told apart stay in their part, each with what is still tied to it.

    Args:
        manifest: as imported.
        decisions: in their order.
        ties: what the import tied besides ids and pixels; needed where some are told apart.

    Raises:
        DecisionError: a part would be left without a class, or equal pixels would be used under
            two labels.
    """
    parts = manifest["split"].to_numpy(dtype=object, copy=True)
    aside = parts == LEFT_OUT
    state = _State(manifest.copy(), parts, aside.copy(), aside, ties)
    for decision in decisions:
        chosen = manifest["image_id"].isin(decision.images).to_numpy()
        _apply(state, decision, chosen)
    found = state.rows.assign(split=np.where(state.out, LEFT_OUT, state.home))
    _refuse_two_labels(found)
    _refuse_empty(found, manifest)
    return found


def _apply(state: _State, decision: Decision, chosen: NDArray[np.bool_]) -> None:
    if decision.kind is Kind.EXCLUDE:
        state.out |= chosen
    elif decision.kind in {Kind.GROUP, Kind.UNTIE}:
        state.taken.append(decision)
        change = _tie if decision.kind is Kind.GROUP else _untie
        change(state, chosen)
    elif decision.kind is Kind.DIVIDE:
        state.home = divided(state.rows, decision.division or Division()).astype(object)
    else:
        alike = _alike(state.rows, chosen)
        if decision.label is not None:
            state.rows.loc[alike, "label"] = decision.label
        if decision.kind is Kind.INCLUDE:
            named = decision.label is not None
            _bring_back(state, chosen | (alike & state.aside) if named else chosen)


def _alike(rows: pd.DataFrame, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The chosen photographs and all whose pixels equal theirs: those carry one label."""
    pixels = rows["pixel_hash"]
    equal: NDArray[np.bool_] = pixels.isin(pixels[chosen & (pixels != "").to_numpy()]).to_numpy()
    return chosen | equal


def _tie(state: _State, chosen: NDArray[np.bool_]) -> None:
    """Make one group of all groups that the chosen photographs are in."""
    groups = state.rows["group"].to_numpy()
    together = np.isin(groups, groups[chosen])
    state.rows.loc[together, "group"] = int(groups[together].min())
    used = together & ~state.out
    state.home[together] = _most_guarded(state.home[used if used.any() else together])


def _untie(state: _State, chosen: NDArray[np.bool_]) -> None:
    """Part the groups of the chosen photographs where nothing holds them together any more.

    What stays with the first photograph of a group keeps its number, all else takes new ones.
    """
    groups = state.rows["group"].to_numpy(copy=True)
    together = np.flatnonzero(np.isin(groups, groups[chosen]))
    said = [one.images for one in state.taken if one.kind is Kind.GROUP]
    near = state.ties.near - untied(state.taken, state.ties.near)
    numbers = groups_of(
        state.rows.iloc[together],
        [*state.ties.listed, *near, *said],
        numbered=numbered(state.rows),
    )
    free = int(groups.max()) + 1
    kept: dict[int, int] = {}  # old number → the part of its group that keeps it
    new: dict[int, int] = {}
    for row, number in zip(together.tolist(), numbers, strict=True):
        old = int(groups[row])
        if kept.setdefault(old, number) != number:
            groups[row] = new.setdefault(number, free + len(new))
    state.rows["group"] = groups


def _bring_back(state: _State, back: NDArray[np.bool_]) -> None:
    groups = state.rows["group"].to_numpy()
    lost = back & (state.home == LEFT_OUT)
    if lost.any():
        known = state.home != LEFT_OUT
        sides: dict[int, str] = {}
        for part in reversed(GUARDED):  # the most guarded is written last
            sides |= dict.fromkeys(groups[known & (state.home == part.value)].tolist(), part.value)
        train = Split.TRAIN.value
        state.home[lost] = [sides.get(group, train) for group in groups[lost].tolist()]
    state.out &= ~back


def _most_guarded(parts: NDArray[np.object_]) -> str:
    there = set(parts.tolist())
    return next((part.value for part in GUARDED if part.value in there), Split.TRAIN.value)


def _refuse_two_labels(found: pd.DataFrame) -> None:
    used = found[(found["split"] != LEFT_OUT) & (found["pixel_hash"] != "")]
    kinds = used.drop_duplicates(["pixel_hash", "label"])
    twice = kinds[kinds["pixel_hash"].duplicated(keep=False)]
    if len(twice):
        one, other = twice[twice["pixel_hash"] == twice["pixel_hash"].iloc[0]]["image_id"][:2]
        raise DecisionError(
            f"“{one}” and “{other}” have equal pixels and would be used under two labels.",
            "Bring them back under one class.",
        )


def _refuse_empty(found: pd.DataFrame, before: pd.DataFrame) -> None:
    for part in Split:
        gone = set(before.loc[before["split"] == part.value, "label"])
        gone -= set(found.loc[found["split"] == part.value, "label"])
        if gone:
            name = min(gone)
            raise DecisionError(
                f"No photograph of “{name}” would be left in {part.value}.",
                "Every part needs each class: keep one there, or divide in another way.",
            )
