"""Tables as people keep them: commas, semicolons or tabs, in any encoding that programs save.

Every cell stays text; what the columns mean is for the readers, the encoding for ``encodings``.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, TextIO

from data.opened import DICOM_HEAD, is_dicom
from data.readers.encodings import decoded_head, text_of
from data.readers.zips import DAMAGED

if TYPE_CHECKING:
    from _csv import Reader as CsvReader
    from collections.abc import Collection, Iterator, Sequence

    from data.readers.sources import File

TABLE_SUFFIXES = frozenset({"", ".csv", ".tab", ".tsv", ".txt"})
HEAD_BYTES = 8192
LONGEST_HEADER = 2**20
MOST_LINES = 50
"""Of a header whose names have line breaks."""
DELIMITERS = ",;\t"
SEPARATOR = re.compile(r'"?sep=([^"\r\n])"?[^\r\n\w]*\r?\n', re.IGNORECASE)
"""A first line that tells Excel what stands between the columns."""
UNKNOWN = frozenset(
    {
        *("", "-", "--", "–", "—", "?", "na", "n/a", "n.a.", "#n/a", "nan", "none", "null"),
        *("unknown", "missing", "not available"),
        *("unbekannt", "keine angabe", "k.a.", "#nv"),
    }
)
"""What people and programs write where they know nothing, in lower case."""


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
    names: list[str] = []
    with contextlib.suppress(OSError, csv.Error, *DAMAGED):
        if is_dicom(file.head(DICOM_HEAD)):
            return ()
        for size in (HEAD_BYTES, LONGEST_HEADER):
            head = decoded_head(file.head(size))
            reader = _reader(io.StringIO(head, newline=""), head[:HEAD_BYTES])
            names = next(reader, [])
            if file.size <= size or next(reader, None) is not None:
                break
    return _told_apart(names)


def _reader(text: TextIO, head: str) -> CsvReader:
    """A table's rows from its header on, by the delimiter that makes most of its columns.

    Args:
        text: at its start.
        head: what it begins with.
    """
    told = SEPARATOR.match(head)
    if told:
        reader = csv.reader(text, delimiter=told[1])
        next(reader)
        return reader
    return csv.reader(text, delimiter=max(DELIMITERS, key=lambda one: _width(head, one)))


def _width(head: str, delimiter: str) -> int:
    """How many cells the first row has; a line may break within quotes."""
    with contextlib.suppress(csv.Error):
        return len(next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), []))
    return 0


def in_lower_case(name: str) -> str:
    """A column's name as it is compared, on one line."""
    return " ".join(name.split()).lower()


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns in lower case; the second of one name says so: "diagnosis (2)"."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    for name in map(in_lower_case, names):
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
            head = text.read(HEAD_BYTES)
            text.seek(0)
            yield from _rows(_reader(text, head), name, wanted, header)
        except (OSError, *DAMAGED) as error:
            why = getattr(error, "strerror", None) or error
            raise ValueError(f"“{name}” cannot be read ({why}).") from error


def _rows(
    reader: CsvReader, name: str, wanted: Collection[str] | None, header: Sequence[str] | None
) -> Iterator[Row]:
    """See ``rows``."""
    try:
        names = [*header] if header else [*_told_apart(next(reader, []))]
        if reader.line_num > MOST_LINES:
            raise ValueError(
                f"The header of “{name}” goes on for {reader.line_num:,} lines: a quotation mark "
                "in it is not closed."
            )
        kept = [(place, one) for place, one in enumerate(names) if wanted is None or one in wanted]
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
