"""Time as the database tells it: one clock for all processes, always in UTC.

What the times mean is left to ``models``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, Float, TypeDecorator, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler


class UtcDateTime(TypeDecorator[datetime]):
    """Aware moments in UTC on both sides, whatever the database stores."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone; give SQLite the bare UTC it can sort."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"Expected a moment with its time zone. Received {value!r}.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say UTC where SQLite does not."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DatabaseClock(FunctionElement[datetime]):
    """The database's present moment, or one some seconds before it."""

    type = UtcDateTime()
    inherit_cache = True
    name = "database_clock"


def now() -> DatabaseClock:
    """The present moment by the database's clock."""
    return ago(0.0)


def ago(seconds: float) -> DatabaseClock:
    """The moment ``seconds`` before now by the database's clock."""
    return DatabaseClock(literal(float(seconds), Float))


@compiles(DatabaseClock, "sqlite")
def _sqlite(element: DatabaseClock, compiler: SQLCompiler, **options: object) -> str:
    seconds = compiler.process(element.clauses, **options)
    # Six digits, as SQLAlchemy writes them: moments are compared as text.
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', printf('-%.3f seconds', {seconds}))"


@compiles(DatabaseClock, "postgresql")
def _postgresql(element: DatabaseClock, compiler: SQLCompiler, **options: object) -> str:
    # now() stands still within a transaction; this, as SQLite's, only within a statement.
    seconds = compiler.process(element.clauses, **options)
    return f"(statement_timestamp() - make_interval(secs => {seconds}))"
