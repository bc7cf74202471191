"""Which runs are the folds of one cross-validation.

The reasons for the constraints stand in ``runs.store.models``; a revision is frozen as it was.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


_CHECKS = {
    "fold_of_a_series": "(series IS NULL) = (fold IS NULL)",
    "folds_of_a_series": "(series IS NULL) = (folds IS NULL)",
    "fold_counted": "fold BETWEEN 1 AND folds",
}


def upgrade() -> None:
    """Add three columns to the runs; none of those that are there is a fold.

    In plain SQL: SQLite cannot add a constraint but with a column, and to make the table anew would
    delete all epochs with the old one.
    """
    checks = " ".join(f"CONSTRAINT ck_runs_{name} CHECK ({it})" for name, it in _CHECKS.items())
    op.execute("ALTER TABLE runs ADD COLUMN series VARCHAR(40)")
    op.execute("ALTER TABLE runs ADD COLUMN fold INTEGER")
    op.execute(f"ALTER TABLE runs ADD COLUMN folds INTEGER {checks}")
    op.create_index("ix_runs_series", "runs", ["series", "fold"], unique=True)
