"""Any table with a line for each photograph, told by the names of its columns or by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from data.readers.plan import Plan, having
from data.readers.records import Layout
from data.readers.roles import NEEDED, guessed
from data.readers.tables import in_lower_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.readers.plan import Table

_TABLES: Final = frozenset({".csv", ".tab", ".tsv"})


def plan(tables: Sequence[Table]) -> Plan | None:
    """By the first table whose columns have usual names, and all others of the same columns."""
    for table in tables:
        roles = guessed(table.columns)
        if all(role in roles for role in NEEDED):
            return Plan(layout=Layout.TABLE, labels=_alike(table, tables), roles=roles)
    return None


def asked(tables: Sequence[Table], columns: Iterable[str] = ()) -> Plan | None:
    """By the table whose columns a person names, or is to name.

    Args:
        tables: that are there.
        columns: that were named already, in any case.
    """
    named = {in_lower_case(column) for column in columns if column.strip()}
    able = having(tables, *named) or tables
    most = max(able, key=_rank, default=None)
    if most is None:
        return None
    return Plan(layout=Layout.TABLE, labels=_alike(most, tables), roles=guessed(most.columns))


def likely(tables: Sequence[Table]) -> tuple[Table, ...]:
    """Those that are called so, or whose columns are: a text may begin with words and commas."""
    return tuple(
        table
        for table in tables
        if table.file.inner.suffix.lower() in _TABLES
        or all(role in guessed(table.columns) for role in NEEDED)
    )


def _rank(table: Table) -> tuple[bool, int]:
    """A text may begin with a sentence that has commas; a table's file is called so."""
    return table.file.inner.suffix.lower() in _TABLES, len(table.columns)


def _alike(first: Table, tables: Sequence[Table]) -> tuple[Table, ...]:
    return tuple(table for table in tables if table.columns == first.columns)
