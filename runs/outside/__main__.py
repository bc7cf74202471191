"""``python -m runs.outside FOLDER``: judges as ``request.json`` there asks; see ``job``."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

from layers_catalog.errors import UserError
from runs.outside.job import ERROR, PROGRESS, REQUEST
from runs.outside.judging import judge
from runs.training.process import write_atomically

_EVERY_S = 0.25


class _Teller:
    """Writes how far it is a few times a second, each part with its own clock."""

    def __init__(self, folder: Path) -> None:
        self._file, self._what = folder / PROGRESS, ""
        self._began = self._told = 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if what != self._what:
            self._what, self._began, self._told = what, now, 0.0
        if now - self._told < _EVERY_S and done < total:
            return
        self._told = now
        told = {"done": done, "total": total, "what": what, "seconds": now - self._began}
        write_atomically(self._file, json.dumps(told).encode())


def main(folder: Path) -> int:
    """Judge; the folder is removed when the result is kept, and holds the reason when not."""
    asked = json.loads((folder / REQUEST).read_bytes())
    try:
        judge(
            Path(asked["workspace"]),
            asked["run"],
            asked["dataset"],
            mapping=asked["mapping"],
            progress=_Teller(folder),
        )
    except UserError as error:
        told = {"message": error.message, "hint": error.hint}
        write_atomically(folder / ERROR, json.dumps(told).encode())
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    sys.exit(main(Path(sys.argv[1])))
