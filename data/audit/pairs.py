"""What an import found odd about its photographs, kept beside them as ``audit.json``.

Finding is left to ``likeness``; what follows from it to ``kept``; showing it to the pages.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from data.audit.likeness import surely_apart

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from data.audit.likeness import Pair
    from data.readers.records import Record

AUDIT: Final = "audit.json"


@dataclass(frozen=True)
class Named:
    """A pair of near duplicates by the names of its photographs.

    Args:
        images: their ids.
        labels: the class of each.
        same_lesion: whether their source says that they show one lesion.
        apart: as ``likeness.Pair`` has it.
        tied: whether they are kept on one side of the split; see ``contradicted``.
    """

    images: tuple[str, str]
    labels: tuple[str, str]
    same_lesion: bool
    apart: float
    tied: bool = True

    @classmethod
    def of(cls, pair: Pair, records: Sequence[Record]) -> Named:
        """The pair of places among some records."""
        one, other = records[pair.row], records[pair.other]
        lesion = one.lesion_id is not None and one.lesion_id == other.lesion_id
        patients = {one.patient_id, other.patient_id} - {None}
        lesion = lesion and len(patients) <= 1  # lesions may be counted anew in each
        return cls(
            (one.image_id, other.image_id),
            (one.label, other.label),
            lesion,
            round(pair.apart, 4),
            not contradicted(pair, records),
        )

    @property
    def disagree(self) -> bool:
        """Whether one photograph has two labels."""
        return self.labels[0] != self.labels[1]


def contradicted(pair: Pair, records: Sequence[Record]) -> bool:
    """Whether two photographs are of two known patients and not near enough to be one all the same.

    Tying them would tie all photographs of both patients: by chance alone, many patients would
    become one among hundreds of thousands of photographs.
    """
    one, other = (records[row].patient_id for row in (pair.row, pair.other))
    two = one is not None and other is not None and one != other
    return two and pair.apart > surely_apart(len(records))


def repeats(records: Iterable[Record]) -> list[list[str]]:
    """The ids of photographs that their source lists as repeats, a list for each set of them."""
    sets: dict[str, list[str]] = defaultdict(list)
    for record in records:
        for name in record.twins:
            sets[name].append(record.image_id)
    return list(sets.values())


def audit(
    pairs: Iterable[Named],
    listed: Iterable[Sequence[str]],
    held: Collection[str],
    *,
    bridged: Iterable[Sequence[str]] = (),
) -> dict[str, Any]:
    """What ``audit.json`` holds: pairs with two labels first, then the nearest.

    Args:
        pairs: all that were found.
        listed: sets of photographs that their source lists as repeats.
        held: the ids of the photographs that the dataset holds in the end; a pair of which one was
            left out, because the other is in a more guarded part, stands apart.
        bridged: sets of photographs held that only photographs left out tie together.
    """
    ordered = sorted(pairs, key=lambda pair: (not pair.disagree, pair.same_lesion, pair.apart))
    whole = [all(image in held for image in pair.images) for pair in ordered]
    return {
        "near_duplicates": [
            asdict(pair) for pair, both in zip(ordered, whole, strict=True) if both
        ],
        "left_out": [asdict(pair) for pair, both in zip(ordered, whole, strict=True) if not both],
        "listed": [here for one in listed if len(here := [id_ for id_ in one if id_ in held]) > 1],
        "bridged": list(map(list, bridged)),
    }


def read_pairs(told: dict[str, Any], kind: str = "near_duplicates") -> list[Named]:
    """The pairs of an ``audit.json`` as it was read."""
    return [
        Named(**{**pair, "images": tuple(pair["images"]), "labels": tuple(pair["labels"])})
        for pair in told.get(kind, [])
    ]
