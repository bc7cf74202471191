"""The lines of tables that tell of a photograph each, read by a plan; what cannot be used is said.

Which photograph a line means is left to ``tabled``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from sys import intern
from typing import TYPE_CHECKING, Final

from data.readers.records import SPLIT_NAMES, bare_id
from data.readers.roles import NEEDED, Role
from data.readers.settling import settled
from data.readers.tables import number, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from data.readers.plan import Plan, Table
    from data.readers.records import Reading, Split
    from data.readers.tables import Row

_HALF: Final = 0.5


@dataclass(slots=True)
class Line:
    """What one line says.

    Args:
        where: its place, for messages.
        told: by what is known.
        split: the part that its table's name assigns; a column goes before it.
        twins: names of pairs in which the image is listed as a repeat.
    """

    where: str
    told: dict[Role, str]
    split: Split | None
    twins: tuple[str, ...] = ()

    @property
    def part(self) -> Split | None:
        """The part of the split that it is in, if any is told."""
        return SPLIT_NAMES.get(self.told.get(Role.SPLIT, "").lower(), self.split)


@dataclass(slots=True)
class Lines:
    """The lines of some tables.

    Args:
        found: one line for each image, by its id.
        refused: ids of images whose lines were reported, so that their files are not missed.
    """

    found: dict[str, Line] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def lines_of(plan: Plan, reading: Reading) -> Lines:
    """One line for each image, made of all that speak of it; where they disagree is reported."""
    lines, again = Lines(), dict[str, list[Line]]()
    for image_id, line in _usable(plan, reading, lines.refused):
        first = lines.found.setdefault(image_id, line)
        if first is not line:
            again.setdefault(image_id, []).append(line)
    before = len(reading.reported)
    for image_id, others in again.items():
        kept = settled(image_id, [lines.found[image_id], *others], reading)
        if kept:
            lines.found[image_id] = kept
        else:
            del lines.found[image_id]
            lines.refused.append(image_id)
            before += 1  # the first of these lines is no repeat
    joined = sum(map(len, again.values())) - (len(reading.reported) - before)
    if joined:
        told = "Lines that were read as one with another of the same photograph"
        reading.remarks.append(f"{told}: {joined:,}.")
    return lines


def _usable(plan: Plan, reading: Reading, refused: list[str]) -> Iterator[tuple[str, Line]]:
    """The usable lines of the tables, by image; the others are reported."""
    for table in plan.labels:
        split = table.split if plan.split_by_name else None
        for row in rows_of(plan, table):
            image_id = first_known(row, plan.roles[Role.IMAGE])
            if image_id is None:
                column = plan.roles[Role.IMAGE][0]
                reading.leave(row.where, row.fault or f"The line has no {column}.")
                continue
            told = told_by(plan, row)
            fault = row.fault or odd_part(told)
            if fault:
                reading.leave(row.where, fault)
                refused.append(bare_id(image_id))
                continue
            yield bare_id(image_id), Line(row.where, told, split)


def odd_part(told: Mapping[Role, str]) -> str | None:
    """What is wrong with the part of the split that a line tells, or None."""
    part = told.get(Role.SPLIT)
    known = part is None or part.lower() in SPLIT_NAMES
    return None if known else f"“{part}” is none of train, validation and test."


def rows_of(plan: Plan, table: Table) -> Iterator[Row]:
    """The rows of a table, with the columns that a plan reads."""
    header = None if table.headed else table.columns
    return rows(table.file, wanted=plan.wanted, header=header)


def told_by(plan: Plan, row: Row) -> dict[Role, str]:
    """All but the image that a line tells."""
    found: dict[Role, str] = {}
    diagnosis = _diagnosis(plan, row)
    if diagnosis is not None:
        found[Role.DIAGNOSIS] = intern(diagnosis)
    for role, names in plan.told.items():
        value = None if role in NEEDED else first_known(row, names)
        if value is not None:
            found[role] = intern(_worded(plan, role, value))
    return found


def first_known(row: Row, names: Sequence[str]) -> str | None:
    """What the first of some columns says that says anything."""
    for name in names:
        value = row.known(name)
        if value is not None:
            return value
    return None


def _diagnosis(plan: Plan, row: Row) -> str | None:
    if not plan.one_hot:
        value = first_known(row, plan.roles[Role.DIAGNOSIS])
        return None if value is None else _worded(plan, Role.DIAGNOSIS, value)
    shares = [number(row.cells.get(name, "")) for name in plan.one_hot]
    known = [share for share in shares if share is not None]
    if len(known) < len(shares):  # what is not known is not the rest
        return None
    likeliest = max(range(len(known)), key=known.__getitem__)
    return plan.one_hot[likeliest] if known[likeliest] > _HALF else plan.otherwise


def _worded(plan: Plan, role: Role, value: str) -> str:
    if role is Role.SPLIT:
        return str(SPLIT_NAMES.get(value.lower(), value))
    words = plan.words.get(role)
    return words.get(value.lower(), value) if words else value
