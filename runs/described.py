"""A run's record and its numbers as the JSON that commands print and files keep.

Which numbers may be given out is for ``runs.results``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from runs.store.records import RunRecord

NOTED = frozenset({"starred", "tags", "note", "in_bin"})
"""What of a run's JSON people noted for themselves: given out to nobody."""
_CURVES = frozenset({"roc", "pr"})


def without_curves(evaluation: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of one split without its curves, reliability bins and subgroups."""
    kept = _without(evaluation, {*_CURVES, "subgroups"})
    kept["per_class"] = {
        name: _without(told, _CURVES) for name, told in evaluation["per_class"].items()
    }
    if evaluation.get("calibration"):
        kept["calibration"] = {
            name: _without(told, {"bins"}) if isinstance(told, dict) else told
            for name, told in evaluation["calibration"].items()
        }
    return kept


def _without(told: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in names}


def short(told: dict[str, Any] | None) -> dict[str, Any] | None:
    """``without_curves``, also of a split without numbers."""
    return None if told is None else without_curves(told)


def described(run: RunRecord) -> dict[str, Any]:
    """What the store knows of a run, without its numbers."""
    return {
        "run": run.id,
        "name": run.name,
        "state": str(run.state),
        "error": run.error,
        "design": run.design_name,
        "design_digest": run.design_digest,
        "dataset": run.dataset,
        "dataset_digest": run.dataset_digest,
        "recipe": run.recipe,
        "seed": run.seed,
        **({"series": run.series, "fold": run.fold, "folds": run.folds} if run.series else {}),
        "epochs": run.epochs_planned,
        "seconds": run.seconds,
        "phases": run.phases,
        "peak_memory_mb": run.peak_memory_mb,
        "test_opened": run.test_opened,
        **noted_json(run),
    }


def noted_json(run: RunRecord) -> dict[str, Any]:
    """What people noted of a run, and whether it lies in the bin."""
    return {
        "starred": run.starred,
        "tags": list(run.tags),
        "note": run.note,
        "in_bin": run.binned_at is not None,
    }
