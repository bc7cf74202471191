"""What a run says while it works, and when it ends because it was asked to.

Who listens is left to ``worker``.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runs.training.heartbeat import Ended

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runs.training.heartbeat import Heartbeat

_log = logging.getLogger(__name__)
_TELL_S = 0.5


@dataclass
class Telling:
    """Tells how the work of one run goes.

    Args:
        heartbeat: that holds the run.
        tell: takes the progress.
    """

    heartbeat: Heartbeat
    tell: Callable[[Mapping[str, Any]], None]
    _told: float = field(default=0.0, init=False)

    @property
    def asked_to_end(self) -> bool:
        """Whether the run should end, for whichever reason."""
        return self.heartbeat.ending

    def progress(self, text: str) -> None:
        """Say what is being done now, in the log too."""
        self._told = time.monotonic()
        _log.info("%s", text)
        self.tell({"text": text, "phase": text})

    def at_times(self, text: str) -> None:
        """Say how far it is, twice a second at most."""
        if time.monotonic() - self._told >= _TELL_S:
            self.progress(text)

    def going(self, text: str) -> None:
        """Say how far a long preparation is, and end it when asked to.

        Raises:
            Ended: the run was asked to stop.
            SystemExit: after SIGTERM without a wish to stop.
        """
        self.leave_if_asked()
        self.at_times(text)

    def leave_if_asked(self) -> None:
        """End what has nothing yet to keep.

        Raises:
            Ended: the run was asked to stop.
            SystemExit: after SIGTERM without a wish to stop.
        """
        if self.heartbeat.ending:
            self.heartbeat.leave_if_terminated()
            raise Ended
