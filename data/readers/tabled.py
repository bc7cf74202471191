"""Photographs and the tables that tell their diagnoses, read by a plan.

A record for each line whose photograph is there; a report of all else.
"""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern
from typing import TYPE_CHECKING, Final

from data.readers.photographs import Photographs
from data.readers.records import SPLIT_NAMES, Reading, Record, bare_id
from data.readers.roles import NEEDED, Role
from data.readers.sources import File
from data.readers.tables import number, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from data.readers.plan import Plan, Table
    from data.readers.records import Split
    from data.readers.sources import Source
    from data.readers.tables import Row

_SEXES: Final = {"f": "female", "w": "female", "m": "male"}
_HALF: Final = 0.5


@dataclass(slots=True)
class _Line:
    """What one line says, with what tables beside it add."""

    where: str
    told: dict[Role, str]
    split: Split | None
    twins: tuple[str, ...] = ()


def read(plan: Plan, files: Sequence[File], *, present: Source | None = None) -> Reading:
    """Read the tables.

    Args:
        plan: how.
        files: of all sources, photographs among them.
        present: a source that stands for every photograph that a line names, whether it is there
            or not; None to look for them.

    Raises:
        ValueError: a table cannot be read; with a sentence.
    """
    reading = Reading(plan.layout, read=plan.told, columns=plan.columns)
    images = Photographs([] if present else files)
    if images.masks:
        reading.remarks.append(f"{images.masks:,} masks of lesions were left aside.")
    more, twins = _beside(plan), _twins(plan)
    for image_id, line in _unique(plan, reading).items():
        for role, value in more.get(image_id, {}).items():
            line.told.setdefault(role, value)
        found = [File(present, f"{image_id}.jpg", 0)] if present else images.take(image_id)
        line.twins = tuple(twins.get(image_id, ()))
        _enter(reading, plan, image_id, line, found)
    for left in images.left():
        reading.leave(left.name, "This image has no line in the table, so its class is unknown.")
    return reading


def names_most(plan: Plan, files: Sequence[File]) -> bool:
    """Whether the tables name at least half of the photographs.

    Raises:
        ValueError: a table cannot be read; with a sentence.
    """
    images = Photographs(files)
    total = sum(1 for _ in images.left())
    told = (
        _first(row, plan.roles[Role.IMAGE]) for table in plan.labels for row in _rows(plan, table)
    )
    named = sum(len(images.take(image_id)) for image_id in told if image_id)
    return named > 0 and 2 * named >= total


def _unique(plan: Plan, reading: Reading) -> dict[str, _Line]:
    """One line for each image; repeats, and images with two diagnoses, are reported."""
    found: dict[str, _Line] = {}
    again: dict[str, list[_Line]] = {}
    for image_id, line in _lines(plan, reading):
        first = found.setdefault(image_id, line)
        if first is not line:
            again.setdefault(image_id, []).append(line)
    for image_id, others in again.items():
        same = [found[image_id], *others]
        said = sorted({line.told.get(Role.DIAGNOSIS, "") for line in same})
        if len(said) > 1:
            del found[image_id]
            why = f"“{image_id}” has several lines that disagree: {', '.join(said)}."
            for line in same:
                reading.leave(line.where, f"{why} Decide which is right, and import again.")
        else:
            for line in others:
                reading.leave(line.where, f"“{image_id}” stands already in {same[0].where}.")
    return found


def _lines(plan: Plan, reading: Reading) -> Iterator[tuple[str, _Line]]:
    """The usable lines of the tables, by image; the others are reported."""
    for table in plan.labels:
        split = table.split if plan.split_by_name else None
        for row in _rows(plan, table):
            image_id = _first(row, plan.roles[Role.IMAGE])
            if row.fault or image_id is None:
                column = plan.roles[Role.IMAGE][0]
                reading.leave(row.where, row.fault or f"The line has no {column}.")
                continue
            told = _told(plan, row)
            diagnosis = _diagnosis(plan, row)
            if diagnosis is not None:
                told[Role.DIAGNOSIS] = intern(diagnosis)
            part = told.pop(Role.SPLIT, "")
            if part and part.lower() not in SPLIT_NAMES:
                reading.leave(row.where, f"“{part}” is none of train, validation and test.")
                continue
            yield bare_id(image_id), _Line(row.where, told, SPLIT_NAMES.get(part.lower(), split))


def _rows(plan: Plan, table: Table) -> Iterator[Row]:
    header = None if table.headed else table.columns
    return rows(table.file, wanted=plan.wanted, header=header)


def _told(plan: Plan, row: Row) -> dict[Role, str]:
    """All but the image and the diagnosis that a line tells."""
    found: dict[Role, str] = {}
    for role, names in plan.told.items():
        value = None if role in NEEDED else _first(row, names)
        if value is not None:
            found[role] = intern(_worded(plan, role, value))
    return found


def _first(row: Row, names: Sequence[str]) -> str | None:
    for name in names:
        value = row.known(name)
        if value is not None:
            return value
    return None


def _diagnosis(plan: Plan, row: Row) -> str | None:
    if not plan.one_hot:
        value = _first(row, plan.roles[Role.DIAGNOSIS])
        return None if value is None else _worded(plan, Role.DIAGNOSIS, value)
    shares = {name: number(row.cells.get(name, "")) or 0.0 for name in plan.one_hot}
    likeliest = max(shares, key=lambda name: shares[name])
    return likeliest if shares[likeliest] > _HALF else plan.otherwise


def _worded(plan: Plan, role: Role, value: str) -> str:
    words = plan.words.get(role)
    return words.get(value.lower(), value) if words else value


def _beside(plan: Plan) -> dict[str, dict[Role, str]]:
    """What tables beside the first ones tell of each image."""
    found: dict[str, dict[Role, str]] = {}
    for table in plan.beside:
        for row in _rows(plan, table):
            image_id = _first(row, plan.roles[Role.IMAGE])
            if image_id is not None and not row.fault:
                found.setdefault(bare_id(image_id), {}).update(_told(plan, row))
    return found


def _twins(plan: Plan) -> dict[str, list[str]]:
    """For each image, the names of the pairs that it is listed in as a repeat."""
    found: dict[str, list[str]] = {}
    for table in plan.pairs:
        for row in rows(table.file):
            pair = [bare_id(cell) for cell in row.cells.values() if cell]
            for image_id in pair:
                found.setdefault(image_id, []).append(row.where)
    return found


def _enter(reading: Reading, plan: Plan, image_id: str, line: _Line, found: list[File]) -> None:
    if not found:
        reading.leave(line.where, f"There is no image file for “{image_id}”.")
        return
    for second in found[1:]:
        if second.size == found[0].size:
            continue  # the same file in another folder, as in some downloads
        why = f"This is a second file for “{image_id}”; “{found[0].name}” was taken."
        reading.leave(second.name, why)
    if Role.DIAGNOSIS not in line.told:
        why = f"The line of “{image_id}” has no diagnosis{_columns(plan)}."
        reading.leave(line.where, why)
        return
    reading.take(_record(plan, image_id, line, found[0]))


def _columns(plan: Plan) -> str:
    names = plan.roles.get(Role.DIAGNOSIS, ())
    return f" (column {' or '.join(names)})" if names else ""


def _record(plan: Plan, image_id: str, line: _Line, file: File) -> Record:
    told: Mapping[Role, str] = line.told
    diagnosis = told[Role.DIAGNOSIS]
    sex = told.get(Role.SEX)
    ours = told.get(Role.LESION, "").startswith(plan.lesions_begin)
    return Record(
        image_id=image_id,
        file=file,
        where=line.where,
        diagnosis=diagnosis,
        label=diagnosis,
        split=line.split,
        lesion_id=told.get(Role.LESION),
        patient_id=told.get(Role.PATIENT),
        age=number(told.get(Role.AGE, "")),
        sex=_SEXES.get(sex.lower(), sex.lower()) if sex else None,
        site=told.get(Role.SITE),
        dx_type=told.get(Role.DX_TYPE),
        skin_type=told.get(Role.SKIN_TYPE),
        image_type=told.get(Role.IMAGE_TYPE),
        source=told.get(Role.SOURCE),
        licence=told.get(Role.LICENCE, plan.licence if ours else None),
        attribution=told.get(Role.ATTRIBUTION, plan.attribution if ours else None),
        twins=line.twins,
    )
