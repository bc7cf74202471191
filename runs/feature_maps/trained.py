"""Whose weights a drawing can be looked at with: the latest run that was trained on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.results import MODEL
from runs.store.listing import Wanted
from runs.store.states import RunState
from runs.training.origins import with_files, with_names
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

    from builder.spec import GraphSpec
    from runs.store.store import RunStore


def trained_run(workspace: Path, store: RunStore, spec: GraphSpec) -> int | None:
    """The latest run out of the bin that has a network of just this drawing; ``None`` for none."""
    frozen = {with_names(spec, workspace).digest()}
    frozen.add(with_files(spec, workspace).digest())  # as earlier versions froze it
    wanted = Wanted(states=(RunState.SUCCEEDED, RunState.STOPPED))
    alike = [run.id for run in store.lines(wanted) if run.design_digest in frozen]
    kept = (one for one in alike if (run_folder(workspace, one) / MODEL).is_file())
    return max(kept, default=None)
