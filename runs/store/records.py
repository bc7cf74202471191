"""A run and its epochs as frozen values, which pages, commands and workers read.

They change nothing: writing is left to ``RunStore``.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import Annotated, Any, NamedTuple

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from runs.store.notes import parted
from runs.store.states import RunState


def finite(value: object) -> object:
    """``value`` with every NaN and infinity in it replaced by None, which JSON and SQL can hold."""
    if isinstance(value, dict):
        return {key: finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


_Number = Annotated[float | None, BeforeValidator(finite)]
"""None where nothing was measured, or where training diverged and the number is no number."""
_Share = Annotated[Annotated[float, Field(ge=0, le=1)] | None, BeforeValidator(finite)]


class Fold(NamedTuple):
    """A run's place in a cross-validation; ``fold`` counts from 1 to ``folds``."""

    series: str
    fold: int
    folds: int


class EpochRecord(BaseModel):
    """What one epoch measured. Shares are in 0..1, ``epoch`` counts from 1 within its phase."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    phase: Annotated[str, Field(min_length=1, max_length=80)]
    epoch: Annotated[int, Field(ge=1)]
    loss: _Number = None
    accuracy: _Share = None
    val_loss: _Number = None
    val_accuracy: _Share = None
    val_auc: _Share = None
    learning_rate: _Number = None
    seconds: Annotated[float, Field(ge=0)] = 0.0
    images_per_second: _Number = None


class RunRecord(BaseModel):
    """A run as it stood when it was read. All moments are in UTC."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    name: str
    state: RunState
    attempt: int
    claim: str | None
    heartbeat_at: AwareDatetime | None
    progress_at: AwareDatetime | None
    stop_requested_at: AwareDatetime | None
    created_at: AwareDatetime
    queued_at: AwareDatetime
    started_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    design_name: str
    design_digest: str
    dataset: str
    dataset_digest: str
    recipe: dict[str, Any]
    seed: int
    epochs_planned: int
    error: str | None
    progress: dict[str, Any]
    summary: dict[str, Any] | None
    phases: list[dict[str, Any]]
    peak_memory_mb: float | None
    seconds: float | None
    starred: bool
    series: str | None = None
    """Names the cross-validation that the run is a fold of, if it is one."""
    fold: int | None = None
    """From 1."""
    folds: int | None = None
    synthetic: bool | None = None
    """Whether it learnt from drawings; None where only its files tell."""
    note: str = ""
    binned_at: AwareDatetime | None = None
    """When it was put into the bin."""
    tags: Annotated[tuple[str, ...], BeforeValidator(parted)] = ()
    test_opened: int
    """How often this run's test results were opened."""
    read_at: datetime
    """The database's clock when the run was read: ages are counted from it."""
