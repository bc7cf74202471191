"""What people do with runs: start, stop, resume, wait for, delete. Imports no Keras.

The parts: ``submission`` freezes a run, ``starting`` starts workers, ``reaping`` ends them,
``discarding`` deletes. The database is the only channel to a running worker.
"""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Final

from runs.store.errors import RunConflictError
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.discarding import delete
from runs.training.reaping import Patience, reap
from runs.training.starting import WORKER, start_next
from runs.training.submission import submit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from runs.store.records import RunRecord

__all__ = [
    "WORKER",
    "Patience",
    "delete",
    "reap",
    "resume",
    "start_next",
    "stop",
    "submit",
    "supervise",
    "wait",
]

_CARED_FOR: Final = 4
"""Every so many looks of whoever waits, all runs are cared for: it takes ten times as long."""
_UNSEEN = {"read_at", "heartbeat_at", "progress_at", "phases"}
"""What changes without anything new to tell: a phase that ends is followed by what comes next."""


def stop(workspace: Path, run_id: int) -> None:
    """Stop a run: at once when no worker holds it, else at the end of the batch it is at.

    A worker that does not heed the wish is ended by ``reap`` after a while.

    Raises:
        RunConflictError: the run is finished.
        RunMissingError: there is no such run.
    """
    with RunStore(workspace) as store:
        # A worker may take up or lose the run between two tries; it cannot do both twice.
        for tried in (store.stop_waiting, store.request_stop):
            try:
                return tried(run_id)
            except RunConflictError:
                continue
        store.stop_waiting(run_id)
    return None


def resume(workspace: Path, run_id: int, *, worker: Sequence[str] = WORKER) -> None:
    """Put an interrupted run back into the queue, to go on from its last checkpoint.

    Raises:
        TooManyAttemptsError: it has had its attempts.
        RunConflictError: the run was not interrupted.
    """
    with RunStore(workspace) as store:
        store.requeue(run_id)
    start_next(workspace, worker=worker)


def supervise(
    workspace: Path, *, worker: Sequence[str] = WORKER, patience: Patience | None = None
) -> None:
    """One round of care: ``reap``, then ``start_next``."""
    reap(workspace, patience=patience)
    start_next(workspace, worker=worker)


def wait(
    workspace: Path,
    run_id: int,
    on_change: Callable[[RunRecord], object] = lambda _record: None,
    *,
    worker: Sequence[str] = WORKER,
    patience: Patience | None = None,
    poll_s: float = 0.5,
) -> RunRecord:
    """Wait until a run is finished or interrupted, and keep the queue going meanwhile.

    Args:
        workspace: the folder with the runs.
        run_id: of the run.
        on_change: called with the run as it is now, first at once.
        worker: the command that starts workers.
        patience: as in ``reap``.
        poll_s: seconds between two looks.

    Raises:
        RunMissingError: there is no such run, or it was deleted meanwhile.
    """
    with RunStore(workspace) as store:
        seen, looks = None, itertools.count()
        while True:
            run = store.get(run_id)
            shown = run.model_dump(exclude=_UNSEEN)
            if shown != seen:
                on_change(run)
                seen = shown
            if _ended(run):
                return run
            if next(looks) % _CARED_FOR == 0:
                supervise(workspace, worker=worker, patience=patience)
            time.sleep(poll_s)


def _ended(run: RunRecord) -> bool:
    interrupted = run.state is RunState.INTERRUPTED and run.stop_requested_at is None
    return run.state.finished or interrupted
