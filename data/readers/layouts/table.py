"""Any table with a line for each photograph, told by the names of its columns or by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.readers.plan import Plan
from data.readers.records import Layout
from data.readers.roles import NEEDED, guessed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.plan import Table


def plan(tables: Sequence[Table]) -> Plan | None:
    """By the first table whose columns have usual names."""
    for table in tables:
        roles = guessed(table.columns)
        if all(role in roles for role in NEEDED):
            return Plan(layout=Layout.TABLE, labels=(table,), roles=roles)
    return None


def asked(tables: Sequence[Table]) -> Plan | None:
    """By the table with most columns, whose columns a person is to name."""
    most = max(tables, key=lambda table: len(table.columns), default=None)
    if most is None:
        return None
    return Plan(layout=Layout.TABLE, labels=(most,), roles=guessed(most.columns))
