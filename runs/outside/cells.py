"""What a cell of a table of predictions says: a score, or a label however it is spelled.

Which column a cell is of, and what is made of it, is left to ``columns`` and ``table``.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from data.readers.tables import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.readers.tables import Row

_HUNDRED = 100.0


def score(text: str) -> float | None:
    """A cell's score, with a point or a comma; "70 %" is 0.7. None where it is no finite number."""
    bare = text.removesuffix("%")
    found = number(bare.strip())
    return found if found is None or bare == text else found / _HUNDRED


def label(row: Row, column: str) -> str | None:
    """A row's label as it stands there; a whole number loses its ".0"."""
    text = row.known(column)
    found = number(text) if text else None
    return text if found is None or found != int(found) else str(int(found))


class Labels:
    """The labels of a table: those that differ only in capitals or spaces are one.

    Args:
        rows: of the table.
        column: that holds the labels.
    """

    def __init__(self, rows: Iterable[Row], column: str) -> None:
        self._column = column
        self._spelled: dict[str, Counter[str]] = {}
        for row in rows:
            if found := label(row, column):
                self._spelled.setdefault(plain(found), Counter())[found] += 1
        self._names = {plain: said.most_common(1)[0][0] for plain, said in self._spelled.items()}

    @property
    def names(self) -> list[str]:
        """Each label once, as most rows spell it, in alphabetical order."""
        return sorted(self._names.values())

    def of(self, row: Row) -> str | None:
        """The label of a row; None where it has none."""
        found = label(row, self._column)
        return None if found is None else self._names[plain(found)]

    def rows_of(self, name: str) -> int:
        """How many rows have a label, however they spell it."""
        return self._spelled[plain(name)].total()

    @property
    def notes(self) -> list[str]:
        """Which spellings were taken for one label, if any were, as a sentence."""
        several = [said for said in self._spelled.values() if len(said) > 1]
        return [_joined(sorted(said)) for said in several]


def _joined(spellings: Sequence[str]) -> str:
    named = ", ".join(f"“{one}”" for one in spellings)
    return f"These labels differ only in capitals or spaces and were taken for one: {named}."


def plain(text: str) -> str:
    """A name without its capitals, and with one blank wherever it has any."""
    return " ".join(text.split()).casefold()
