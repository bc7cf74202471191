"""Judging on another collection in a process of its own: it outlives a change of page.

One at a time for each run; the work is left to ``judging``, done by ``python -m runs.outside``.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from layers_catalog.errors import UserError
from runs.outside.errors import OutsideError
from runs.outside.records import FOLDER
from runs.time_left import seconds_left
from runs.training.process import Identity, ask_to_end, start_detached, write_atomically
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

REQUEST: Final = "request.json"
PROCESS: Final = "process.json"
PROGRESS: Final = "progress.json"
ERROR: Final = "error.json"
LOG: Final = "log.txt"
_JOB: Final = "job"


@dataclass(frozen=True)
class Job:
    """The judging of a run that is under way, or ended without a result; every question is read.

    Args:
        folder: of its files; it is removed when the result is kept.
    """

    folder: Path

    @property
    def dataset(self) -> str:
        """What it judges on."""
        return str((_read(self.folder / REQUEST) or {}).get("dataset", ""))

    @property
    def running(self) -> bool:
        """Whether its process lives."""
        told = _read(self.folder / PROCESS)
        return told is not None and Identity(**told).alive

    @property
    def progress(self) -> tuple[int, int, str, float | None]:
        """How many photographs are done, of how many, of what, and the seconds that are left."""
        told = _read(self.folder / PROGRESS) or {}
        done, total = int(told.get("done", 0)), int(told.get("total", 0))
        left = seconds_left(done, total, float(told.get("seconds", 0))) if total else None
        return done, total, str(told.get("what", "")), left

    @property
    def error(self) -> UserError:
        """Why there is no result, once it has ended without one."""
        told = _read(self.folder / ERROR)
        if told:
            return UserError(told["message"], told["hint"])
        return UserError(
            f"Judging on “{self.dataset}” ended before it was done; nothing was counted.",
            f"Try again. What it said last is in {self.folder / LOG}.",
        )

    def stop(self) -> None:
        """End it and forget it: nothing of it was kept, and nothing counted."""
        told = _read(self.folder / PROCESS)
        if told:
            ask_to_end(Identity(**told))
        self.forget()

    def forget(self) -> None:
        """Remove its files."""
        shutil.rmtree(self.folder, ignore_errors=True)


def current(workspace: Path, run_id: int) -> Job | None:
    """The judging of a run that is under way or failed."""
    folder = run_folder(workspace, run_id) / FOLDER / _JOB
    return Job(folder) if (folder / REQUEST).is_file() else None


def start(
    workspace: Path, run_id: int, dataset: str, mapping: Mapping[str, str] | None = None
) -> Job:
    """Begin to judge.

    Raises:
        OutsideError: another judging of this run is under way.
    """
    before = current(workspace, run_id)
    if before is not None and before.running:
        raise OutsideError(
            f"Run {run_id} is being judged on “{before.dataset}” now.",
            "Wait for it, or stop it first.",
        )
    folder = run_folder(workspace, run_id) / FOLDER / _JOB
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    asked = {
        "workspace": str(workspace),
        "run": run_id,
        "dataset": dataset,
        "mapping": dict(mapping or {}),
    }
    write_atomically(folder / REQUEST, json.dumps(asked).encode())
    command = [sys.executable, "-m", "runs.outside", str(folder)]
    process = start_detached(command, log=folder / LOG)
    write_atomically(folder / PROCESS, json.dumps(asdict(process)).encode())
    return Job(folder)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None
