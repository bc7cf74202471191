"""Lines that speak of one photograph: what one of them lacks is taken from the others.

A line that says the same, or only adds, is no row of its own; where lines disagree, it is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.readers.roles import Role
from data.readers.tables import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.readers.lines import Line
    from data.readers.records import Reading


def settled(image_id: str, same: Sequence[Line], reading: Reading) -> Line | None:
    """One line made of several of one image, or none where their diagnoses disagree.

    Lines that disagree in anything are reported; of the others only the one that is kept is a row.
    """
    known = [line for line in same if Role.DIAGNOSIS in line.told]
    said = {line.told[Role.DIAGNOSIS] for line in known}
    if len(said) > 1:
        for line in same:
            reading.leave(line.where, disagreeing(image_id, said))
        return None
    kept = known[0] if known else same[0]
    for line in same:
        if line is not kept:
            _join(image_id, kept, line, reading)
    return kept


def disagreeing(image_id: str, said: set[str]) -> str:
    """Why an image of several diagnoses is not taken."""
    return (
        f"“{image_id}” has several lines that disagree: {', '.join(sorted(said))}. Decide which is "
        "right, and import again."
    )


def fill(told: dict[Role, str], more: Mapping[Role, str]) -> list[Role]:
    """Add to what is told of a photograph; returns of what another thing is told already."""
    return [role for role, value in more.items() if not _alike(told.setdefault(role, value), value)]


def _join(image_id: str, kept: Line, line: Line, reading: Reading) -> None:
    """Add a line to the one that is kept; it is a row of its own only where they disagree."""
    again = f"“{image_id}” stands already in {kept.where}"
    if kept.part and line.part and kept.part != line.part:  # perhaps of another photograph
        reading.leave(line.where, f"{again}, which is of another part of the split.")
        return
    kept.split = kept.split or line.split
    odd = fill(kept.told, line.told)
    if odd:
        names = " and another ".join(role.replace("_", " ") for role in odd)
        why = f"{again}, with another {names}; only what is missing there was taken from here."
        reading.leave(line.where, why)


def _alike(one: str, other: str) -> bool:
    if one.casefold() == other.casefold():
        return True
    number_of_one = number(one)
    return number_of_one is not None and number_of_one == number(other)
