"""Tables as people keep them: commas, semicolons or tabs, in any encoding that programs save.

Every cell stays text; what the columns mean is for the readers, the encoding for ``encodings``.
"""

from __future__ import annotations

import contextlib
import csv
from collections import Counter
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from data.readers.encodings import decoded_head, text_of
from data.readers.zips import DAMAGED

if TYPE_CHECKING:
    from _csv import Reader as CsvReader
    from collections.abc import Collection, Iterator, Sequence

    from data.readers.sources import File

TABLE_SUFFIXES = frozenset({"", ".csv", ".tab", ".tsv", ".txt"})
HEAD_BYTES = 8192
UNKNOWN = frozenset({"", "na", "n/a", "nan", "none", "null", "unknown", "?"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, cells stripped.

    Args:
        where: "metadata.csv, line 12".
        cells: by column, in lower case; a cell that is missing at the end is "".
        fault: why the line cannot be trusted, or None.
    """

    where: str
    cells: dict[str, str]
    fault: str | None = None

    def known(self, column: str) -> str | None:
        """A cell's text, or None where it says that nothing is known."""
        text = self.cells.get(column, "")
        return None if text.lower() in UNKNOWN else text


def number(text: str) -> float | None:
    """A cell's number, with a point or a comma; None where it is none."""
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if isfinite(found) else None


def columns(file: File) -> tuple[str, ...]:
    """The column names of what may be a table, in lower case; none if it is no table."""
    if file.inner.suffix.lower() not in TABLE_SUFFIXES or not file.size:
        return ()
    try:
        head = decoded_head(file.head(HEAD_BYTES))
    except (OSError, *DAMAGED):
        return ()
    header = head.splitlines()[0] if head else ""
    names = next(csv.reader([header], delimiter=_delimiter(header)), []) if header else []
    return _told_apart(names)


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns in lower case; the second of one name says so: "diagnosis (2)"."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    for name in (one.strip().lower() for one in names):
        seen[name] += 1
        found.append(f"{name} ({seen[name]})" if seen[name] > 1 and name else name)
    return tuple(found)


def rows(
    file: File, *, wanted: Collection[str] | None = None, header: Sequence[str] | None = None
) -> Iterator[Row]:
    """The lines under the header, empty ones left out.

    Args:
        file: the table.
        wanted: the columns to keep, in lower case; None for all.
        header: the names of the columns, where the file's first line is a row already.

    Raises:
        ValueError: the file cannot be read; with a sentence.
    """
    name = file.inner.name
    with contextlib.ExitStack() as stack:
        try:
            text = stack.enter_context(text_of(stack.enter_context(file.open()), name=name))
            delimiter = _delimiter(text.readline())
            text.seek(0)
            yield from _rows(csv.reader(text, delimiter=delimiter), name, wanted, header)
        except (OSError, *DAMAGED) as error:
            why = getattr(error, "strerror", None) or error
            raise ValueError(f"“{name}” cannot be read ({why}).") from error


def _rows(
    reader: CsvReader, name: str, wanted: Collection[str] | None, header: Sequence[str] | None
) -> Iterator[Row]:
    """See ``rows``."""
    names = [*header] if header else [*_told_apart(next(reader, []))]
    kept = [(place, one) for place, one in enumerate(names) if wanted is None or one in wanted]
    try:
        for cells in reader:
            if any(cells) and any(cell.strip() for cell in cells):
                yield _row(f"{name}, line {reader.line_num}", len(names), kept, cells)
    except csv.Error as error:
        raise ValueError(
            f"“{name}” is not a table from line {reader.line_num} on ({error})."
        ) from error


def _row(where: str, width: int, kept: list[tuple[int, str]], cells: list[str]) -> Row:
    fault = None
    if len(cells) > width:
        fault = f"The line has {len(cells)} cells, but the table has {width} columns."
    there = len(cells)
    found = {name: cells[place].strip() if place < there else "" for place, name in kept}
    return Row(where, found, fault)


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)
