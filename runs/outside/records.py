"""What a run came to on other collections, as it was kept; and how often each was judged on.

Only files are read: light enough for the pages.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

FOLDER: Final = "external"
LEDGER: Final = "judged.jsonl"
"""In the workspace, a line for each time a collection was judged on: it outlives the runs."""


def results_of(workspace: Path, run_id: int) -> list[dict[str, Any]]:
    """As ``runs.outside.judging.judge`` gave them, the latest first; damaged ones left out."""
    found = []
    for path in (run_folder(workspace, run_id) / FOLDER).glob("*.json"):
        try:
            told = json.loads(path.read_bytes())
            found.append((str(told["judged_at"]), told))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return [told for _, told in sorted(found, key=lambda one: one[0], reverse=True)]


def count(workspace: Path, *, run_id: int, digest: str, at: str) -> None:
    """Note that a run was judged on a version of a dataset."""
    line = json.dumps({"run": run_id, "digest": digest, "at": at})
    with (workspace / LEDGER).open("a", encoding="ascii") as ledger:
        ledger.write(line + "\n")


def times_judged(workspace: Path, digests: Collection[str]) -> int:
    """How often any run was judged on any of these versions of a dataset, deleted runs too."""
    try:
        lines = (workspace / LEDGER).read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(_digest(line) in digests for line in lines)


def _digest(line: str) -> str:
    try:
        return str(json.loads(line)["digest"])
    except (ValueError, KeyError, TypeError):
        return ""
