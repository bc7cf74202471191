"""Runs a command to its end: how long it took, and the most memory it and its children held."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
LOOK_S = 0.2
"""Seconds between two looks at the memory."""
_LAST_WORDS = 2_000


@dataclass(frozen=True)
class Timed:
    """A command that has ended.

    Args:
        seconds: from its start to its end, by the clock on the wall.
        peak_mb: the most memory of the command and all that it started, together, in 10^6 bytes;
            what processes share counts in each of them.
        told: the JSON document that it printed.
    """

    seconds: float
    peak_mb: float
    told: dict[str, Any]


def timed(command: Sequence[str]) -> Timed:
    """Run a command in the project's folder.

    Args:
        command: program and arguments; it prints one JSON document and nothing else.

    Raises:
        RuntimeError: it ended with another status than 0; its last words are told.
    """
    surroundings = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as complaints:
        began = time.monotonic()
        with subprocess.Popen(
            command, cwd=ROOT, env=surroundings, stdout=printed, stderr=complaints
        ) as process:
            peak = _watched(process)
        seconds = time.monotonic() - began
        if process.returncode:
            complaints.seek(0)
            words = complaints.read().decode(errors="replace")[-_LAST_WORDS:]
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {words}")
        printed.seek(0)
        return Timed(seconds, peak / 1e6, json.loads(printed.read()))


def _watched(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process; returns the most bytes that it and its children held."""
    peak = 0
    try:
        while True:
            peak = max(peak, _held(process.pid))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_S)
                return peak
    except BaseException:
        for one in _family(process.pid):  # a training outlives the command that waits for it
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        raise


def _held(pid: int) -> int:
    """Bytes in memory of a process and of all that it started."""
    held = 0
    for one in _family(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            held += one.memory_info().rss
    return held


def _family(pid: int) -> list[psutil.Process]:
    """A process and all that it started; empty once it is gone."""
    with contextlib.suppress(psutil.NoSuchProcess):
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    return []
