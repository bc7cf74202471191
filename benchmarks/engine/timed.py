"""Runs a command to its end: how long it took, and the most memory it and its children held."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
LOOK_S = 0.2
"""Seconds between two looks at the memory."""
PATIENCE_S = 60
"""Seconds in which what a command leaves behind must have ended."""
_LAST_WORDS = 2_000


@dataclass(frozen=True)
class Timed:
    """A command that has ended.

    Args:
        seconds: from its start to its end, by the clock on the wall.
        peak_mb: the most memory of the command and all that it started, together, in 10^6 bytes;
            what processes share counts in each of them.
        own_mb: the same without what is shared or read from files, which a system under pressure
            takes back.
        told: the JSON document that it printed.
    """

    seconds: float
    peak_mb: float
    own_mb: float
    told: dict[str, Any]


def timed(command: Sequence[str]) -> Timed:
    """Run a command in the project's folder, and wait, untimed, for what it leaves behind.

    Args:
        command: program and arguments; it prints one JSON document and nothing else.

    Raises:
        RuntimeError: it ended with another status than 0; its last words are told.
        psutil.TimeoutExpired: something that it started goes on and on.
    """
    surroundings = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as complaints:
        began = time.monotonic()
        with subprocess.Popen(
            command, cwd=ROOT, env=surroundings, stdout=printed, stderr=complaints
        ) as process:
            family = _Family(process)
            family.watch()
        seconds = time.monotonic() - began
        family.wait_for_all()
        if process.returncode:
            complaints.seek(0)
            words = complaints.read().decode(errors="replace")[-_LAST_WORDS:]
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {words}")
        printed.seek(0)
        told = json.loads(printed.read())
        return Timed(seconds, family.peak / 1e6, family.own / 1e6, told)


@dataclass
class _Family:
    """A process and all that it has started so far, also what it has left behind.

    Args:
        first: the process.
    """

    first: subprocess.Popen[bytes]
    peak: int = 0
    own: int = 0
    _members: set[psutil.Process] = field(default_factory=set)

    def watch(self) -> None:
        """Wait for the first one to end, and note the most bytes that all held together."""
        try:
            while True:
                self._look()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.first.wait(LOOK_S)
                    return
        except BaseException:  # asked to end: nothing is left to work on in the background
            for one in self._members:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            raise

    def wait_for_all(self) -> None:
        """Wait until all have ended: a worker goes on for a moment once its run is told to be done.

        Raises:
            psutil.TimeoutExpired: one of them did not end.
        """
        for one in self._members:
            one.wait(PATIENCE_S)

    def _look(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            first = psutil.Process(self.first.pid)
            self._members |= {first, *first.children(recursive=True)}
        held = shared = 0
        for one in self._members:
            with contextlib.suppress(psutil.NoSuchProcess):
                memory = one.memory_info()
                held += memory.rss
                shared += getattr(memory, "shared", 0)  # Linux tells
        self.peak, self.own = max(self.peak, held), max(self.own, held - shared)
