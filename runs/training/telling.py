"""What a run says while it works, and when it ends because it was asked to.

Who listens is left to ``worker``.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runs.time_left import seconds_left
from runs.training.heartbeat import Ended

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runs.training.heartbeat import Heartbeat

_log = logging.getLogger(__name__)
_TELL_S = 0.5
_LOG_S = 15.0
"""Seconds between two lines of the log about the same work."""


@dataclass
class Telling:
    """Tells how the work of one run goes.

    Args:
        heartbeat: that holds the run.
        tell: takes the progress.
    """

    heartbeat: Heartbeat
    tell: Callable[[Mapping[str, Any]], None]
    _doing: str = field(default="", init=False)
    _first: tuple[int, float] | None = field(default=None, init=False)
    _told: float = field(default=0.0, init=False)
    _logged: float = field(default=0.0, init=False)

    @property
    def asked_to_end(self) -> bool:
        """Whether the run should end, for whichever reason."""
        return self.heartbeat.ending

    def progress(self, text: str) -> None:
        """Say what is being done now, in the log too."""
        self._doing, self._first = text, None
        self._told = self._logged = time.monotonic()
        _log.info("%s", text)
        self.tell({"text": text, "phase": text})

    def at_times(self, doing: str, done: int, total: int) -> None:
        """Say how far it is and how long it still takes: twice a second, now and then in the log.

        Args:
            doing: what is being done, e.g. "Preparing the photographs".
            done: of ``total``.
            total: of what is gone through.
        """
        if doing != self._doing:
            self.progress(doing)
        now = time.monotonic()
        if self._first is None:  # the pace is counted from here on, not while it gets ready
            self._first = done, now
        before, since = self._first
        if now - self._told < _TELL_S:
            return
        self._told, left = now, seconds_left(done - before, total - before, now - since)
        text = f"{doing}: {done:,} of {total:,}"
        far = {"done": done, "total": total, "seconds_left": left}
        self.tell({"text": text, "phase": doing, **far})
        if now - self._logged >= _LOG_S:
            self._logged = now
            _log.info("%s", text)

    def going(self, doing: str, done: int, total: int) -> None:
        """Say how far a long preparation is, and end it when asked to.

        Args:
            doing: as ``at_times`` takes it, and all else.
            done: of ``total``.
            total: of what is gone through.

        Raises:
            Ended: the run was asked to stop.
            SystemExit: after SIGTERM without a wish to stop.
        """
        self.leave_if_asked()
        self.at_times(doing, done, total)

    def leave_if_asked(self) -> None:
        """End what has nothing yet to keep.

        Raises:
            Ended: the run was asked to stop.
            SystemExit: after SIGTERM without a wish to stop.
        """
        if self.heartbeat.ending:
            self.heartbeat.leave_if_terminated()
            raise Ended
