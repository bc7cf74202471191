"""Alembic's entry: runs the revisions on the connection, and in the transaction, it is given."""

from __future__ import annotations

from alembic import context

from runs.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite changes a table by copying it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
