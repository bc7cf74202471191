"""Photographs and the tables that tell their diagnoses, read by a plan.

A record for each line whose photograph is there; a report of all else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from data.readers.lines import first_known, lines_of, odd_part, rows_of, told_by
from data.readers.parts import parted
from data.readers.photographs import Photographs
from data.readers.records import Reading, Record, bare_id
from data.readers.roles import Role
from data.readers.settling import disagreeing, fill
from data.readers.sources import File
from data.readers.tables import number, rows
from data.readers.zips import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from data.readers.lines import Line
    from data.readers.plan import Plan
    from data.readers.sources import Source

_SEXES: Final = {"f": "female", "w": "female", "m": "male"}
_AMONG_MASKS: Final = (
    "All images lie in folders that are called masks or segmentations, and were taken for "
    "photographs: look at some of them before you import."
)
_COMPARED: Final = 65_536
"""Bytes by which two files of one name and size are seen to be the same."""


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
    reading = Reading(plan.layout, remarks=[*plan.remarks], read=plan.told, columns=plan.columns)
    more, twins, lines = _beside(plan), _twins(plan), lines_of(plan, reading)
    refused = [name for name in dict.fromkeys(lines.refused) if name not in lines.found]
    images = Photographs([]) if present else Photographs(files, (*lines.found, *refused))
    for image_id, line in lines.found.items():
        line.twins = tuple(twins.get(image_id, ()))
        odd = _add(image_id, line, more.get(image_id, ()))
        found = [File(present, f"{image_id}.jpg", 0)] if present else images.take(image_id)
        _enter(reading, plan, image_id, line, found, odd=odd)
    for image_id in refused:  # after the others: theirs is the photograph where both name it
        images.take(image_id)
    if Role.SPLIT not in plan.told:
        reading.records = parted(reading.records, files)
    if images.masks:
        reading.remarks.append(f"{images.masks:,} masks of lesions were left aside.")
    if images.among_masks:
        reading.remarks.append(_AMONG_MASKS)
    for left in images.left():
        reading.leave(left.name, "This image has no line in the table, so its class is unknown.")
    return reading


def names_most(plan: Plan, files: Sequence[File]) -> bool:
    """Whether the tables name at least half of the photographs.

    Raises:
        ValueError: a table cannot be read; with a sentence.
    """
    lines = (row for table in plan.labels for row in rows_of(plan, table))
    named = (first_known(row, plan.roles[Role.IMAGE]) for row in lines)
    ids = dict.fromkeys(bare_id(image_id) for image_id in named if image_id)
    images = Photographs(files, ids)
    total = sum(1 for _ in images.left())
    found = sum(bool(images.take(image_id)) for image_id in ids)
    return found > 0 and 2 * found >= total


def _beside(plan: Plan) -> dict[str, list[dict[Role, str]]]:
    """What lines of tables beside the first ones tell of each image."""
    found: dict[str, list[dict[Role, str]]] = {}
    for table in plan.beside:
        for row in rows_of(plan, table):
            image_id = first_known(row, plan.roles[Role.IMAGE])
            if image_id is not None and not row.fault:
                found.setdefault(bare_id(image_id), []).append(told_by(plan, row))
    return found


def _add(image_id: str, line: Line, more: Iterable[dict[Role, str]]) -> str | None:
    """Add to a line what tables beside it tell; returns what is wrong with that, or None."""
    for told in more:
        if Role.DIAGNOSIS in fill(line.told, told):
            return disagreeing(image_id, {line.told[Role.DIAGNOSIS], told[Role.DIAGNOSIS]})
    return odd_part(line.told)


def _twins(plan: Plan) -> dict[str, list[str]]:
    """For each image, the names of the pairs that it is listed in as a repeat."""
    found: dict[str, list[str]] = {}
    for table in plan.pairs:
        for row in rows(table.file):
            pair = [bare_id(cell) for cell in row.cells.values() if cell]
            for image_id in pair:
                found.setdefault(image_id, []).append(row.where)
    return found


def _enter(
    reading: Reading, plan: Plan, image_id: str, line: Line, found: list[File], *, odd: str | None
) -> None:
    if not found:
        reading.leave(line.where, f"There is no image file for “{image_id}”.")
        return
    for second in found[1:]:
        if _same(found[0], second):
            continue  # the same file in another folder, as in some downloads
        why = f"This is a second file for “{image_id}”; “{found[0].name}” was taken."
        reading.leave(second.name, why)
    if odd is None and Role.DIAGNOSIS not in line.told:
        odd = f"The line of “{image_id}” has no diagnosis{_columns(plan)}."
    if odd is not None:
        reading.leave(line.where, odd)
        return
    reading.take(_record(plan, image_id, line, found[0]))


def _same(one: File, other: File) -> bool:
    if one.size != other.size:
        return False
    try:
        return one.head(_COMPARED) == other.head(_COMPARED)
    except (OSError, *DAMAGED):
        return False


def _columns(plan: Plan) -> str:
    names = plan.roles.get(Role.DIAGNOSIS, ())
    return f" (column {' or '.join(names)})" if names else ""


def _record(plan: Plan, image_id: str, line: Line, file: File) -> Record:
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
        split=line.part,
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
