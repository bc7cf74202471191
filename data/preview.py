"""What an import would read, looked at before anything is imported.

Some photographs are opened for a look; deciding and importing are left to others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.opened import open_photograph
from data.readers import read_sources, table_columns
from data.readers.opening import chosen_paths, opened
from data.readers.records import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from data.readers.records import Record, Reported
    from data.readers.roles import Role

SIDE = 96
"""The longer side of a sample's photograph, in pixels."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One row, for a look.

    Args:
        record: what its source says.
        pixels: the photograph in small, uint8 of shape (height, width, 3); None where it cannot be
            read.
    """

    record: Record
    pixels: NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would read; no photograph was opened.

    Args:
        layout: as recognised.
        rows_in: rows of the source.
        diagnoses: records by diagnosis, by name.
        reported: rows that could not be taken, with the reason.
        remarks: sentences about what would be left aside.
        records: the rest, for a look at some of them.
        samples: a few rows with their photographs, of every diagnosis where that is possible.
        read: by what is known of a photograph, the columns that tell it.
        columns: all that the tables have.
    """

    layout: str
    rows_in: int
    diagnoses: dict[str, int]
    reported: tuple[Reported, ...]
    remarks: tuple[str, ...]
    records: tuple[Record, ...]
    samples: tuple[Sample, ...]
    read: dict[Role, tuple[str, ...]]
    columns: tuple[str, ...]

    @property
    def splits_given(self) -> bool:
        """Whether the source has its own train and test parts."""
        return any(record.split for record in self.records)

    @property
    def has_ids(self) -> bool:
        """Whether lesions or patients can be kept on one side."""
        return any(record.lesion_id or record.patient_id for record in self.records)


def preview(
    path: Path | str | Sequence[Path | str],
    layout: str = Layout.AUTO,
    *,
    columns: Mapping[str, str] | None = None,
    samples: int = 0,
) -> Preview:
    """Look at photographs before they are imported.

    Args:
        path: a folder, a zip, or several of them with tables.
        layout: one of ``Layout``; "auto" recognises it.
        columns: which column says what, where a person chose: role → column.
        samples: how many rows to look at with their photographs.

    Raises:
        ImportRefusedError: there is nothing that could be imported.
    """
    with opened(chosen_paths(path)) as sources:
        reading = read_sources(sources, layout, columns=columns)
        return Preview(
            layout=reading.layout.value,
            rows_in=reading.rows_in,
            diagnoses=reading.diagnoses(),
            reported=tuple(reading.reported),
            remarks=tuple(reading.remarks),
            records=tuple(reading.records),
            samples=tuple(map(_sample, _some(reading.records, samples))),
            read=reading.read,
            columns=reading.columns,
        )


def columns_at(path: Path | str | Sequence[Path | str]) -> tuple[str, ...]:
    """The columns of the table among some chosen paths, for whoever names them; none without one.

    Raises:
        ImportRefusedError: a path is missing or cannot be read.
    """
    with opened(chosen_paths(path)) as sources:
        return table_columns(sources)


def _some(records: Sequence[Record], count: int) -> list[Record]:
    """The first record of each diagnosis, then others at even distances, in their order."""
    first: dict[str, int] = {}
    for row, record in enumerate(records):
        first.setdefault(record.diagnosis, row)
    rows = dict.fromkeys(sorted(first.values())[:count])
    if records and count:
        spread = np.linspace(0, len(records) - 1, min(2 * count, len(records)))
        rows |= dict.fromkeys(spread.astype(int).tolist())
    return [records[row] for row in sorted(list(rows)[:count])]


def _sample(record: Record) -> Sample:
    try:
        image = open_photograph(record.file.read())
    except ValueError:  # the import tells why; here it is a row without picture
        return Sample(record, None)
    image.thumbnail((SIDE, SIDE))
    return Sample(record, np.asarray(image))
