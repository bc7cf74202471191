"""The other folds of a cross-validation: networks of one design that saw other photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.results import MODEL
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

    from runs.store.records import RunRecord
    from runs.store.store import RunStore


def other_folds(workspace: Path, store: RunStore, run: RunRecord) -> list[RunRecord]:
    """Those that have a trained network, in the order of the folds; none where it is no fold."""
    if run.series is None:
        return []
    folds = [one for one in store.list() if one.series == run.series and one.id != run.id]
    there = [one for one in folds if (run_folder(workspace, one.id) / MODEL).is_file()]
    return sorted(there, key=lambda one: one.fold or 0)
