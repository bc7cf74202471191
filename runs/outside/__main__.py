"""``python -m runs.outside FOLDER``: judges as a job asks; see ``job``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs.job import carry_out
from runs.outside.judging import judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.job import Progress


def work(asked: Mapping[str, Any], progress: Progress) -> None:
    """Judge, and keep what came of it."""
    judge(
        Path(asked["workspace"]),
        asked["run"],
        asked["dataset"],
        mapping=asked["mapping"],
        progress=progress,
    )


if __name__ == "__main__":
    carry_out(work)
