"""Brings a database to the tables of this version when it is opened, whatever made it.

Alembic is imported only when there is something to do: the web process opens in a moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from runs.store.engine import writing

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

HEAD = "0003"
"""The newest revision in ``migrations/versions``."""

_LOCK = 7_311_906
"""PostgreSQL's advisory lock, so that of several openers one upgrades; any number, ours alone."""


def bring_up_to_date(engine: Engine) -> None:
    """Upgrade to ``HEAD`` in one transaction; one cheap query when nothing is to be done.

    Raises:
        StoreError: the database was made by a newer version of the studio.
    """
    with engine.connect() as connection:
        if _stamped(connection) == HEAD:
            return
    with writing(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _stamped(connection) != HEAD:
            from runs.store.migrations.apply import (  # noqa: PLC0415  Alembic costs half a second
                upgrade_to_head,
            )

            upgrade_to_head(connection)


def _stamped(connection: Connection) -> str | None:
    """The revision of the database; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
