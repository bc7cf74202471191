"""``python -m ui.pages.data.ways_in.job_main FOLDER``: does what ``request.json`` there asks for.

It tells its progress, its result or its error in files beside it; who asks is left to ``jobs``.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.archive.choices import Choices
from data.archive.download import download
from data.demo import make_demo
from data.importing import import_dataset
from layers_catalog.errors import UserError
from runs.training.process import write_atomically
from ui.pages.data.ways_in.jobs import ERROR, PROGRESS, REQUEST, RESULT, Progress, Task

if TYPE_CHECKING:
    from types import FrameType

_LOOKS_PER_SECOND = 4


class _Teller:
    """Writes progress a few times a second, each part with its own clock."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / PROGRESS
        self._what = ""
        self._began = self._told = 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if what != self._what:
            self._what, self._began, self._told = what, now, 0.0
        if now - self._told < 1 / _LOOKS_PER_SECOND and done < total:
            return
        self._told = now
        told = Progress(done=done, total=total, what=what, seconds=now - self._began)
        partial = self._file.with_suffix(".partial")
        partial.write_text(json.dumps(asdict(told)), encoding="utf-8")
        partial.replace(self._file)


def main(folder: Path) -> int:
    """Do the job; the exit status is 0 when there is a result."""
    signal.signal(signal.SIGTERM, _end)
    request = json.loads((folder / REQUEST).read_bytes())
    try:
        result = _work(request, _Teller(folder))
    except UserError as error:
        _write(folder / ERROR, {"message": error.message, "hint": error.hint})
        return 1
    _write(folder / RESULT, result)
    return 0


def _end(_signal: int, _frame: FrameType | None) -> None:
    """Asked to stop: unwind, so that whoever writes cleans up."""
    raise SystemExit(1)


def _work(request: dict[str, Any], progress: _Teller) -> dict[str, Any]:
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
