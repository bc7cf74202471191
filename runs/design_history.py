"""The history of a design as commands print it and pages show it, with the runs of each version."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from builder.shelf.changes import changes
from builder.shelf.designs import DesignShelf
from runs.store.listing import Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from builder.shelf.versions import Entry
    from runs.store.store import RunStore


def runs_of(
    workspace: Path, store: RunStore, name: str, entries: Sequence[Entry]
) -> dict[int, list[int]]:
    """The numbers of the runs that each version was trained in, by its number; no bin.

    Args:
        workspace: the folder with the designs.
        store: of the runs.
        name: of the design.
        entries: its versions.
    """
    shelf = DesignShelf(workspace)
    names = [name, *shelf.history_of(shelf.path_of(name)).about().names]
    lines = store.lines(Wanted(designs=names))
    return {
        one.number: sorted(
            run.id for run in lines if one.version and run.design_digest in one.version.trained
        )
        for one in entries
    }


def history_json(workspace: Path, store: RunStore, name: str) -> list[dict[str, Any]]:
    """All versions of a design, the newest first.

    Raises:
        DesignError: there is no such design.
    """
    entries = DesignShelf(workspace).versions(name)
    runs = runs_of(workspace, store, name, entries)
    return [
        _told(one, before, runs[one.number]) for one, before in pairwise([*entries, None]) if one
    ]


def _told(one: Entry, before: Entry | None, runs: list[int]) -> dict[str, Any]:
    version, earlier = one.version, before.spec if before else None
    changed = changes(earlier, one.spec) if earlier and one.spec else []
    return {
        "version": one.number,
        "made": version and version.made.isoformat(timespec="seconds"),
        "who": version and version.who,
        "kept": version and str(version.kind),
        "why": version and version.why,
        "runs": runs,
        "layers": one.spec and len(one.spec.nodes),
        "changes": changed,
        "problem": one.problem or None,
    }
