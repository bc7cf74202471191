"""What a run measures on its way, and openings of its test set.

Its state is left to ``queueing`` and ``holding``, what people note of it to ``noting``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, literal, select, update

from runs.store.base import Transactions, refusal
from runs.store.clock import now
from runs.store.models import Epoch, Opening, Run
from runs.store.states import RunState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from runs.store.records import EpochRecord


class Recording(Transactions):
    """Writes beside the state; a worker's are guarded by its claim."""

    def record_epoch(self, run_id: int, record: EpochRecord, *, claim: str) -> None:
        """Keep what an epoch measured; the same epoch of a resumed run is replaced.

        Raises:
            RunConflictError: the claim is lost.
        """
        measured = record.model_dump(exclude={"phase", "epoch"})
        place = {"run_id": run_id, "phase": record.phase, "epoch": record.epoch}
        with self._writing() as connection:
            # The guarded row is locked from here on: no second writer between the next two.
            _come_forward(connection, run_id, claim)
            there = [getattr(Epoch, name) == value for name, value in place.items()]
            replaced = connection.execute(update(Epoch).where(*there).values(**measured))
            if replaced.rowcount == 0:
                connection.execute(insert(Epoch).values(**place, **measured))

    def set_progress(self, run_id: int, *, claim: str, **progress: object) -> None:
        """Replace what the run says of its progress (phase, epoch, step, steps, seconds_left …).

        Raises:
            RunConflictError: the claim is lost.
        """
        with self._writing() as connection:
            _come_forward(connection, run_id, claim, progress=progress)

    def set_phases(self, run_id: int, phases: Sequence[Mapping[str, Any]], *, claim: str) -> None:
        """Keep the phases that are behind the run: ``{name, seconds, images_per_second}`` each.

        Raises:
            RunConflictError: the claim is lost.
        """
        with self._writing() as connection:
            _come_forward(connection, run_id, claim, phases=[dict(phase) for phase in phases])

    def open_test(self, run_id: int) -> int:
        """Count one more look at the test results of a run; returns how often it was opened now.

        Raises:
            RunConflictError: the run has no results yet, or failed.
        """
        looked_at = select(Run.id, Run.dataset_digest, now()).where(
            Run.id == run_id, Run.state.in_((RunState.SUCCEEDED, RunState.STOPPED))
        )
        statement = insert(Opening).from_select(
            ["run_id", "dataset_digest", "opened_at"], looked_at
        )
        with self._writing() as connection:
            if connection.execute(statement.returning(Opening.id)).one_or_none() is None:
                raise refusal(connection, run_id, "show results on its test set")
            count = select(func.count()).where(Opening.run_id == literal(run_id))
            return connection.execute(count).scalar_one()


def _come_forward(connection: Connection, run_id: int, claim: str, **changes: object) -> None:
    """Let the holder of a run write to it; beats on the way."""
    statement = (
        update(Run)
        .where(Run.id == run_id, Run.state == RunState.RUNNING, Run.claim == claim)
        .values(heartbeat_at=now(), progress_at=now(), **changes)
    )
    if connection.execute(statement).rowcount != 1:
        raise refusal(connection, run_id, "be written to by this worker")
