"""Work that takes minutes, in a process of its own: it outlives a change of page.

A folder holds what was asked, how far it is, and why there is no result; it is removed when there
is one. What is done, and where its result goes, is for whoever begins it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from layers_catalog.errors import UserError
from runs.time_left import seconds_left
from runs.training.process import Identity, ask_to_end, start_detached, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Progress = Callable[[int, int, str], None]
    """Takes how many are done, of how many, and of what."""

REQUEST: Final = "request.json"
PROCESS: Final = "process.json"
PROGRESS: Final = "progress.json"
ERROR: Final = "error.json"
LOG: Final = "log.txt"
_EVERY_S: Final = 0.25


@dataclass(frozen=True)
class Far:
    """How far work is. ``done`` of ``total`` of ``what``; ``seconds`` since that part began."""

    done: int = 0
    total: int = 0
    what: str = ""
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """0..1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None while that says nothing yet."""
        return seconds_left(self.done, self.total, self.seconds) if self.total else None


@dataclass(frozen=True)
class Job:
    """Work that is under way, or ended without a result; every question is read from the disk.

    Args:
        folder: of its files.
    """

    folder: Path

    @property
    def there(self) -> bool:
        """Whether it was begun, and has not ended with a result."""
        return (self.folder / REQUEST).is_file()

    @property
    def asked(self) -> dict[str, Any]:
        """What it was begun with."""
        return read(self.folder / REQUEST) or {}

    @property
    def running(self) -> bool:
        """Whether its process lives."""
        process = process_of(self.folder)
        return process is not None and process.alive

    @property
    def progress(self) -> Far:
        """How far it is."""
        return far(self.folder)

    def why(self, otherwise: str) -> UserError:
        """Why there is no result, once it has ended without one.

        Args:
            otherwise: what is said where it could not tell.
        """
        return told_error(self.folder) or UserError(
            otherwise, f"Try again. What it said last is in {self.folder / LOG}."
        )

    def begin(self, module: str, asked: Mapping[str, Any]) -> None:
        """Start ``python -m module FOLDER``; an earlier attempt is forgotten.

        Args:
            module: which calls ``carry_out``.
            asked: JSON values.
        """
        self.forget()
        self.folder.mkdir(parents=True)
        write_atomically(self.folder / REQUEST, json.dumps(asked).encode())
        command = [sys.executable, "-m", module, str(self.folder)]
        process = start_detached(command, log=self.folder / LOG)
        write_atomically(self.folder / PROCESS, json.dumps(asdict(process)).encode())

    def stop(self) -> None:
        """End it and forget it: nothing of it was kept."""
        process = process_of(self.folder)
        if process is not None:
            ask_to_end(process)
        self.forget()

    def forget(self) -> None:
        """Remove its files."""
        shutil.rmtree(self.folder, ignore_errors=True)


def carry_out(work: Callable[[Mapping[str, Any], Progress], object]) -> None:
    """Do the work of a job, as the program ``python -m module FOLDER``; ends the process.

    Args:
        work: takes what was asked, and whom to tell how far it is.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    folder = Path(sys.argv[1])
    asked = json.loads((folder / REQUEST).read_bytes())
    try:
        work(asked, Teller(folder))
    except UserError as error:
        told = {"message": error.message, "hint": error.hint}
        write_atomically(folder / ERROR, json.dumps(told).encode())
        sys.exit(1)
    shutil.rmtree(folder, ignore_errors=True)


class Teller:
    """Writes how far work is a few times a second, each part with its own clock.

    Args:
        folder: of its files.
    """

    def __init__(self, folder: Path) -> None:
        self._file, self._what = folder / PROGRESS, ""
        self._began = self._told = 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        """Take how many are done, of how many, and of what."""
        now = time.monotonic()
        if what != self._what:
            self._what, self._began, self._told = what, now, 0.0
        if now - self._told < _EVERY_S and done < total:
            return
        self._told = now
        told = Far(done, total, what, now - self._began)
        write_atomically(self._file, json.dumps(asdict(told)).encode())


def process_of(folder: Path) -> Identity | None:
    """The process of a job; None where its file is missing or damaged."""
    told = read(folder / PROCESS) or {}
    try:
        return Identity(str(told["host"]), int(told["pid"]), float(told["started"]))
    except (KeyError, TypeError, ValueError):
        return None


def far(folder: Path) -> Far:
    """How far a job is; nothing done where its file is missing or damaged."""
    told = read(folder / PROGRESS) or {}
    try:
        return Far(int(told["done"]), int(told["total"]), str(told["what"]), float(told["seconds"]))
    except (KeyError, TypeError, ValueError):
        return Far()


def told_error(folder: Path) -> UserError | None:
    """Why a job has no result, as far as it could tell."""
    told = read(folder / ERROR) or {}
    if not told.get("message"):
        return None
    hint = f"Try again. What it said last is in {folder / LOG}."
    return UserError(str(told["message"]), str(told.get("hint", hint)))


def read(path: Path) -> dict[str, Any] | None:
    """What a file of a job holds; None where it is missing or damaged."""
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None
