"""Ends workers that were asked to stop and do not, and marks runs whose worker is gone.

A worker that stops by itself, as it should, is never touched. Starting is left to ``starting``.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runs.store.errors import RunConflictError, RunMissingError
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import process
from runs.training.starting import holder, last_launch

if TYPE_CHECKING:
    from pathlib import Path

    from runs.store.records import RunRecord
    from runs.training.process import Identity
    from runs.training.starting import Launch


@dataclass(frozen=True)
class Patience:
    """How long is waited, in seconds.

    Args:
        beat_s: without a beat, before a worker that cannot be looked at counts as gone.
        gone_s: without a beat, when its process is known to be gone.
        term_s: without progress after the wish to stop, before the worker is told to end (TERM).
        kill_s: without progress after the wish to stop, before it is ended (KILL).
        most_s: after the wish to stop, before it is ended whatever it does: judging what was
            learnt so far is progress, and may take minutes.
        linger_s: after a run's end, before a process that hangs on its way out is ended.
    """

    beat_s: float = 30.0
    gone_s: float = 2.0
    term_s: float = 180.0
    kill_s: float = 600.0
    most_s: float = 1800.0
    linger_s: float = 120.0


def reap(workspace: Path, *, patience: Patience | None = None) -> list[int]:
    """One round of looking after workers; to be called at the start and while polling.

    A worker that lives on this computer is spared however late its beat is: after the computer
    slept, every beat is late. Pages show it as stuck, and stopping it ends it.

    Args:
        workspace: the folder with the runs.
        patience: how long is waited; by default as ``Patience`` says.

    Returns:
        The numbers of the runs that became INTERRUPTED; one that was to stop is STOPPED by now.
    """
    waits = patience or Patience()
    with RunStore(workspace) as store:
        last = last_launch(workspace)
        _end_lingering(store, last, waits)
        running = [(run, holder(run, last)) for run in store.list(states=[RunState.RUNNING])]
        for run, worker in running:
            _press(run, worker, waits)
        reaped = _interrupt(store, running, waits)
        _stop_as_wished(store)
    return reaped


def _interrupt(
    store: RunStore, running: list[tuple[RunRecord, Identity | None]], waits: Patience
) -> list[int]:
    here = {run.id: worker for run, worker in running if worker and worker.here}
    gone = [run_id for run_id, worker in here.items() if not worker.alive]
    elsewhere = [run.id for run, _worker in running if run.id not in here]
    return [
        *store.interrupt_stale(waits.gone_s, among=gone),
        *store.interrupt_stale(waits.beat_s, among=elsewhere),
    ]


def _press(run: RunRecord, worker: Identity | None, waits: Patience) -> None:
    """Help a worker to stop that was asked to, and has had its time."""
    if worker is None or run.stop_requested_at is None:
        return
    waited = (run.read_at - run.stop_requested_at).total_seconds()
    quiet = (run.read_at - (run.progress_at or run.read_at)).total_seconds()
    if waited >= waits.most_s or min(waited, quiet) >= waits.kill_s:
        process.kill(worker)
    elif min(waited, quiet) >= waits.term_s:
        process.ask_to_end(worker)


def _end_lingering(store: RunStore, last: Launch | None, waits: Patience) -> None:
    """End a worker whose run is over but which does not go: it would block the queue."""
    if last is None or not last.worker.alive:
        return
    try:
        run = store.get(last.run_id)
    except RunMissingError:
        process.kill(last.worker)
        return
    if run.ended_at and (run.read_at - run.ended_at).total_seconds() >= waits.linger_s:
        process.kill(last.worker)


def _stop_as_wished(store: RunStore) -> None:
    for run in store.list(states=[RunState.INTERRUPTED]):
        if run.stop_requested_at is not None:
            with contextlib.suppress(RunConflictError):
                store.stop_waiting(run.id)
