"""Starts the worker of the run that waits longest, when no other trains on this computer.

What the worker does is left to ``worker``; ending it, to ``reaping``.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from runs.store.errors import RunConflictError
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import process
from runs.training.process import Identity
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runs.store.records import RunRecord

WORKER = (sys.executable, "-m", "runs.training.worker")
"""The worker's command; the run's number and ``--workspace`` are added to it."""
LOG = "log.txt"
MAX_STARTS = 3
"""How often a worker may end before it takes up its run."""
_TAIL_BYTES = 4_000


class Launch(BaseModel):
    """The worker started last: until it takes up its run, only this file knows of it."""

    model_config = ConfigDict(frozen=True)

    run_id: int
    attempt: int
    """The run's count of attempts when the worker was started."""
    starts: int
    worker: Identity


def last_launch(workspace: Path) -> Launch | None:
    """The worker started last; None when there is none, or its file is no use."""
    try:
        return Launch.model_validate_json(_launch_file(workspace).read_bytes())
    except (OSError, ValidationError):
        return None


def start_next(workspace: Path, *, worker: Sequence[str] = WORKER) -> int | None:
    """Start the next waiting run, unless one is being trained on this computer.

    Any number of sessions may call it at once: a lock file lets one of them look and start. The
    worker calls it as its last deed, so that the queue goes on when no browser is open.

    Args:
        workspace: the folder with the runs.
        worker: the command that the run's number and ``--workspace`` are added to.

    Returns:
        The number of the run whose worker was started; None when there was nothing to do.
    """
    with RunStore(workspace) as store:
        if store.next_queued() is None:
            return None
        with process.exclusive(workspace / "launcher.lock"):
            if _busy(workspace, store):
                return None
            return _start_first_possible(workspace, store, worker)


def _busy(workspace: Path, store: RunStore) -> bool:
    """Whether a worker other than this process lives on this computer."""
    last = last_launch(workspace)
    known = [holder(run, last) for run in store.list(states=[RunState.RUNNING])]
    known.append(last.worker if last else None)
    return any(one is not None and one.alive and one.pid != os.getpid() for one in known)


def holder(run: RunRecord, last: Launch | None) -> Identity | None:
    """The process that holds a running run, as far as it can be known."""
    told = Identity.from_claim(run.claim or "")
    return told or (last.worker if last and last.run_id == run.id else None)


def _start_first_possible(workspace: Path, store: RunStore, worker: Sequence[str]) -> int | None:
    while (run_id := store.next_queued()) is not None:
        run = store.get(run_id)
        starts = _starts_so_far(workspace, run) + 1
        if starts > MAX_STARTS:
            _give_up(store, run_id, _never_began(workspace, run_id))
            continue
        try:
            _start(workspace, run, starts, worker)
        except OSError as error:
            _give_up(store, run_id, f"The training program could not be started: {error}.")
            continue
        return run_id
    return None


def _starts_so_far(workspace: Path, run: RunRecord) -> int:
    last = last_launch(workspace)
    same = last is not None and (last.run_id, last.attempt) == (run.id, run.attempt)
    return last.starts if last is not None and same else 0


def _start(workspace: Path, run: RunRecord, starts: int, worker: Sequence[str]) -> None:
    command = [*worker, str(run.id), "--workspace", str(workspace)]
    started = process.start_detached(command, log=run_folder(workspace, run.id) / LOG)
    launch = Launch(run_id=run.id, attempt=run.attempt, starts=starts, worker=started)
    process.write_atomically(_launch_file(workspace), launch.model_dump_json().encode())


def _give_up(store: RunStore, run_id: int, error: str) -> None:
    """Fail a run in the place of the worker that cannot; otherwise it would block the queue."""
    claim = process.new_claim()
    try:
        store.claim(run_id, claim=claim)
        store.finish(run_id, claim=claim, state=RunState.FAILED, error=error)
    except RunConflictError:
        return  # It has just been stopped or taken up after all.


def _never_began(workspace: Path, run_id: int) -> str:
    said = last_line(run_folder(workspace, run_id) / LOG)
    ended = f"The training program ended {MAX_STARTS} times before it began."
    return f"{ended} Its last words were: {said}" if said else ended


def last_line(log: Path) -> str:
    """The last line of a log that is not empty, at most 300 characters; "" without one."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
            lines = file.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")


def _launch_file(workspace: Path) -> Path:
    return workspace / "launch.json"
