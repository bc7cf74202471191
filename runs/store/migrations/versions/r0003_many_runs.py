"""What people note of runs (tags, a note), the bin, and whether a run learnt from drawings.

The reasons for the constraints stand in ``runs.store.models``; a revision is frozen as it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_FINISHED = "'succeeded', 'stopped', 'failed'"


def upgrade() -> None:
    """Add three columns and a table; no run that is there has a note, a tag, or is in the bin.

    In plain SQL, as ``r0002_series`` explains.
    """
    moment = sa.DateTime(timezone=True).compile(op.get_bind().dialect)
    note = "CONSTRAINT ck_runs_note_bounded CHECK (length(note) <= 4000)"
    binned = (
        "CONSTRAINT ck_runs_only_finished_in_the_bin "
        f"CHECK (binned_at IS NULL OR state IN ({_FINISHED}))"
    )
    op.execute("ALTER TABLE runs ADD COLUMN synthetic BOOLEAN")
    op.execute(f"ALTER TABLE runs ADD COLUMN note TEXT DEFAULT '' NOT NULL {note}")
    op.execute(f"ALTER TABLE runs ADD COLUMN binned_at {moment} {binned}")
    op.create_table(
        "run_tags",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(60), nullable=False),
        sa.CheckConstraint("length(tag) BETWEEN 1 AND 60", name=op.f("ck_run_tags_tag_given")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name=op.f("fk_run_tags_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "tag", name=op.f("pk_run_tags")),
    )
    op.create_index(op.f("ix_test_openings_run_id"), "test_openings", ["run_id"])
