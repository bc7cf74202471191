"""Imports and downloads in a process of their own: they outlive a change of page, can be stopped.

Their memory is not the web process's. The work itself is left to ``job_main``.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
import uuid
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from layers_catalog.errors import UserError
from runs.job import LOG, PROCESS, REQUEST, far, process_of, read, told_error
from runs.training.process import ask_to_end, start_detached, write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from runs.job import Far

FOLDER = "jobs"
DEMO = "Demo lesions"
"""The name of the dataset that the program draws."""
RESULT = "result.json"


class Task(StrEnum):
    """What a job makes."""

    IMPORT = "import"
    DEMO = "demo"
    ARCHIVE = "archive"


class JobError(UserError):
    """A job cannot be started now."""


@dataclass(frozen=True)
class Job:
    """A job by its folder; every question reads the disk, so any page may ask."""

    folder: Path

    @property
    def request(self) -> dict[str, Any]:
        """What was asked for: ``task``, ``name``, and the arguments of who does it."""
        return read(self.folder / REQUEST) or {}

    @property
    def downloads(self) -> bool:
        """Whether it fetches photographs, which then wait to be imported."""
        return self.request.get("task") == Task.ARCHIVE

    @property
    def progress(self) -> Far:
        """How far it is."""
        return far(self.folder)

    @property
    def result(self) -> dict[str, Any] | None:
        """What it made, once it has."""
        return read(self.folder / RESULT)

    @property
    def error(self) -> UserError | None:
        """Why it ended without a result; None while it runs or when it was done."""
        if told := told_error(self.folder):
            return told
        if self.result or self.running:
            return None
        if self.downloads:
            return UserError(
                "The download ended before it was done; what is whole was kept.",
                f"“Go on” downloads what is missing. What the download said is in "
                f"{self.folder / LOG}.",
            )
        return UserError(
            "The import ended before it was done; nothing was kept.",
            f"Try again. What it said is in {self.folder / LOG}.",
        )

    @property
    def running(self) -> bool:
        """Whether its process lives."""
        process = process_of(self.folder)
        return process is not None and process.alive

    def first_look(self) -> bool:
        """Whether nobody has asked this yet."""
        return not self._marked("seen")

    def told(self) -> bool:
        """Whether somebody was told of its end before this was asked."""
        return self._marked("told")

    def _marked(self, name: str) -> bool:
        """Whether a mark was there; it is from now on."""
        mark = self.folder / name
        there = mark.exists()
        mark.touch()
        return there

    def stop(self) -> None:
        """Ask it to end; it removes what it has half written."""
        process = process_of(self.folder)
        if process is not None:
            ask_to_end(process)

    def forget(self) -> None:
        """Remove its folder, once its result was seen."""
        shutil.rmtree(self.folder, ignore_errors=True)


def start(workspace: Path, task: Task, **request: Any) -> Job:  # noqa: ANN401  any JSON value
    """Start a job.

    Raises:
        JobError: another one is running.
    """
    job = current(workspace)
    if job is not None and job.running:
        doing = "downloaded" if job.downloads else "imported"
        raise JobError(
            f"“{job.request.get('name')}” is being {doing} now.", "Wait for it, or stop it first."
        )
    if job is not None:
        job.forget()
    folder = workspace / FOLDER / f"{time.time_ns()}-{uuid.uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    asked = {"task": task, "workspace": str(workspace), **request}
    write_atomically(folder / REQUEST, json.dumps(asked).encode())
    command = [sys.executable, "-m", "ui.pages.data.ways_in.job_main", str(folder)]
    process = start_detached(command, log=folder / LOG)
    write_atomically(folder / PROCESS, json.dumps(asdict(process)).encode())
    return Job(folder)


def running(workspace: Path) -> bool:
    """Whether an import or a download is under way."""
    job = current(workspace)
    return job is not None and job.running


def current(workspace: Path) -> Job | None:
    """The latest job that was not forgotten."""
    folders = sorted((workspace / FOLDER).glob("*/"))
    return Job(folders[-1]) if folders else None
