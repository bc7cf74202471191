"""The launcher's moves: into the queue, out of it, back into it, and away.

It never writes RUNNING nor how a running run ends: that is left to ``holding``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, update

from runs.store.base import check_number, refusal
from runs.store.clock import now
from runs.store.errors import RunConflictError, TooManyAttemptsError
from runs.store.models import Run
from runs.store.moving import Moving
from runs.store.states import FINISHED, MAX_ATTEMPTS, RunState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runs.store.records import Fold


_FINISHED = "be deleted before it is finished"
_BINNED = "be deleted with the bin, out of which it was taken"


class Queueing(Moving):
    """What the launcher does with runs that no worker holds."""

    def create(
        self,
        *,
        name: str,
        design_name: str,
        design_digest: str,
        dataset: str,
        dataset_digest: str,
        recipe: Mapping[str, Any],
        seed: int,
        epochs_planned: int,
        place: Fold | None = None,
        synthetic: bool | None = None,
        before_visible: Callable[[int], object] = lambda _run_id: None,
    ) -> int:
        """Insert a waiting run and return its number.

        Args:
            name: what the person calls the run, 1..200 characters.
            design_name: of the drawing.
            design_digest: its SHA-256 in hex.
            dataset: name of the dataset.
            dataset_digest: SHA-256 of its manifest, in hex.
            recipe: the training settings, as JSON.
            seed: at least 0.
            epochs_planned: over all phases, at least 0.
            place: which fold of which cross-validation it is.
            synthetic: whether the dataset is drawn by the program; None where that is not known.
            before_visible: called with the number before anybody else can see the run; when it
                raises, there is no run.
        """
        statement = insert(Run).values(
            name=name,
            state=RunState.QUEUED,
            attempt=0,
            created_at=now(),
            queued_at=now(),
            design_name=design_name,
            design_digest=design_digest,
            dataset=dataset,
            dataset_digest=dataset_digest,
            recipe=dict(recipe),
            seed=seed,
            epochs_planned=epochs_planned,
            progress={},
            phases=[],
            synthetic=synthetic,
            **(place._asdict() if place else {}),
        )
        with self._writing() as connection:
            run_id = connection.execute(statement.returning(Run.id)).scalar_one()
            before_visible(run_id)
        return run_id

    def request_stop(self, run_id: int) -> None:
        """Record the wish that a running run stop; a second wish changes nothing.

        Raises:
            RunConflictError: the run is not running.
        """
        statement = (
            update(Run)
            .where(Run.id == run_id, Run.state == RunState.RUNNING)
            .values(stop_requested_at=func.coalesce(Run.stop_requested_at, now()))
        )
        with self._writing() as connection:
            if connection.execute(statement).rowcount != 1:
                raise refusal(connection, run_id, "be asked to stop")

    def stop_waiting(self, run_id: int) -> None:
        """Stop a run that no worker holds: QUEUED or INTERRUPTED becomes STOPPED.

        Raises:
            RunConflictError: a worker holds the run, or it is finished.
        """
        self._move(run_id, RunState.STOPPED, held_by=None, ended_at=now(), error=None)

    def requeue(self, run_id: int) -> None:
        """Put an interrupted run at the end of the queue, to go on from its last checkpoint.

        Raises:
            TooManyAttemptsError: it has had its attempts.
            RunConflictError: the run was not interrupted.
        """
        try:
            self._move(
                run_id,
                RunState.QUEUED,
                Run.attempt < MAX_ATTEMPTS,
                held_by=None,
                queued_at=now(),
                heartbeat_at=None,
                stop_requested_at=None,
                error=None,
            )
        except RunConflictError as conflict:
            if conflict.state is RunState.INTERRUPTED:
                raise _spent(run_id) from None
            raise

    def delete(self, run_id: int, *, binned: bool = False) -> None:
        """Forget a finished run and its epochs; openings of its test set stay counted.

        Args:
            run_id: of the run.
            binned: only where it lies in the bin: it may have been brought back meanwhile.

        Raises:
            RunConflictError: the run is not finished, or is not in the bin.
        """
        check_number(run_id)
        statement = delete(Run).where(Run.id == run_id, Run.state.in_(FINISHED))
        if binned:
            statement = statement.where(Run.binned_at.is_not(None))
        with self._writing() as connection:
            if connection.execute(statement).rowcount != 1:
                raise refusal(connection, run_id, _BINNED if binned else _FINISHED)


def _spent(run_id: int) -> TooManyAttemptsError:
    return TooManyAttemptsError(
        f"Run {run_id} was interrupted {MAX_ATTEMPTS} times and is not tried again.",
        "Its log says what it did last; start a new run, with a smaller batch if memory ran out.",
        state=RunState.INTERRUPTED,
    )
