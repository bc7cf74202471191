"""Importing photographs: a look before, then the import itself.

The command line and the pages call these two; the steps are other files' duties.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.building import Building
from data.errors import ImportCallError
from data.mapping import parse_map
from data.readers import read_sources, table_columns
from data.readers.records import Layout
from data.readers.roles import parse_columns
from data.readers.sources import opened
from data.selection import select
from data.split_csv import read_split

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from data.readers.records import Record, Reported
    from data.readers.roles import Role

__all__ = ["Preview", "columns_at", "import_dataset", "parse_columns", "parse_map", "preview"]


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
        read: by what is known of a photograph, the columns that tell it.
        columns: all that the tables have.
    """

    layout: str
    rows_in: int
    diagnoses: dict[str, int]
    reported: tuple[Reported, ...]
    remarks: tuple[str, ...]
    records: tuple[Record, ...]
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
) -> Preview:
    """Look at photographs before they are imported.

    Args:
        path: a folder, a zip, or several of them with tables.
        layout: one of ``Layout``; "auto" recognises it.
        columns: which column says what, where a person chose: role → column.

    Raises:
        ImportRefusedError: there is nothing that could be imported.
    """
    with opened(_paths(path)) as sources:
        reading = read_sources(sources, layout, columns=columns)
        return Preview(
            layout=reading.layout.value,
            rows_in=reading.rows_in,
            diagnoses=reading.diagnoses(),
            reported=tuple(reading.reported),
            remarks=tuple(reading.remarks),
            records=tuple(reading.records),
            read=reading.read,
            columns=reading.columns,
        )


def columns_at(path: Path | str | Sequence[Path | str]) -> tuple[str, ...]:
    """The columns of the table among some chosen paths, for whoever names them; none without one.

    Raises:
        ImportRefusedError: a path is missing or cannot be read.
    """
    with opened(_paths(path)) as sources:
        return table_columns(sources)


def import_dataset(
    *,
    workspace: Path | str,
    name: str,
    path: Path | str | None = None,
    paths: Sequence[Path | str] = (),
    layout: str = Layout.AUTO,
    columns: Mapping[str, str] | None = None,
    metadata_only: bool = False,
    mapping: Mapping[str, str] | None = None,
    split_csv: Path | str | None = None,
    seed: int = 0,
    progress: Callable[[int, int, str], None] | None = None,
) -> dict[str, Any]:
    """Import photographs as a dataset of the workspace.

    Args:
        workspace: the folder of all of a person's work.
        name: of the new dataset.
        path: a folder or a zip.
        paths: several folders, zips and tables, in place of ``path``.
        layout: one of ``Layout``; "auto" recognises it.
        columns: which column says what, where a person chose: role → column; see ``Role``.
        metadata_only: believe the tables and read no photograph; nothing can be trained on it.
        mapping: diagnosis → class, ``*`` for all others; "" or "-" leaves a diagnosis out.
        split_csv: a table ``image_id,label,split``: only its images are kept, its labels win.
        seed: of the split into train, validation and test.
        progress: called with photographs done, photographs in all, and what is being done.

    Returns:
        the object that ``import --json`` prints; rows_in = imported + len(reported). ``lesions``
        and ``patients`` are None where the source has no such ids.

    Raises:
        ImportRefusedError: nothing was imported, and nothing was left behind.
    """
    chosen_paths = _paths(paths or path or ())
    table = None if split_csv is None else read_split(Path(split_csv))
    with opened(chosen_paths) as sources:
        reading = read_sources(sources, layout, columns=columns, look=not metadata_only)
        return Building(
            workspace=Path(workspace),
            name=name,
            layout=reading.layout.value,
            chosen=select(reading, mapping=mapping, given=table),
            remarks=reading.remarks,
            seed=seed,
            look=not metadata_only,
            progress=progress or _silent,
            origin={
                "sources": [str(one) for one in chosen_paths],
                "columns": dict(columns) if columns else None,
                "map": dict(mapping) if mapping is not None else None,
                "split_csv": table.name if table else None,
            },
        ).run()


def _paths(path: Path | str | Sequence[Path | str]) -> list[Path]:
    several = [path] if isinstance(path, Path | str) else path
    named = [Path(one).expanduser() for one in several if str(one).strip()]
    chosen = list({one.resolve(): one for one in named}.values())  # a folder given twice is one
    if not chosen:
        raise ImportCallError("No folder or file was chosen.", "Choose one to import.")
    return chosen


def _silent(done: int, total: int, what: str) -> None:
    """No one watches."""
