"""Processes and files where POSIX and Windows differ; the one module that knows how.

What is started, stopped or written is left to its callers. Windows is best effort until tried.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PROJECT = Path(__file__).resolve().parents[2]
_SAME_START_S = 1.0
"""Two start times closer than this are one process's: Linux rounds them by its clock's ticks."""
_PATIENCE_S = 5.0
"""How long a file that another program holds open is waited for (Windows)."""


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
    import msvcrt

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

    def sync_folder(folder: Path) -> None:
        """Nothing to do: Windows writes a folder's entries with the file's."""

    def _lock(descriptor: int) -> None:
        while True:
            with contextlib.suppress(OSError):
                return msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:
    import fcntl

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

    def sync_folder(folder: Path) -> None:
        """Make what was created, renamed or removed in ``folder`` outlast a power cut."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` among all threads and processes of this computer.

    The system lets go of it when the holder ends, however it ends.
    """
    with path.open("a+b") as file:
        _lock(file.fileno())
        yield


def replace(source: Path, target: Path) -> None:
    """Rename ``source`` to ``target``, over a file that is there, and make it last.

    Windows refuses while another program has ``target`` open or mapped: that is waited for.

    Raises:
        PermissionError: it stays refused.
    """
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            source.replace(target)
            break
        except PermissionError:
            if os.name != "nt" or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    sync_folder(target.parent)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, also through a power cut; readers see the old or the new.

    Raises:
        OSError: the disk is full or refuses; the file at ``path`` is as it was.
    """
    # Not tempfile's: its files are for their owner alone, whatever the umask says.
    partial = path.with_name(f".{path.name}-{uuid.uuid4().hex}.partial")
    try:
        with partial.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
