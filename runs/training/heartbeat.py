"""A worker's hold on its run: it beats, listens for the wish to stop, and lets go when it must.

What training does about a wish is left to the worker.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Self

from runs.store.errors import RunConflictError, RunMissingError, StoreError

if TYPE_CHECKING:
    from types import FrameType, TracebackType

    from runs.store.store import RunStore

_log = logging.getLogger(__name__)

BEAT_S = 5.0
LISTEN_S = 1.0
LOST = 3
"""Exit status of a worker whose run was given to another."""
TERMINATED = 128 + signal.SIGTERM


class Ended(Exception):  # noqa: N818  not an error: somebody asked for it
    """The run was asked to stop before there was anything to keep."""


class Heartbeat:
    """Holds a claimed run while it is entered as a context.

    A thread beats every 5 s and reads the wish to stop every second. A lost claim ends the
    process at once, before it can write over its successor's work. SIGTERM without a wish to stop
    (the computer shuts down) also ends it, at the next chance and without a word, so that the run
    becomes INTERRUPTED and can be resumed.

    Args:
        store: the database; used from the thread too.
        run_id: of the claimed run.
        claim: the worker's own.
    """

    def __init__(self, store: RunStore, run_id: int, claim: str) -> None:
        self._store, self._run_id, self._claim = store, run_id, claim
        self._stop_wished = threading.Event()
        self._terminated = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="heartbeat", daemon=True)

    @property
    def ending(self) -> bool:
        """Whether training should end after this batch, for whichever reason."""
        return self._stop_wished.is_set() or self._terminated.is_set()

    def leave_if_terminated(self) -> None:
        """After SIGTERM: end the process, unless somebody wished the run to stop.

        Raises:
            SystemExit: with the status that says so.
        """
        if self._terminated.is_set() and not self._stop_wished.is_set():
            wish = self._store.get(self._run_id).stop_requested_at
            if wish is None:
                raise SystemExit(TERMINATED)

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGTERM, self._terminate)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        signal.signal(signal.SIGTERM, self._before)

    def _terminate(self, _number: int, _frame: FrameType | None) -> None:
        self._terminated.set()

    def _keep(self) -> None:
        beaten = time.monotonic()
        while not self._over.wait(LISTEN_S):
            due = time.monotonic() - beaten >= BEAT_S
            if self._listen(beat=due) and due:
                beaten = time.monotonic()

    def _listen(self, *, beat: bool) -> bool:
        """Beat or only look; returns whether the database answered (a busy one is asked again)."""
        try:
            if beat:
                wished = self._store.beat(self._run_id, claim=self._claim)
            else:
                record = self._store.get(self._run_id)
                wished = record.stop_requested_at is not None
                self._check(record.claim)
        except (RunConflictError, RunMissingError):
            self._lose()
        except StoreError as error:
            _log.warning("The database did not answer: %s", error)
            return False
        if wished:
            self._stop_wished.set()
        return True

    def _check(self, holder: str | None) -> None:
        if holder != self._claim and not self._over.is_set():
            self._lose()

    def _lose(self) -> None:
        """End the process at once: every further write would disturb the new holder."""
        if self._over.is_set():
            return
        _log.warning("Another worker holds this run now; leaving it.")
        os._exit(LOST)
