"""The moves of and about a running run: the worker's, and the reaper's when the worker is gone.

Only the holder of the claim makes the worker's moves; what it measures is left to ``recording``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, update

from runs.store.base import refusal
from runs.store.clock import ago, now
from runs.store.models import Run
from runs.store.moving import Moving
from runs.store.states import FINISHED, RunState, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

INTERRUPTED_WORDS = (
    "The training program ended without a word: it was closed or killed, the memory ran out, or"
    " the computer was switched off. What it had measured and saved is kept."
)


class Holding(Moving):
    """What happens to a run while a worker holds it."""

    def claim(self, run_id: int, *, claim: str) -> None:
        """Take up a waiting run: from here on ``claim`` alone may write to it.

        Raises:
            RunConflictError: another worker was faster, or the run no longer waits.
        """
        self._move(
            run_id,
            RunState.RUNNING,
            held_by=None,
            claim=claim,
            attempt=Run.attempt + 1,
            heartbeat_at=now(),
            progress_at=now(),
            started_at=func.coalesce(Run.started_at, now()),
            phases=[],  # of another attempt: this one has everything before it
        )

    def beat(self, run_id: int, *, claim: str) -> bool:
        """Say that the worker lives. Returns whether it has been asked to stop.

        Raises:
            RunConflictError: the claim is lost; the worker must exit without writing anything.
        """
        statement = (
            update(Run)
            .where(Run.id == run_id, Run.state == RunState.RUNNING, Run.claim == claim)
            .values(heartbeat_at=now())
            .returning(Run.stop_requested_at)
        )
        with self._writing() as connection:
            row = connection.execute(statement).one_or_none()
            if row is None:
                raise refusal(connection, run_id, "be kept by this worker")
        return row.stop_requested_at is not None

    def finish(
        self,
        run_id: int,
        *,
        claim: str,
        state: RunState,
        error: str | None = None,
        summary: Mapping[str, Any] | None = None,
        phases: Sequence[Mapping[str, Any]] | None = None,
        peak_memory_mb: float | None = None,
        seconds: float | None = None,
    ) -> None:
        """End a running run.

        Args:
            run_id: of the run.
            claim: the worker's own.
            state: SUCCEEDED, STOPPED or FAILED.
            error: what went wrong, in words; a failure must say it.
            summary: validation metrics, as JSON.
            phases: ``{name, seconds, images_per_second}`` each; None keeps what was recorded.
            peak_memory_mb: of the worker.
            seconds: of training, over all attempts.

        Raises:
            RunConflictError: the claim is lost.
        """
        if not state.finished:
            raise ValueError(f"Expected one of {', '.join(FINISHED)}. Received {state}.")
        self._move(
            run_id,
            state,
            held_by=claim,
            claim=None,
            ended_at=now(),
            error=error,
            summary=None if summary is None else dict(summary),
            phases=Run.phases if phases is None else [dict(phase) for phase in phases],
            peak_memory_mb=peak_memory_mb,
            seconds=seconds,
        )

    def interrupt_stale(
        self, timeout_s: float, *, among: Collection[int] | None = None
    ) -> list[int]:
        """Mark running runs without a beat for ``timeout_s`` seconds. The reaper's move.

        Args:
            timeout_s: by the database's clock.
            among: the runs to look at; by default all.

        Returns:
            The numbers of the runs that became INTERRUPTED.
        """
        statement = (
            update(Run)
            .where(
                Run.state.in_(sources(RunState.INTERRUPTED)),
                Run.heartbeat_at <= ago(timeout_s),
                *([] if among is None else [Run.id.in_(among)]),
            )
            .values(state=RunState.INTERRUPTED, claim=None, error=INTERRUPTED_WORDS)
            .returning(Run.id)
        )
        with self._writing() as connection:
            return sorted(connection.execute(statement).scalars())
