"""Tables as people keep them: commas, semicolons or tabs, in any encoding that programs save.

Every cell stays text; what the columns mean is for the readers, the encoding for ``encodings``.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.readers.encodings import decoded, decoded_head
from data.readers.zips import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    def number(self, column: str) -> float | None:
        """A cell's number, or None."""
        try:
            return float(self.cells.get(column, "").replace(",", "."))
        except ValueError:
            return None


def columns(file: File) -> frozenset[str]:
    """The column names of what may be a table, in lower case; empty if it is none."""
    if file.inner.suffix.lower() not in TABLE_SUFFIXES or not file.size:
        return frozenset()
    try:
        head = decoded_head(file.head(HEAD_BYTES))
    except (OSError, *DAMAGED):
        return frozenset()
    header = head.splitlines()[0] if head else ""
    names = next(csv.reader([header], delimiter=_delimiter(header)), []) if header else []
    return frozenset(name.strip().lower() for name in names)


def rows(file: File) -> Iterator[Row]:
    """The lines under the header, empty ones left out.

    Raises:
        ValueError: the file cannot be read; with a sentence.
    """
    text = decoded(file.read(), name=file.inner.name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.split("\n")[0]))
    names = [name.strip().lower() for name in next(reader, [])]
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(f"{file.inner.name}, line {reader.line_num}", names, cells)
    except csv.Error as error:
        raise ValueError(
            f"“{file.inner.name}” is not a table from line {reader.line_num} on ({error})."
        ) from error


def _row(where: str, names: list[str], cells: list[str]) -> Row:
    fault = None
    if len(cells) > len(names):
        fault = f"The line has {len(cells)} cells, but the table has {len(names)} columns."
    padded = [cell.strip() for cell in cells] + [""] * (len(names) - len(cells))
    return Row(where, dict(zip(names, padded, strict=False)), fault)


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)
