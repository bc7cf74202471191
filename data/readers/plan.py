"""How tables are to be read: which of them, and which column says what of a photograph.

A layout's file makes one from the tables that are there; ``tabled`` reads by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from data.errors import ImportCallError
from data.readers.parts import part_of
from data.readers.roles import NEEDED, Role
from data.readers.tables import columns, in_lower_case

if TYPE_CHECKING:
    from data.readers.records import Layout, Split
    from data.readers.sources import File

Roles = Mapping[Role, Sequence[str]]
"""By what is known, the columns that may tell it; the first that does counts."""


@dataclass(frozen=True)
class Table:
    """A table among the files.

    Args:
        file: of it.
        columns: their names in lower case, in order.
        headed: whether its first line names them.
    """

    file: File
    columns: tuple[str, ...]
    headed: bool = True

    @property
    def split(self) -> Split | None:
        """The part that its name speaks of ("…_Training_GroundTruth.csv"), or else its folder."""
        words = self.file.inner.stem.replace("-", "_").split("_")
        return part_of(words) or part_of(self.file.inner.parts[:-1])


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How to read.

    Args:
        layout: that was recognised.
        labels: tables with a line for each photograph.
        roles: which column says what, in these tables and those beside them.
        beside: tables that say more of the same photographs.
        pairs: tables of two columns that list repeats of a photograph.
        one_hot: columns of which the one that is highest names the diagnosis.
        otherwise: the diagnosis where none of ``one_hot`` is above a half.
        words: what some values stand for, in lower case.
        licence: of all photographs whose line names none.
        attribution: the same.
        lesions_begin: what the ids of lesions begin with that these two are told of; "": of all.
        remarks: sentences about tables that are not read.
    """

    layout: Layout
    labels: tuple[Table, ...]
    roles: Roles
    beside: tuple[Table, ...] = ()
    pairs: tuple[Table, ...] = ()
    one_hot: tuple[str, ...] = ()
    otherwise: str | None = None
    words: Mapping[Role, Mapping[str, str]] = field(default_factory=dict)
    licence: str | None = None
    attribution: str | None = None
    lesions_begin: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All that the tables have, each once."""
        named = (name for table in (*self.labels, *self.beside) for name in table.columns)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def split_by_name(self) -> bool:
        """Whether the tables' names part the photographs, as those of a challenge do."""
        return len({table.split for table in self.labels}) > 1

    @property
    def wanted(self) -> frozenset[str]:
        """The columns that are read."""
        told = (name for names in self.roles.values() for name in names)
        return frozenset((*told, *self.one_hot))

    @cached_property
    def told(self) -> dict[Role, tuple[str, ...]]:
        """Which columns say what, of those that are there."""
        there = set(self.columns)
        named = {
            role: tuple(name for name in names if name in there)
            for role, names in self.roles.items()
        }
        found = {role: names for role, names in named.items() if names}
        return {**found, Role.DIAGNOSIS: self.one_hot} if self.one_hot else found

    def with_columns(self, chosen: Mapping[str, str]) -> Plan:
        """The plan with columns that a person chose.

        Args:
            chosen: role → column; "" where no column is to tell it.

        Raises:
            ImportCallError: there is no such role or column, or what is needed is missing.
        """
        roles = {role: tuple(names) for role, names in self.roles.items()}
        own = self
        for name, column in chosen.items():
            role = _role(name)
            wanted = in_lower_case(column)
            if wanted and wanted not in self.columns:
                raise ImportCallError(
                    f"No table has a column “{column}”.",
                    f"The columns are: {', '.join(self.columns)}.",
                )
            roles[role] = (wanted,) if wanted else ()
            if role is Role.DIAGNOSIS:
                own = replace(own, one_hot=(), otherwise=None)
            own = replace(own, words={one: said for one, said in own.words.items() if one != role})
        told = {Role.DIAGNOSIS} if own.one_hot else set()
        missing = [role for role in NEEDED if not roles.get(role) and role not in told]
        if missing:
            raise ImportCallError(
                f"No column tells the {' and the '.join(missing)}.",
                f"Choose one of: {', '.join(self.columns)}.",
            )
        return replace(own, roles=roles)


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise ImportCallError(
            f"A photograph has no “{name}” that a column could tell.",
            f"Choose one of: {', '.join(Role)}.",
        ) from None


def tables_of(files: Sequence[File]) -> tuple[Table, ...]:
    """What may be a table, the ones nearest to the top first."""
    nearest = sorted(files, key=lambda file: (len(file.inner.parts), file.name))
    found = ((file, columns(file)) for file in nearest)
    return tuple(Table(file, names) for file, names in found if names)


def having(tables: Sequence[Table], *names: str) -> tuple[Table, ...]:
    """The tables that have all these columns."""
    return tuple(table for table in tables if set(names) <= set(table.columns))


def lacking(tables: Sequence[Table], *names: str) -> tuple[Table, ...]:
    """The tables that have none of these columns."""
    return tuple(table for table in tables if not set(names) & set(table.columns))
