"""A run as JSON, as its record tells it: what was asked for, how it went, what people noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runs.store.records import RunRecord


def described(run: RunRecord) -> dict[str, Any]:
    """All but its results."""
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
