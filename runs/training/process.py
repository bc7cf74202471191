"""Processes where POSIX and Windows differ; the one module that knows how.

Files are left to ``builder.files``, whose writing and locking are given on to the rest of ``runs``.
What is started or stopped is left to callers. Windows is best effort until tried.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil

from builder.files import exclusive, replace, sync_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Identity",
    "ask_to_end",
    "exclusive",
    "host_name",
    "is_alive",
    "kill",
    "new_claim",
    "replace",
    "start_detached",
    "start_time",
    "sync_folder",
    "write_atomically",
]

_PROJECT = Path(__file__).resolve().parents[2]
_SAME_START_S = 1.0
"""Two start times closer than this are one process's: Linux rounds them by its clock's ticks."""


def host_name() -> str:
    """This computer, as claims name it."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


@dataclass(frozen=True)
class Identity:
    """A process that cannot be mistaken for a later one with the same number.

    Args:
        host: the computer it runs on.
        pid: its number there.
        started: when it started, as ``start_time`` tells it.
    """

    host: str
    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> Self:
        """The living process ``pid`` of this computer.

        Raises:
            psutil.NoSuchProcess: it is gone already.
        """
        return cls(host_name(), pid, start_time(pid))

    @classmethod
    def from_claim(cls, claim: str) -> Self | None:
        """Who made a claim; None where it does not say."""
        host, _, rest = claim.partition("/")
        parts = rest.split("/")
        try:
            return cls(host, int(parts[0]), float(parts[1]))
        except (IndexError, ValueError):
            return None

    @property
    def here(self) -> bool:
        """Whether the process is one of this computer."""
        return self.host == host_name()

    @property
    def alive(self) -> bool:
        """Whether the process still runs, on this computer."""
        return self.here and is_alive(self.pid, self.started)


def new_claim() -> str:
    """A token that nobody else has, which says what process holds it."""
    me = Identity.of(os.getpid())
    return f"{me.host}/{me.pid}/{me.started:.2f}/{uuid.uuid4().hex}"


def start_time(pid: int) -> float:
    """When process ``pid`` started, in seconds; only comparable with itself.

    On Linux counted from the computer's start: counted from 1970 it would change whenever the
    clock is set, and a living worker would be taken for another process.

    Raises:
        psutil.NoSuchProcess: it is gone.
    """
    created = float(psutil.Process(pid).create_time())
    return created - psutil.boot_time() if psutil.LINUX else created


def is_alive(pid: int, started: float) -> bool:
    """Whether process ``pid`` runs and is the one whose ``start_time`` was ``started``."""
    try:
        same = abs(start_time(pid) - started) < _SAME_START_S
        return same and bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def start_detached(
    command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None
) -> Identity:
    """Start a process that outlives this one, in its own group, its output added to ``log``.

    Args:
        command: program and arguments.
        log: created when missing.
        env: added to this process's own.
    """
    surroundings = {**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})}
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603  our own command, no shell
            command,
            # Python puts the folder first on its path; the workspace has a "runs" and a "data" too.
            cwd=_PROJECT,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            creationflags=_FLAGS,
        )
    identity = Identity.of(child.pid)
    # Somebody must take note of its end, or a zombie stays for as long as this process lives.
    threading.Thread(target=child.wait, daemon=True, name=f"waits for {child.pid}").start()
    return identity


if sys.platform == "win32":
    _FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW

    def ask_to_end(process: Identity) -> None:
        """End the process and its children; Windows knows no gentle way without a window."""
        kill(process)

    def kill(process: Identity) -> None:
        """End the process and its children at once; nothing happens when it is gone."""
        if not process.alive:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            leader = psutil.Process(process.pid)
            for member in [*leader.children(recursive=True), leader]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    member.kill()

else:
    _FLAGS = 0

    def ask_to_end(process: Identity) -> None:
        """Ask the process and its group to end (TERM); nothing happens when it is gone."""
        _signal(process, signal.SIGTERM)

    def kill(process: Identity) -> None:
        """End the process and its group at once (KILL); nothing happens when it is gone."""
        _signal(process, signal.SIGKILL)

    def _signal(process: Identity, number: signal.Signals) -> None:
        if process.alive:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
