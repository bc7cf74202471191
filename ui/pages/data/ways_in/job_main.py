"""``python -m ui.pages.data.ways_in.job_main FOLDER``: does what ``request.json`` there asks for.

It tells its progress, its result or its error in files beside it; who asks is left to ``jobs``.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.archive.choices import Choices
from data.archive.download import download
from data.demo import make_demo
from data.importing import import_dataset
from layers_catalog.errors import UserError
from runs.job import ERROR, REQUEST, Teller
from runs.training.process import write_atomically
from ui.pages.data.ways_in.jobs import RESULT, Task

if TYPE_CHECKING:
    from types import FrameType


def main(folder: Path) -> int:
    """Do the job; the exit status is 0 when there is a result."""
    signal.signal(signal.SIGTERM, _end)
    request = json.loads((folder / REQUEST).read_bytes())
    try:
        result = _work(request, Teller(folder))
    except UserError as error:
        _write(folder / ERROR, {"message": error.message, "hint": error.hint})
        return 1
    _write(folder / RESULT, result)
    return 0


def _end(_signal: int, _frame: FrameType | None) -> None:
    """Asked to stop: unwind, so that whoever writes cleans up."""
    raise SystemExit(1)


def _work(request: dict[str, Any], progress: Teller) -> dict[str, Any]:
    home, name = Path(request["workspace"]), request["name"]
    if request["task"] == Task.DEMO:
        return make_demo(workspace=home, name=name, progress=progress)
    if request["task"] == Task.ARCHIVE:
        return download(
            choices=_choices(request["choices"]),
            folder=Path(request["folder"]),
            most=request["most"],
            progress=progress,
        )
    split = request.get("split_csv")
    return import_dataset(
        workspace=home,
        paths=[Path(path) for path in request["paths"]],
        name=name,
        layout=request.get("layout", "auto"),
        columns=request.get("columns"),
        mapping=request.get("mapping"),
        split_csv=Path(split) if split else None,
        seed=request.get("seed", 0),
        progress=progress,
    )


def _choices(told: dict[str, Any]) -> Choices:
    """As they were before they went through JSON, which has lists only."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
    }
    return Choices(**values)


def _write(path: Path, told: dict[str, Any]) -> None:
    write_atomically(path, json.dumps(told, ensure_ascii=False).encode())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
