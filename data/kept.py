"""The photographs that an import holds on to, and its growing report of those it does not.

Applies the guards; what they look for is in ``data.guards``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from data.audit.pairs import contradicted
from data.counting import by_split, distinct
from data.dicom.telling import completed
from data.errors import ImportRefusedError
from data.guards import (
    bridges,
    conflicting,
    connected,
    grouped_by,
    inherited,
    leaking,
    notices,
    ties_of,
)
from data.manifest import LEFT_OUT
from data.mapping import class_order
from data.readers.records import Reported, Split
from data.splits import assign_splits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from data.audit.likeness import Pair
    from data.readers.records import Record
    from data.taking import Taken


@dataclass(slots=True)
class Kept:
    """Photographs in step with their records.

    Args:
        rows: each one's place among the records that were tried, rising.
        records: what the source says of each.
        taken: what its pixels say.
        reported: rows left out, from the first to the last step.
        remarks: sentences about what is odd or was left aside.
        unsure: what cannot be known of some photographs, and of how many.
        aside: places of photographs that are in no part until a person decides about them.
        groups: the group of each photograph, once ``guard`` was called.
        bridged: ids of photographs that only others tie together which ``guard`` left out, a list
            for each such set.
        splits: the part of each photograph, once ``divide`` was called.
    """

    rows: list[int] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unsure: Counter[str] = field(default_factory=Counter)
    aside: frozenset[int] = frozenset()
    groups: list[int] = field(default_factory=list)
    bridged: list[list[str]] = field(default_factory=list)
    splits: list[str] = field(default_factory=list)

    def add(self, row: int, record: Record, found: Taken | Reported) -> None:
        """Hold on to a photograph, or to the reason why not."""
        if isinstance(found, Reported):
            self.reported.append(found)
            return
        self.rows.append(row)
        self.records.append(record)
        self.taken.append(found)
        if found.remark:
            self.remarks.append(found.remark)
        if found.unsure:
            self.unsure[found.unsure] += 1

    @property
    def pixel_hashes(self) -> list[str]:
        """One for each photograph."""
        return [one.pixel_hash for one in self.taken]

    @property
    def used(self) -> list[int]:
        """The places of photographs that are not set aside."""
        return [place for place in range(len(self.records)) if place not in self.aside]

    def settle(self) -> None:
        """Fill in what only the photographs' files tell, and set conflicting twins aside."""
        self.records, remarks = completed(self.records, [one.told for one in self.taken])
        self.remarks += remarks
        found = conflicting(self.records, self.pixel_hashes)
        self.reported += [found[place] for place in sorted(found)]
        self.aside = frozenset(found)
        for place in found:  # the part that its source names is for photographs that are used
            self.records[place] = replace(self.records[place], split=None)

    def tie(self, pairs: Iterable[Pair]) -> None:
        """Keep near duplicates together; pairs are of places among the photographs held."""
        near = [pair for pair in pairs if not contradicted(pair, self.records)]
        for pair in near:
            name = f"near {self.records[pair.row].image_id}, {self.records[pair.other].image_id}"
            for place in (pair.row, pair.other):
                record = self.records[place]
                self.records[place] = replace(record, twins=(*record.twins, name))

    def guard(self, folder: Path) -> None:
        """Leave out leaks of a given split, and their copies, and see what belongs together.

        What a photograph ties that is left out belongs together all the same.
        """
        before = ties_of(self.records, self.pixel_hashes)
        groups = connected(before)
        parts = inherited(self.records, groups)
        self.records = [
            one if one.split is part else replace(one, split=part)
            for one, part in zip(self.records, parts, strict=True)
        ]
        stay = self._leave(leaking(self.records, groups), folder)
        numbers: dict[int, int] = {}
        self.groups = [numbers.setdefault(groups[row], len(numbers)) for row in stay]
        found = bridges(before, stay, ties_of(self.records, self.pixel_hashes))
        self.bridged = [[self.records[place].image_id for place in places] for places in found]

    def _leave(self, found: dict[int, Reported], folder: Path) -> list[int]:
        self.reported += [found[row] for row in sorted(found)]
        for row in found:
            if self.records[row].file.source.copied:
                (folder / self.taken[row].path).unlink()
        stay = [row for row in range(len(self.rows)) if row not in found]
        self.aside = frozenset(new for new, old in enumerate(stay) if old in self.aside)
        self.rows = [self.rows[row] for row in stay]
        self.records = [self.records[row] for row in stay]
        self.taken = [self.taken[row] for row in stay]
        return stay

    def divide(self, *, seed: int) -> None:
        """Give each photograph its part.

        Raises:
            ImportRefusedError: a class cannot be in every part.
        """
        records = [self.records[place] for place in self.used]
        groups = [self.groups[place] for place in self.used]
        given = [record.split for record in records]
        labels = [record.label for record in records]
        parts = assign_splits(
            groups, labels, given=given if any(given) else None, seed=seed
        ).tolist()
        refuse_small_classes(records, groups, parts)
        self.splits = [LEFT_OUT] * len(self.records)
        for place, part in zip(self.used, parts, strict=True):
            self.splits[place] = str(part)

    def summary(self) -> dict[str, Any]:
        """Counts for the import's report."""
        records = [self.records[place] for place in self.used]
        labels = [record.label for record in records]
        classes = class_order(labels)
        return {
            "imported": len(labels),
            "reported": [row.as_json() for row in self.reported],
            "remarks": [*self.remarks, *(f"{of}: {n:,}." for of, n in self.unsure.items())],
            "classes": {name: labels.count(name) for name in classes},
            "images": len(labels),
            "lesions": distinct(record.lesion_id for record in records),
            "patients": distinct(record.patient_id for record in records),
            "groups": len({self.groups[place] for place in self.used}),
            "grouped_by": grouped_by(records).value,
            "splits": by_split((self.splits[place] for place in self.used), labels, classes),
            "notices": list(notices(records)),
        }


def refuse_small_classes(
    records: Sequence[Record], groups: Sequence[int], splits: Sequence[str] | None = None
) -> None:
    """Raise unless every class is, or can be, in every part.

    Args:
        records: all of them.
        groups: the group of each.
        splits: the part of each record; None to ask whether there are groups enough.

    Raises:
        ImportRefusedError: naming the first class that is too small.
    """
    parts = [split.value for split in Split]
    unit = f"{grouped_by(records)}s"
    for name in class_order(record.label for record in records):
        rows = [row for row, record in enumerate(records) if record.label == name]
        count = len({groups[row] for row in rows})
        held = parts[:count] if splits is None else {splits[row] for row in rows}
        missing = [part for part in parts if part not in held]
        if missing:
            raise ImportRefusedError(
                f"Class “{name}” has {count} {unit if count > 1 else unit[:-1]}, but none is left "
                f"for {' and '.join(missing)}: {', '.join(parts[:-1])} and {parts[-1]} need at "
                "least one each.",
                "Add photographs of it, send it to another class with the class map, or leave it "
                "out there with “-”.",
            )
