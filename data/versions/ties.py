"""What ties photographs together, and which of it a person may undo: a likeness, and nothing else.

Pairs that only look alike can be told apart; equal pixels, ids of a lesion or patient, and what the
source itself lists as repeats cannot. Deciding is for ``data.versions.log``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.audit.pairs import AUDIT, read_pairs
from data.dataset import REPORT, read_json
from data.guards import connected, numbered_by_patient, tied_by
from data.readers.records import Layout
from data.versions.apart import among

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from data.guards import Tie
    from data.versions.apart import Pair


@dataclass(frozen=True)
class Ties:
    """What an import tied photographs by, besides their ids and pixels.

    Args:
        near: pairs that look alike and are tied for it.
        listed: sets of photographs that their source lists as repeats, or that a photograph tied
            which the import left out.
        known: whether ``listed`` is known; an earlier version of the program did not keep it.
    """

    near: frozenset[Pair] = frozenset()
    listed: tuple[tuple[str, ...], ...] = ()
    known: bool = True


def read_ties(folder: Path) -> Ties:
    """The ties of the dataset in a folder; none by likeness where nobody looked for copies."""
    if not (folder / AUDIT).exists():
        return Ties()
    told = read_json(folder / AUDIT)
    near = frozenset(frozenset(pair.images) for pair in read_pairs(told) if pair.tied)
    if "listed" in told:
        return Ties(near, tuple(map(tuple, [*told["listed"], *told.get("bridged", [])])))
    lists_repeats = read_json(folder / REPORT).get("layout") == Layout.ISIC_2020
    return Ties(near, known=not lists_repeats)


def groups_of(rows: pd.DataFrame, ties: Iterable[Iterable[str]], *, numbered: bool) -> list[int]:
    """The number of the group of each row, from 0 in their order.

    Args:
        rows: of a manifest.
        ties: sets of photographs that belong together, besides those that ids and pixels tie.
        numbered: see ``data.guards.numbered_by_patient``, of the whole manifest.
    """
    return connected(_ties_of(rows, ties, numbered=numbered))


def numbered(manifest: pd.DataFrame) -> bool:
    """Whether lesions are counted anew in each patient of a manifest."""
    return numbered_by_patient(
        zip(_known(manifest["lesion_id"]), _known(manifest["patient_id"]), strict=True)
    )


def surely_one(manifest: pd.DataFrame, images: Sequence[str], ties: Ties) -> list[Pair]:
    """Photographs that ids, pixels or the source tie to others, also by way of others.

    Args:
        manifest: of the dataset.
        images: ids of some of its photographs.
        ties: of the dataset.

    Returns:
        a pair for each set of those named that is one: the first two of it by their ids, the
        first set first.
    """
    named = manifest["image_id"].isin(list(images))
    near = manifest[manifest["group"].isin(manifest.loc[named, "group"])]  # no tie leaves a group
    numbers = groups_of(near, ties.listed, numbered=numbered(manifest))
    of = dict(zip(near["image_id"], numbers, strict=True))
    sets: dict[int, list[str]] = {}
    for image in sorted(set(images)):
        sets.setdefault(of[image], []).append(image)
    return [frozenset(one[:2]) for one in sets.values() if len(one) > 1]


def can_untie(
    manifest: pd.DataFrame, images: Sequence[str], ties: Ties, apart: frozenset[Pair]
) -> bool:
    """Whether a person can say of photographs that they show different lesions.

    Args:
        manifest: of the dataset.
        images: ids of the photographs.
        ties: of the dataset.
        apart: pairs of which it was said already.
    """
    open_ones = among(ties.near, images) - apart
    return ties.known and bool(open_ones) and not surely_one(manifest, images, ties)


def _ties_of(
    rows: pd.DataFrame, ties: Iterable[Iterable[str]], *, numbered: bool
) -> Iterator[list[Tie]]:
    said: dict[str, list[Tie]] = {}
    for number, images in enumerate(ties):
        for image in images:
            said.setdefault(image, []).append(("said", str(number)))
    columns = (_known(rows[name]) for name in ("lesion_id", "patient_id", "pixel_hash"))
    for image, lesion, patient, pixels in zip(rows["image_id"], *columns, strict=True):
        ids = tied_by(lesion, patient, pixels or "", numbered=numbered)
        yield [*ids, *said.get(image, [])]


def _known(column: pd.Series[Any]) -> list[str | None]:
    return [
        None if missing else value for value, missing in zip(column, column.isna(), strict=True)
    ]
