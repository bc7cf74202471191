"""What DICOM files tell of their patients, for photographs whose source says nothing of it.

Nothing here reads a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.records import Record

_SEXES: Final = {"F": "female", "M": "male"}
_YEARS: Final = {"Y": 1.0, "M": 1 / 12, "W": 7 / 365.25, "D": 1 / 365.25}
_ALIKE: Final = (
    "The DICOM files all carry one and the same Patient ID, so it was not taken for the patient's."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one file tells; unknown is None. ``age`` in years."""

    patient_id: str | None = None
    age: float | None = None
    sex: str | None = None
    site: str | None = None


def told_by(*, patient: str, age: str, sex: str, site: str) -> Told:
    """The same, from the attributes as they are written; "" where there are none."""
    return Told(
        patient_id=patient or None,
        age=_years(age),
        sex=_SEXES.get(sex.upper()),
        site=site.replace("_", " ").lower() or None,
    )


def _years(age: str) -> float | None:
    """Years from an age such as "045Y" or "018M"."""
    number, unit = age[:-1], age[-1:].upper()
    if unit not in _YEARS or not number.isdecimal():
        return None
    return round(int(number) * _YEARS[unit], 2)


def completed(
    records: Sequence[Record], told: Sequence[Told | None]
) -> tuple[list[Record], list[str]]:
    """Records with what only their files tell, and remarks about what was not believed.

    What a table says goes first. An id that all files share is a program's, not a patient's: with
    it all photographs would be of one patient, and could not be divided.
    """
    ids = [one.patient_id for one in told if one and one.patient_id]
    alike = len(ids) > 1 and len(set(ids)) == 1
    found = [
        record
        if one is None
        else _completed(record, replace(one, patient_id=None) if alike else one)
        for record, one in zip(records, told, strict=True)
    ]
    return found, [_ALIKE] if alike else []


def _completed(record: Record, told: Told) -> Record:
    return replace(
        record,
        patient_id=record.patient_id or told.patient_id,
        age=told.age if record.age is None else record.age,
        sex=record.sex or told.sex,
        site=record.site or told.site,
    )
