"""The guard before every change of a run's state: one UPDATE, and no read before the write.

It names the states a move may start from and who must hold the run; a row count other than one
means that the run has moved on or changed hands, and nothing was written. The moves themselves
are left to ``queueing`` and ``holding``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from runs.store.base import Transactions, refusal
from runs.store.models import Run
from runs.store.states import RunState, sources

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

_WISHES = {
    RunState.QUEUED: "be resumed",
    RunState.RUNNING: "be taken up",
    RunState.STOPPED: "be stopped",
    RunState.SUCCEEDED: "succeed",
    RunState.FAILED: "fail",
}


class Moving(Transactions):
    """The one way from a state to another."""

    def _move(
        self,
        run_id: int,
        target: RunState,
        *guards: ColumnElement[bool],
        held_by: str | None,
        **changes: object,
    ) -> None:
        statement = (
            update(Run)
            .where(
                Run.id == run_id,
                Run.state.in_(sources(target)),
                Run.claim.is_not_distinct_from(held_by),
                *guards,
            )
            .values(state=target, **changes)
        )
        with self._writing() as connection:
            if connection.execute(statement).rowcount != 1:
                raise refusal(connection, run_id, _WISHES[target])
