"""What was chosen for a run, as far as it counted: a head that is fitted at once has no epochs.

Reads the record alone; what came of it is left to ``runs.results``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runs.store.records import RunRecord

_COUNTED = {"seed", "class_weights"}
"""What of a recipe counts where a head is fitted at once."""


def fitted(run: RunRecord) -> dict[str, Any]:
    """What was chosen while a head was fitted at once; empty where a network learnt."""
    return (run.summary or {}).get("fitted") or {}


def recipe(run: RunRecord) -> dict[str, Any]:
    """The settings of training that meant something to this run, by name."""
    found = fitted(run)
    counted = _COUNTED if found else run.recipe
    return {name: value for name, value in run.recipe.items() if name in counted} | found
