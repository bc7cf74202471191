"""``python -m runs.control FOLDER``: makes the control that a job asks for; see ``job``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs.control.controlling import control
from runs.job import carry_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.job import Progress


def work(asked: Mapping[str, Any], progress: Progress) -> None:
    """Make the control, and keep what came of it."""
    outlines = Path(asked["outlines"]) if asked["outlines"] else None
    control(Path(asked["workspace"]), asked["run"], outlines=outlines, progress=progress)


if __name__ == "__main__":
    carry_out(work)
