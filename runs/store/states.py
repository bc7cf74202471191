"""The states of a run and the one table of moves between them.

Who may make which move, and how it is guarded, is left to ``moving``.
"""

from __future__ import annotations

from enum import StrEnum


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    SUCCEEDED = "succeeded"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def finished(self) -> bool:
        """Whether nothing can happen to the run any more."""
        return self not in TRANSITIONS


TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.STOPPED}),
    RunState.RUNNING: frozenset(
        {RunState.SUCCEEDED, RunState.STOPPED, RunState.FAILED, RunState.INTERRUPTED}
    ),
    RunState.INTERRUPTED: frozenset({RunState.QUEUED, RunState.STOPPED}),
}
"""From where to where. A finished state has no row in it."""

FINISHED = tuple(state for state in RunState if state.finished)

MAX_ATTEMPTS = 3
"""How often a worker may take up a run: a run that ends its worker thrice would end it again."""


def sources(target: RunState) -> tuple[RunState, ...]:
    """The states from which a run may become ``target``."""
    return tuple(state for state, targets in TRANSITIONS.items() if target in targets)
