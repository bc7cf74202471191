"""What keeps one lesion off two sides: groups, conflicting twins, leaks in a given split.

Looks at ids, pixel hashes and labels; photographs are hashed in ``data.taking``.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING

from data.readers.records import Reported, Split

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from data.readers.records import Record

    Tie = tuple[str, str]


class GroupedBy(StrEnum):
    """The widest thing that is kept on one side."""

    PATIENT = "patient"
    LESION = "lesion"
    IMAGE = "image"


GUARDED = (Split.TEST, Split.VALIDATION, Split.TRAIN)
"""In a leak, the images on the first of these sides stay."""
OPTIMISTIC = "Split by image: results are likely optimistic."


def grouped_by(records: Sequence[Record]) -> GroupedBy:
    """What the records' ids allow to be kept together."""
    if any(record.patient_id for record in records):
        return GroupedBy.PATIENT
    if any(record.lesion_id for record in records):
        return GroupedBy.LESION
    return GroupedBy.IMAGE


def notices(records: Sequence[Record]) -> tuple[str, ...]:
    """Sentences that must stand beside every result on these records."""
    loose = sum(not (record.patient_id or record.lesion_id) for record in records)
    if grouped_by(records) is GroupedBy.IMAGE:
        return (OPTIMISTIC,)
    if loose:
        return (f"{loose:,} of {len(records):,} images have no id of a lesion or patient.",)
    return ()


def group_numbers(records: Sequence[Record], pixel_hashes: Sequence[str]) -> list[int]:
    """One number for each image, the same for all that belong together.

    These share a patient, a lesion or all pixels, or are listed as repeats by the source.
    Numbers count up in the order of the records; sharing carries over from image to image.
    """
    return connected(ties_of(records, pixel_hashes))


def ties_of(records: Sequence[Record], pixel_hashes: Sequence[str]) -> list[list[Tie]]:
    """What each image is tied to others by: a patient, a lesion, all pixels, listed repeats."""
    numbered = numbered_by_patient((one.lesion_id, one.patient_id) for one in records)
    return [
        [
            *tied_by(one.lesion_id, one.patient_id, pixel_hash, numbered=numbered),
            *(("twins", name) for name in one.twins),
        ]
        for one, pixel_hash in zip(records, pixel_hashes, strict=True)
    ]


def connected(ties: Iterable[Iterable[Tie]]) -> list[int]:
    """One number for each image, the same for all that share a tie, also by way of others.

    Args:
        ties: of each image. Numbers count up in its order.
    """
    leader: list[int] = []

    def lead(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    first: dict[Tie, int] = {}
    for row, own in enumerate(ties):
        leader.append(row)
        for tie in own:
            one, other = lead(first.setdefault(tie, row)), lead(row)
            leader[max(one, other)] = min(one, other)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(lead(row), len(numbers)) for row in range(len(leader))]


def bridges(
    before: Sequence[Sequence[Tie]], stay: Sequence[int], after: Sequence[Sequence[Tie]]
) -> list[list[int]]:
    """What images that were left out tie together, though nothing else does so any more.

    Args:
        before: the ties of all images.
        stay: the rows of those that are not left out.
        after: the ties that these still have, in the order of ``stay``.

    Returns:
        sets of places in ``stay``, one of all images that share a tie: with them and the ties
        ``after``, the images are in the groups that they were in before.
    """
    gone = sorted(set(range(len(before))) - set(stay))
    clusters = connected(before[row] for row in gone)
    through = {
        tie: cluster for row, cluster in zip(gone, clusters, strict=True) for tie in before[row]
    }
    lost = {
        tie
        for row, left in zip(stay, after, strict=True)
        for tie in before[row]
        if tie not in left  # lesions are counted anew in each patient among those that stay
    }
    found: dict[Hashable, dict[int, None]] = defaultdict(dict)
    seen: set[Tie] = set()
    for place, row in enumerate(stay):
        for tie in before[row]:
            if tie in lost or (tie in through and tie not in seen):
                seen.add(tie)
                found[through.get(tie, tie)][place] = None
    return [list(places) for places in found.values() if len(places) > 1]


def numbered_by_patient(ids: Iterable[tuple[str | None, str | None]]) -> bool:
    """Whether lesions are counted anew in each patient: most of their ids stand with several.

    Args:
        ids: of the lesion and the patient of each photograph.
    """
    patients: dict[str, set[str]] = defaultdict(set)
    for lesion, patient in ids:
        if lesion and patient:
            patients[lesion].add(patient)
    shared = sum(len(of) > 1 for of in patients.values())
    return shared > len(patients) / 2


def tied_by(
    lesion_id: str | None, patient_id: str | None, pixel_hash: str, *, numbered: bool
) -> list[Tie]:
    """What an image's ids and pixels tie it by.

    Args:
        lesion_id: of its lesion, if known.
        patient_id: of its patient, if known.
        pixel_hash: "" where it was not read.
        numbered: see ``numbered_by_patient``: a lesion's id means nothing beside a patient's then.
    """
    lesion = None if numbered and patient_id else lesion_id
    found = (("patient", patient_id), ("lesion", lesion), ("pixels", pixel_hash))
    return [(kind, name) for kind, name in found if name]


def conflicting(records: Sequence[Record], pixel_hashes: Sequence[str]) -> dict[int, Reported]:
    """Images with equal pixels and different labels, by row: none of them can be trusted."""
    twins: dict[str, list[int]] = defaultdict(list)
    for row, pixel_hash in enumerate(pixel_hashes):
        if pixel_hash:  # none where the photographs were not read
            twins[pixel_hash].append(row)
    found: dict[int, Reported] = {}
    for rows in twins.values():
        if len({records[row].label for row in rows}) > 1:
            found |= {row: _conflict(records, row, rows) for row in rows}
    return found


def _conflict(records: Sequence[Record], row: int, rows: Iterable[int]) -> Reported:
    own = records[row]
    other = next(records[twin] for twin in rows if records[twin].label != own.label)
    why = (
        f"Its pixels equal those of “{other.image_id}”, but one is labelled “{own.label}” and the "
        f"other “{other.label}”. Both are left out until you decide which is right (Data page)."
    )
    return Reported(own.where, why)


def inherited(records: Sequence[Record], groups: Sequence[int]) -> list[Split | None]:
    """The part of each image: given, or else the most guarded one that its group is given."""
    sides: dict[int, set[Split]] = defaultdict(set)
    for record, group in zip(records, groups, strict=True):
        if record.split:
            sides[group].add(record.split)
    return [
        record.split or next((side for side in GUARDED if side in sides[group]), None)
        for record, group in zip(records, groups, strict=True)
    ]


def leaking(records: Sequence[Record], groups: Sequence[int]) -> dict[int, Reported]:
    """Images of a given split whose group is on a more guarded side as well, by row."""
    sides: dict[int, set[Split]] = defaultdict(set)
    for record, group in zip(records, groups, strict=True):
        if record.split:
            sides[group].add(record.split)
    found: dict[int, Reported] = {}
    for row, (record, group) in enumerate(zip(records, groups, strict=True)):
        kept = next((side for side in GUARDED if side in sides[group]), None)
        if record.split and kept and record.split is not kept:
            found[row] = _leak(record, kept)
    return found


def _leak(record: Record, kept: Split) -> Reported:
    why = (
        f"Its lesion, patient or pixels, or a copy of any of its lesion's or patient's "
        f"photographs, are in the {kept} part as well; it is left out of {record.split}, so that "
        f"the {kept} part stays unseen."
    )
    return Reported(record.where, why)
