"""The way to the database: SQLite (WAL) or PostgreSQL behind the same code.

Tables are left to ``models``, their versions to ``upgrade``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, make_url

from runs.store.errors import StoreError
from runs.store.records import finite

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import URL, Connection, Engine

BUSY_TIMEOUT_MS = 15_000
_PRAGMAS = (
    # First of all, so that it holds for the switch to WAL too.
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "journal_mode = WAL",
    # With WAL a crash of the machine may lose the last commits, never the database.
    "synchronous = NORMAL",
    "foreign_keys = ON",
)


def open_engine(url: str) -> Engine:
    """An engine for ``url`` (``sqlite:///…`` or ``postgresql://…``); it connects when first used.

    Raises:
        StoreError: the URL names another kind of database, or its driver is not installed.
    """
    target = _with_driver(make_url(url))
    engine = _create(target)
    if target.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take SQLite's write lock from their beginning on.

    ``busy_timeout`` waits for a lock, but fails at once when a reader turns writer.
    """
    return engine.execution_options(writes=True)


def _with_driver(url: URL) -> URL:
    backend = url.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(
            f"The database {url.render_as_string()} is of a kind that is not known here.",
            "Use SQLite (the default) or a PostgreSQL URL: postgresql://user@host/name.",
        )
    return url.set(drivername="postgresql+pg8000") if url.drivername == "postgresql" else url


def _create(url: URL) -> Engine:
    try:
        return create_engine(url, json_serializer=_json, pool_pre_ping=_is_remote(url))
    except ModuleNotFoundError as error:
        raise StoreError(
            f"The driver for {url.get_backend_name()} is not installed ({error.name}).",
            "Install it: pip install pg8000.",
        ) from error


def _is_remote(url: URL) -> bool:
    return url.get_backend_name() != "sqlite"


def _json(value: object) -> str:
    return json.dumps(finite(value), allow_nan=False, ensure_ascii=False)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions of its own: ours begin as _begin says.
    connection.isolation_level = None
    # SQLite's own knows no letters but A to Z; a search for "NÄVUS" is to find "Nävus".
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _lower(value: str | bytes | float | None) -> str | bytes | float | None:
    return value.lower() if isinstance(value, str) else value


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
