"""Getting rid of runs with their files: for good, one by one or all that lie in the bin.

The bin itself, where a run keeps its folder, is left to the store.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from builder.upgrade import read_design
from layers_catalog.errors import UserError
from runs.files import DESIGN
from runs.results import MODEL
from runs.series.repeats import place_of
from runs.store.errors import RunConflictError, RunMissingError
from runs.store.listing import Wanted
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.earlier import StillNeededError, starts_from
from runs.workspace import run_folder, series_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def delete(workspace: Path, run_id: int, *, binned: bool = False) -> None:
    """Forget a finished run, its files too; looks at its test set stay counted.

    With the last fold of a cross-validation, or of one of its repeats, what was kept of all goes.

    Args:
        workspace: the folder with the runs.
        run_id: of the run.
        binned: only where it lies in the bin: it may have been brought back meanwhile.

    Raises:
        RunConflictError: the run is not finished, or is not in the bin.
        StillNeededError: a run that has not ended starts from what it learned.
    """
    with RunStore(workspace) as store:
        _refuse_needed(workspace, store, run_id)
        series = store.get(run_id).series
        store.delete(run_id, binned=binned)
        left = _folders_left(workspace, store, series)
    # A file that another program holds open (Windows) stays: no number is given twice.
    for folder in (run_folder(workspace, run_id), *left):
        shutil.rmtree(folder, ignore_errors=True)


def delete_each(
    workspace: Path, run_ids: Sequence[int], *, binned: bool = False
) -> tuple[list[int], list[UserError]]:
    """Delete several runs for good: one that cannot be deleted does not keep the others.

    Args:
        workspace: the folder with the runs.
        run_ids: of the runs.
        binned: only those that lie in the bin.

    Returns:
        The numbers of those that are gone, and why each other one is still there, or never was.
    """
    gone: list[int] = []
    kept: list[UserError] = []
    for run_id in dict.fromkeys(run_ids):
        try:
            delete(workspace, run_id, binned=binned)
        except (StillNeededError, RunMissingError, RunConflictError) as why:
            kept.append(why)
        else:
            gone.append(run_id)
    return gone, kept


def empty_bin(workspace: Path) -> tuple[list[int], list[UserError]]:
    """Delete all runs in the bin for good.

    Returns:
        The numbers of those that are gone, and why each other one is still there.
    """
    with RunStore(workspace) as store:
        there = [line.id for line in store.lines(Wanted(binned=True))]
    gone, kept = delete_each(workspace, there, binned=True)
    # Others were emptied, or brought back, in another window meanwhile.
    return gone, [why for why in kept if isinstance(why, StillNeededError)]


def without_files(workspace: Path, *run_ids: int) -> list[int]:
    """Which of these runs have lost their folder: somebody took it away by hand."""
    return [run_id for run_id in run_ids if not run_folder(workspace, run_id).is_dir()]


def _folders_left(workspace: Path, store: RunStore, series: str | None) -> list[Path]:
    """What was kept of a cross-validation of which no fold is left, not even in the bin."""
    if series is None:
        return []
    whole = place_of(series).whole
    there = {run.series for run in store.list(series=[whole], binned=None)}
    gone = ({series} - there) | (set() if there else {whole})
    return [series_folder(workspace, name) for name in sorted(gone)]


def _refuse_needed(workspace: Path, store: RunStore, run_id: int) -> None:
    """Keep what a worker loads whenever it begins, and reads to print its script at the end."""
    model = run_folder(workspace, run_id) / MODEL
    for run in store.list(states=[state for state in RunState if not state.finished]):
        try:
            design = read_design((run_folder(workspace, run.id) / DESIGN).read_bytes())
        except (OSError, UserError):
            continue  # it cannot be trained, so it needs nothing
        if starts_from(design, model, workspace):
            raise StillNeededError(
                f"Run {run_id} cannot be deleted yet: run {run.id} (“{run.name}”) starts from what "
                "it learned, and has not ended.",
                f"Wait until run {run.id} has ended, or stop it; then delete run {run_id}.",
            )
