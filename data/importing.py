"""Importing photographs, as the command line and the pages ask for it.

The look before is ``data.preview``'s; the steps are other files' duties.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.building import Building
from data.mapping import parse_map
from data.readers import read_sources
from data.readers.opening import chosen_paths, opened
from data.readers.records import Layout
from data.readers.roles import parse_columns
from data.selection import select
from data.split_csv import read_split

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


__all__ = ["import_dataset", "parse_columns", "parse_map"]


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
    places = chosen_paths(paths or path or ())
    table = None if split_csv is None else read_split(Path(split_csv))
    with opened(places) as sources:
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
                "layout": reading.layout.value,
                "diagnoses": list(reading.diagnoses()),
                "sources": [str(one) for one in places],
                "columns": dict(columns) if columns else None,
                "map": dict(mapping) if mapping is not None else None,
                "split_csv": table.name if table else None,
            },
        ).run()


def _silent(done: int, total: int, what: str) -> None:
    """No one watches."""
