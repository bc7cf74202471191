"""Runs, their epochs, and the openings of test sets.

The reasons for the constraints stand in ``runs.store.models``; a revision is frozen as it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    """Create the first tables."""
    _runs()
    _epochs()
    _openings()


def _runs() -> None:
    finished = "'succeeded', 'stopped', 'failed'"
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(200)),
        sa.Column("heartbeat_at", _MOMENT),
        sa.Column("progress_at", _MOMENT),
        sa.Column("stop_requested_at", _MOMENT),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("queued_at", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        sa.Column("design_name", sa.String(200), nullable=False),
        sa.Column("design_digest", sa.String(64), nullable=False),
        sa.Column("dataset", sa.String(200), nullable=False),
        sa.Column("dataset_digest", sa.String(64), nullable=False),
        sa.Column("recipe", sa.JSON(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("epochs_planned", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON()),
        sa.Column("phases", sa.JSON(), nullable=False),
        sa.Column("peak_memory_mb", sa.Double()),
        sa.Column("seconds", sa.Double()),
        sa.Column("starred", sa.Boolean(), server_default=sa.false(), nullable=False),
        _check("runs", "state_known", f"state IN ('queued', 'running', 'interrupted', {finished})"),
        _check("runs", "held_while_running", "(state = 'running') = (claim IS NOT NULL)"),
        _check("runs", "running_beats", "state <> 'running' OR heartbeat_at IS NOT NULL"),
        _check("runs", "end_is_dated", f"(state IN ({finished})) = (ended_at IS NOT NULL)"),
        _check("runs", "failure_says_why", "state <> 'failed' OR error IS NOT NULL"),
        _check("runs", "attempts_bounded", "attempt BETWEEN 0 AND 3"),
        _check("runs", "running_was_attempted", "state <> 'running' OR attempt >= 1"),
        _check("runs", "design_digest_whole", "length(design_digest) = 64"),
        _check("runs", "dataset_digest_whole", "length(dataset_digest) = 64"),
        _check("runs", "name_given", "length(name) BETWEEN 1 AND 200"),
        _check("runs", "seed_not_negative", "seed >= 0"),
        _check("runs", "epochs_not_negative", "epochs_planned >= 0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_runs_state"), "runs", ["state"])


def _epochs() -> None:
    op.create_table(
        "epochs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(80), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("loss", sa.Double()),
        sa.Column("accuracy", sa.Double()),
        sa.Column("val_loss", sa.Double()),
        sa.Column("val_accuracy", sa.Double()),
        sa.Column("val_auc", sa.Double()),
        sa.Column("learning_rate", sa.Double()),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("images_per_second", sa.Double()),
        _check("epochs", "counted_from_one", "epoch >= 1"),
        _check("epochs", "seconds_not_negative", "seconds >= 0"),
        _check("epochs", "accuracy_is_a_share", "accuracy BETWEEN 0 AND 1"),
        _check("epochs", "val_accuracy_is_a_share", "val_accuracy BETWEEN 0 AND 1"),
        _check("epochs", "val_auc_is_a_share", "val_auc BETWEEN 0 AND 1"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name=op.f("fk_epochs_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epochs")),
        sa.UniqueConstraint("run_id", "phase", "epoch", name=op.f("uq_epochs_place")),
    )


def _openings() -> None:
    op.create_table(
        "test_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer()),
        sa.Column("dataset_digest", sa.String(64), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        _check("test_openings", "dataset_digest_whole", "length(dataset_digest) = 64"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name=op.f("fk_test_openings_run_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_openings")),
    )
