"""The control as a job, with progress and a stop; one at a time for each run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from runs import job
from runs.control.errors import ControlError
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

    from layers_catalog.errors import UserError

_FOLDER: Final = "control-job"


class Job(job.Job):
    """The control of a run that is under way, or ended without a result."""

    @property
    def error(self) -> UserError:
        """Why there is no result, once it has ended without one."""
        return self.why("The control with the lesion masked ended before it was done.")


def current(workspace: Path, run_id: int) -> Job | None:
    """The control of a run that is under way or failed."""
    found = Job(run_folder(workspace, run_id) / _FOLDER)
    return found if found.there else None


def start(workspace: Path, run_id: int, *, outlines: Path | None = None) -> Job:
    """Begin the control of a run; its result is read by ``records.read_control``.

    Args:
        workspace: the folder with datasets and runs.
        run_id: of a run with a trained network.
        outlines: as ``controlling.control`` takes them.

    Raises:
        ControlError: it is under way already.
    """
    before = current(workspace, run_id)
    if before is not None and before.running:
        raise ControlError(
            f"The control of run {run_id} is being made now.", "Wait for it, or stop it first."
        )
    begun = Job(run_folder(workspace, run_id) / _FOLDER)
    asked = {"run": run_id, "outlines": str(outlines.absolute()) if outlines else None}
    begun.begin("runs.control", {"workspace": str(workspace), **asked})
    return begun
