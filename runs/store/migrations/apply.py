"""Runs Alembic's revisions on a connection; when that is needed is left to ``upgrade``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from runs.store.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection


def configuration() -> Config:
    """Alembic's settings; there is no ini file, so that they travel with the package."""
    config = Config()
    # A percent sign in a folder's name would be read as an interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def upgrade_to_head(connection: Connection) -> None:
    """Bring the tables to the newest revision within the connection's transaction.

    Raises:
        StoreError: the database knows a revision that this program does not.
    """
    config = configuration()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"The database of runs cannot be brought up to date: {error}.",
            "It may come from a newer Lesion Studio: install the newest version.",
        ) from error
