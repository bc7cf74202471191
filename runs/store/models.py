"""The tables, each with its invariants as constraints and the reason beside them.

How rows change is left to ``queueing``, ``holding``, ``recording``, ``noting`` and ``binning``; how
tables change, to ``migrations``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Double,
    Enum,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from runs.store.clock import UtcDateTime
from runs.store.notes import LONGEST_NOTE, LONGEST_TAG
from runs.store.states import MAX_ATTEMPTS, RunState

_STATES = ", ".join(f"'{state}'" for state in RunState)
_FINISHED = ", ".join(f"'{state}'" for state in RunState if state.finished)
_STATE = Enum(
    RunState,
    native_enum=False,
    length=16,
    values_callable=lambda states: [state.value for state in states],
)


class Base(DeclarativeBase):
    """The parent of all tables; constraints carry names, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        float: Double,
        RunState: _STATE,
        dict[str, Any]: JSON(none_as_null=True),
        list[dict[str, Any]]: JSON(none_as_null=True),
    }


class Run(Base):
    """One design × one dataset × one recipe × one seed, and how far it has come."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state_known"),
        # Held means running: a run that nobody holds cannot be written to by a worker that lost it.
        CheckConstraint("(state = 'running') = (claim IS NOT NULL)", name="held_while_running"),
        # Without a first beat the reaper could never find a worker that died at once.
        CheckConstraint("state <> 'running' OR heartbeat_at IS NOT NULL", name="running_beats"),
        CheckConstraint(f"(state IN ({_FINISHED})) = (ended_at IS NOT NULL)", name="end_is_dated"),
        # A failure that does not say why helps nobody.
        CheckConstraint("state <> 'failed' OR error IS NOT NULL", name="failure_says_why"),
        CheckConstraint(f"attempt BETWEEN 0 AND {MAX_ATTEMPTS}", name="attempts_bounded"),
        CheckConstraint("state <> 'running' OR attempt >= 1", name="running_was_attempted"),
        # SHA-256 in hex: the frozen files are held against it.
        CheckConstraint("length(design_digest) = 64", name="design_digest_whole"),
        CheckConstraint("length(dataset_digest) = 64", name="dataset_digest_whole"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_given"),
        CheckConstraint("seed >= 0", name="seed_not_negative"),
        # A head that is fitted at once has no epochs.
        CheckConstraint("epochs_planned >= 0", name="epochs_not_negative"),
        # A fold belongs to a series, and each of its folds stands there once.
        CheckConstraint("(series IS NULL) = (fold IS NULL)", name="fold_of_a_series"),
        CheckConstraint("(series IS NULL) = (folds IS NULL)", name="folds_of_a_series"),
        CheckConstraint("fold BETWEEN 1 AND folds", name="fold_counted"),
        CheckConstraint(f"length(note) <= {LONGEST_NOTE}", name="note_bounded"),
        # What is in the bin may be deleted at any moment: nobody may be at work on it.
        CheckConstraint(
            f"binned_at IS NULL OR state IN ({_FINISHED})", name="only_finished_in_the_bin"
        ),
        Index("ix_runs_series", "series", "fold", unique=True),
        Index(None, "state"),
        # A number is never given twice: run folders and bookmarks carry it.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[RunState]
    attempt: Mapped[int]
    claim: Mapped[str | None] = mapped_column(String(200))
    """Who holds the run: the running worker's own token."""
    heartbeat_at: Mapped[datetime | None]
    progress_at: Mapped[datetime | None]
    """When training last came forward; a beat without it is "alive but stuck"."""
    stop_requested_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    """When it last joined the queue; the queue's order."""
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    design_name: Mapped[str] = mapped_column(String(200))
    design_digest: Mapped[str] = mapped_column(String(64))
    dataset: Mapped[str] = mapped_column(String(200))
    dataset_digest: Mapped[str] = mapped_column(String(64))
    recipe: Mapped[dict[str, Any]]
    seed: Mapped[int] = mapped_column(BigInteger)
    epochs_planned: Mapped[int]
    error: Mapped[str | None] = mapped_column(Text)
    progress: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any] | None]
    phases: Mapped[list[dict[str, Any]]]
    peak_memory_mb: Mapped[float | None]
    seconds: Mapped[float | None]
    starred: Mapped[bool] = mapped_column(server_default=false())
    series: Mapped[str | None] = mapped_column(String(40))
    """Names the cross-validation that the run is a fold of."""
    fold: Mapped[int | None]
    folds: Mapped[int | None]
    synthetic: Mapped[bool | None]
    """Whether it learnt from drawings; NULL in a run of an earlier studio, whose files tell it."""
    note: Mapped[str] = mapped_column(Text, server_default="")
    binned_at: Mapped[datetime | None]
    """When it was put into the bin."""


class Tag(Base):
    """A word that a person gave a run, among many perhaps."""

    __tablename__ = "run_tags"
    __table_args__ = (
        CheckConstraint(f"length(tag) BETWEEN 1 AND {LONGEST_TAG}", name="tag_given"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(LONGEST_TAG), primary_key=True)


class Epoch(Base):
    """What one epoch measured; numbered by first arrival, which a resumed run keeps."""

    __tablename__ = "epochs"
    __table_args__ = (
        # A resumed run repeats the epoch it was killed in: the later measurement replaces.
        UniqueConstraint("run_id", "phase", "epoch", name="uq_epochs_place"),
        CheckConstraint("epoch >= 1", name="counted_from_one"),
        CheckConstraint("seconds >= 0", name="seconds_not_negative"),
        CheckConstraint("accuracy BETWEEN 0 AND 1", name="accuracy_is_a_share"),
        CheckConstraint("val_accuracy BETWEEN 0 AND 1", name="val_accuracy_is_a_share"),
        CheckConstraint("val_auc BETWEEN 0 AND 1", name="val_auc_is_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    phase: Mapped[str] = mapped_column(String(80))
    epoch: Mapped[int]
    loss: Mapped[float | None]
    accuracy: Mapped[float | None]
    val_loss: Mapped[float | None]
    val_accuracy: Mapped[float | None]
    val_auc: Mapped[float | None]
    learning_rate: Mapped[float | None]
    seconds: Mapped[float]
    images_per_second: Mapped[float | None]


class Opening(Base):
    """One look at a test set. It stays when its run is deleted: a look cannot be taken back."""

    __tablename__ = "test_openings"
    __table_args__ = (CheckConstraint("length(dataset_digest) = 64", name="dataset_digest_whole"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("runs.id", ondelete="SET NULL"), index=True
    )
    dataset_digest: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
