"""What every reader hands on: a record for each photograph, a reason for each row not taken.

Nothing here reads a file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from data.opened import SUFFIXES

if TYPE_CHECKING:
    from data.readers.roles import Role
    from data.readers.sources import File


class Layout(StrEnum):
    """Ways in which photographs and their labels are kept."""

    AUTO = "auto"
    HAM10000 = "ham10000"
    ISIC_ARCHIVE = "isic-archive"
    ISIC_2016 = "isic-2016"
    ISIC_2017 = "isic-2017"
    ISIC_2018 = "isic-2018"
    ISIC_2019 = "isic-2019"
    ISIC_2020 = "isic-2020"
    ISIC_2024 = "isic-2024"
    PAD_UFES_20 = "pad-ufes-20"
    CLASS_FOLDERS = "class-folders"
    TABLE = "table"


class Split(StrEnum):
    """The part that an image plays."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


SPLIT_NAMES = {
    **dict.fromkeys(("train", "training", "trn"), Split.TRAIN),
    **dict.fromkeys(("validation", "validate", "valid", "val", "dev"), Split.VALIDATION),
    **dict.fromkeys(("test", "testing", "tst"), Split.TEST),
}
"""How folders and tables call the parts, in lower case."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One row not taken.

    Args:
        where: the file, or the table and its line.
        why: one or two sentences: what is wrong, what to do.
    """

    where: str
    why: str

    def as_json(self) -> dict[str, str]:
        """As it stands in the report."""
        return {"where": self.where, "why": self.why}


@dataclass(frozen=True, slots=True)
class Record:
    """One photograph and what its source says about it; unknown is None.

    Args:
        image_id: unique in the reading.
        file: the photograph.
        where: the row's place, for messages.
        diagnosis: as the source writes it.
        label: the class it will be learned as; the diagnosis until a map says otherwise.
        split: the part that the source assigns, if any.
        age: in years.
        dx_type: how the diagnosis was confirmed.
        skin_type: Fitzpatrick's, "1" to "6" or as the source writes it.
        image_type: such as "dermoscopic".
        twins: names of pairs or sets of photographs that the source lists as repeats.
    """

    image_id: str
    file: File
    where: str
    diagnosis: str
    label: str
    split: Split | None = None
    lesion_id: str | None = None
    patient_id: str | None = None
    age: float | None = None
    sex: str | None = None
    site: str | None = None
    dx_type: str | None = None
    skin_type: str | None = None
    image_type: str | None = None
    source: str | None = None
    licence: str | None = None
    attribution: str | None = None
    twins: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """A source as its reader saw it.

    Args:
        rows_in: rows that the source holds, counted as they were met.
        remarks: sentences about what was left aside without being a row.
        read: by what is known of a photograph, the columns that tell it; the first that does
            counts. Empty where no table was read.
        columns: all that the tables have, in their order; also where folders were read and a table
            lies beside them.
    """

    layout: Layout
    rows_in: int = 0
    records: list[Record] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    read: dict[Role, tuple[str, ...]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    def take(self, record: Record) -> None:
        """Count a row and keep it."""
        self.rows_in += 1
        self.records.append(record)

    def leave(self, where: str, why: str) -> None:
        """Count a row and say why it is not taken."""
        self.rows_in += 1
        self.reported.append(Reported(where, why))

    def diagnoses(self) -> dict[str, int]:
        """How many records carry each diagnosis, by name."""
        return dict(sorted(Counter(record.diagnosis for record in self.records).items()))


def bare_id(image_id: str) -> str:
    """An image's id without the extension that some tables add to it."""
    stem, dot, suffix = image_id.rpartition(".")
    return stem if dot and f".{suffix.lower()}" in SUFFIXES else image_id
