"""The saved designs as a list shows them: found by words, the last changed first, with their runs.

What is on the shelf is left to ``builder.shelf.designs``, what runs came to, to the store.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from builder.shelf.designs import DesignShelf
from builder.shelf.glances import glance
from builder.shelf.recognising import recognised
from runs.files import DATASET
from runs.results import read_dataset
from runs.store.listing import Wanted
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from runs.store.listing import RunLine
    from runs.store.store import RunStore


class Saved(NamedTuple):
    """A design on the shelf.

    Args:
        name: of the design.
        layers: how many it has; None where its file is damaged.
        changed: when it was saved last.
        who: saved it; "" where that is not known.
        former: names that it had.
        file: its own.
    """

    name: str
    layers: int | None
    changed: datetime
    who: str
    former: tuple[str, ...]
    file: Path


class Tried(NamedTuple):
    """What the runs of a design came to.

    Args:
        runs: how many there are.
        best: the one with the best validation AUC of those that learnt from photographs, if any.
    """

    runs: int
    best: RunLine | None


def saved_designs(workspace: Path, search: str = "") -> list[Saved]:
    """The saved designs, the last changed first.

    Args:
        workspace: the folder with the designs.
        search: words, each of which is to be found in a design's name, description, sources, or in
            a layer's type, name or note.
    """
    shelf = DesignShelf(workspace)
    files, words = shelf.files(), search.casefold().split()
    found = []
    for name, path in files.items():
        told = glance(path)
        says = told.says if told else name.casefold()
        if not all(word in says for word in words):
            continue
        about = shelf.history_of(path).about()
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        found.append(
            Saved(name, told.layers if told else None, changed, about.who, about.names, path)
        )
    return sorted(found, key=lambda one: one.changed, reverse=True)


def tried(workspace: Path, store: RunStore, designs: Sequence[Saved]) -> dict[str, Tried]:
    """What the runs of each design came to, by its name; runs in the bin do not count.

    A run is a design's that has or had its name, and is, or was trained as, its network.
    """
    called: dict[str, list[Saved]] = defaultdict(list)
    for one in designs:
        for name in {one.name, *one.former}:
            called[name].append(one)
    if not called:
        return {}
    may: dict[str, list[RunLine]] = {one.name: [] for one in designs}
    for run in store.lines(Wanted(designs=list(called))):
        for one in called[run.design_name]:
            may[one.name].append(run)
    told = {}
    for one in designs:
        runs = _its_own(workspace, one, may[one.name])
        told[one.name] = Tried(len(runs), _best(workspace, runs))
    return told


def _its_own(workspace: Path, design: Saved, runs: Sequence[RunLine]) -> list[RunLine]:
    """Those of the runs that trained this design, whatever else is called so."""
    history = DesignShelf(workspace).history_of(design.file)
    networks = recognised(design.file, history, {run.design_digest for run in runs})
    return [run for run in runs if run.design_digest in networks]


def _best(workspace: Path, runs: Sequence[RunLine]) -> RunLine | None:
    """By validation AUC; a fold is judged on other images, and a drawing says nothing of skin."""
    judged = [run for run in runs if run.auc is not None and run.series is None]
    for run in sorted(judged, key=lambda run: -(run.auc or 0)):
        if not _synthetic(workspace, run):
            return run
    return None


def _synthetic(workspace: Path, run: RunLine) -> bool:
    if run.synthetic is not None:
        return run.synthetic
    return bool(read_dataset(run_folder(workspace, run.id) / DATASET).get("synthetic"))


def designs_json(workspace: Path, store: RunStore, search: str = "") -> list[dict[str, Any]]:
    """The list as commands print it."""
    found = saved_designs(workspace, search)
    of = tried(workspace, store, found)
    return [_told(one, of[one.name]) for one in found]


def _told(one: Saved, tried: Tried) -> dict[str, Any]:
    best = tried.best
    kept = {"id", "dataset", "auc", "auc_low", "auc_high"}
    return {
        "design": one.name,
        "layers": one.layers,
        "changed": one.changed.isoformat(timespec="seconds"),
        "who": one.who,
        "runs": tried.runs,
        "best": None if best is None else best.model_dump(include=kept),
    }
