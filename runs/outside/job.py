"""Judging on another collection as a job; one at a time for each run.

The work is left to ``judging``, done by ``python -m runs.outside``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from runs import job
from runs.outside.errors import OutsideError
from runs.outside.records import FOLDER
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from layers_catalog.errors import UserError

_JOB: Final = "job"


class Job(job.Job):
    """The judging of a run that is under way, or ended without a result."""

    @property
    def dataset(self) -> str:
        """What it judges on."""
        return str(self.asked.get("dataset", ""))

    @property
    def error(self) -> UserError:
        """Why there is no result, once it has ended without one."""
        return self.why(
            f"Judging on “{self.dataset}” ended before it was done; nothing was counted."
        )


def current(workspace: Path, run_id: int) -> Job | None:
    """The judging of a run that is under way or failed."""
    found = Job(run_folder(workspace, run_id) / FOLDER / _JOB)
    return found if found.there else None


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
    begun = Job(run_folder(workspace, run_id) / FOLDER / _JOB)
    asked = {"run": run_id, "dataset": dataset, "mapping": dict(mapping or {})}
    begun.begin("runs.outside", {"workspace": str(workspace), **asked})
    return begun
