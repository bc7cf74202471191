"""The helper process as it is held warm: started at the first question, anew after it has died.

What it is asked is left to ``client``.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

import psutil

from runs.helper.child import COMMAND, Child, Limits
from runs.workspace import logs_folder

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 120.0
_SHARE = 0.5
"""Of the computer's memory that predicting, or showing prepared photographs, may take."""


class Held:
    """A process of a workspace, and its limits.

    Args:
        workspace: the folder with the runs.
        seconds: that may pass between two answers.
        memory_mb: that the process may take; by default half of the computer's.
        command: of the process.
    """

    def __init__(
        self,
        workspace: Path,
        *,
        seconds: float = SECONDS,
        memory_mb: float | None = None,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        most = memory_mb or _SHARE * psutil.virtual_memory().total / 1e6
        self._workspace, self._command = workspace, command
        self._limits = Limits(seconds, most)
        self._lock = threading.Lock()
        self._child: Child | None = None

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            if self._child is not None:
                self._child.kill()
            self._child = None

    @property
    def warm(self) -> bool:
        """Whether a process is there, so that the next answer need not wait for its start."""
        child = self._child
        return child is not None and child.alive

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _running(self) -> Child:
        """The process: the one there is, or a new one."""
        if self._child is not None and not self._child.alive:
            self._child.kill()  # what it may have left behind
            self._child = None
        if self._child is None:
            log = logs_folder(self._workspace) / "helper.log"
            self._child = Child(self._workspace, log, self._limits, self._command)
        return self._child
