"""A given split: a table of ``image_id,label,split`` that names the images to keep.

Reads the table; what it means for a reading's records is for ``data.selection``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.errors import ImportCallError
from data.readers.opening import there
from data.readers.records import SPLIT_NAMES, Reported, Split, bare_id
from data.readers.sources import File, Folder
from data.readers.tables import Row, columns, rows

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("image_id", "label", "split")


@dataclass(frozen=True, slots=True)
class Given:
    """What the table says of one image."""

    label: str
    split: Split
    where: str


@dataclass(slots=True)
class SplitTable:
    """The table's images by id, and its lines that cannot be used."""

    name: str
    images: dict[str, Given] = field(default_factory=dict)
    reported: list[Reported] = field(default_factory=list)


def read_split(path: Path) -> SplitTable:
    """Read such a table.

    Raises:
        ImportCallError: there is none at the path, or it lacks a column.
    """
    if not (there(path) and path.is_file()):
        raise ImportCallError(f"There is no split table “{path}”.", "Check the path.")
    file = File(Folder(path.parent, only=path.name), path.name, path.stat().st_size)
    missing = [name for name in COLUMNS if name not in columns(file)]
    if missing:
        raise ImportCallError(
            f"The split table “{path.name}” has no column {' and no column '.join(missing)}.",
            "Its first line must be: image_id,label,split.",
        )
    table = SplitTable(path.name)
    try:
        for row in rows(file):
            _enter(table, row)
    except ValueError as error:
        raise ImportCallError(str(error), "Mend the split table, and import again.") from error
    return table


def _enter(table: SplitTable, row: Row) -> None:
    if fault := row.fault or _fault(row, table):
        table.reported.append(Reported(row.where, fault))
        return
    split = SPLIT_NAMES[row.cells["split"].lower()]
    table.images[bare_id(row.cells["image_id"])] = Given(row.cells["label"], split, row.where)


def _fault(row: Row, table: SplitTable) -> str | None:
    empty = [name for name in COLUMNS if not row.cells[name]]
    if empty:
        return f"The line has no {empty[0]}."
    if row.cells["split"].lower() not in SPLIT_NAMES:
        return f"“{row.cells['split']}” is none of train, validation and test."
    first = table.images.get(bare_id(row.cells["image_id"]))
    return f"“{row.cells['image_id']}” stands already in {first.where}." if first else None
