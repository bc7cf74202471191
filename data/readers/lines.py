"""The lines of tables that tell of a photograph each, read by a plan; what cannot be used is said.

Which photograph a line means is left to ``tabled``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from sys import intern
from typing import TYPE_CHECKING, Final

from data.readers.records import SPLIT_NAMES, bare_id
from data.readers.roles import NEEDED, Role
from data.readers.tables import number, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
        split: the part it assigns, or its table's name does.
        twins: names of pairs in which the image is listed as a repeat.
    """

    where: str
    told: dict[Role, str]
    split: Split | None
    twins: tuple[str, ...] = ()


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
    """One line for each image; repeats, and images with two diagnoses, are reported."""
    lines, again = Lines(), dict[str, list[Line]]()
    for image_id, line in _usable(plan, reading, lines.refused):
        first = lines.found.setdefault(image_id, line)
        if first is not line:
            again.setdefault(image_id, []).append(line)
    for image_id, others in again.items():
        _settle(lines, image_id, [lines.found[image_id], *others], reading)
    return lines


def _settle(lines: Lines, image_id: str, same: list[Line], reading: Reading) -> None:
    """Keep one of several lines of an image, or none where they disagree."""
    known = [line for line in same if Role.DIAGNOSIS in line.told]
    said = sorted({line.told[Role.DIAGNOSIS] for line in known})
    if len(said) > 1:
        del lines.found[image_id]
        lines.refused.append(image_id)
        why = f"“{image_id}” has several lines that disagree: {', '.join(said)}."
        for line in same:
            reading.leave(line.where, f"{why} Decide which is right, and import again.")
        return
    kept = known[0] if known else same[0]
    lines.found[image_id] = kept
    for line in same:
        if line is not kept:
            reading.leave(line.where, f"“{image_id}” stands already in {kept.where}.")


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
            part = told.pop(Role.SPLIT, "")
            odd = part and part.lower() not in SPLIT_NAMES
            wrong = f"“{part}” is none of train, validation and test." if odd else None
            if row.fault or wrong:
                reading.leave(row.where, row.fault or wrong or "")
                refused.append(bare_id(image_id))
                continue
            diagnosis = _diagnosis(plan, row)
            if diagnosis is not None:
                told[Role.DIAGNOSIS] = intern(diagnosis)
            yield bare_id(image_id), Line(row.where, told, SPLIT_NAMES.get(part.lower(), split))


def rows_of(plan: Plan, table: Table) -> Iterator[Row]:
    """The rows of a table, with the columns that a plan reads."""
    header = None if table.headed else table.columns
    return rows(table.file, wanted=plan.wanted, header=header)


def told_by(plan: Plan, row: Row) -> dict[Role, str]:
    """All but the image and the diagnosis that a line tells."""
    found: dict[Role, str] = {}
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
    words = plan.words.get(role)
    return words.get(value.lower(), value) if words else value
