"""How far a training has come, and the files from which it goes on exactly there.

Written into a checkpoint's folder and read from it; when that happens is left to ``epochs``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from runs.store.records import EpochRecord

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import keras
    from numpy.typing import NDArray

    from runs.training.recipe import Recipe

    Arrays = list[NDArray[Any]]

STATE, WEIGHTS, BEST, OPTIMISER = "state.json", "weights.npz", "best.npz", "optimiser.npz"


class Standing(BaseModel):
    """Epochs done, which of them was best, and what each measured."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phase: str
    epoch: int = 0
    best_epoch: int = 0
    history: tuple[EpochRecord, ...] = ()
    seconds: float = 0.0
    """Of training so far, over all attempts."""

    @property
    def waited(self) -> int:
        """Epochs since the best one."""
        return self.epoch - self.best_epoch

    @property
    def worth(self) -> tuple[float, float]:
        """Of the best epoch, by which epochs are ranked: more is better. There must be one."""
        return _worth(self.history[self.best_epoch - 1])

    def finished(self, recipe: Recipe) -> bool:
        """Whether every epoch is done, or patience has run out."""
        impatient = 0 < recipe.patience <= self.waited
        return self.epoch >= recipe.epochs or impatient

    def after(self, record: EpochRecord) -> Standing:
        """The standing one epoch later; of two equally good epochs the earlier stays best."""
        history = (*self.history, record)
        better = not self.best_epoch or _worth(record) > self.worth
        return Standing(
            phase=self.phase,
            epoch=record.epoch,
            best_epoch=record.epoch if better else self.best_epoch,
            history=history,
            seconds=self.seconds + record.seconds,
        )


def kept_epoch(epochs: Iterable[EpochRecord]) -> int:
    """Which epoch of a run was kept, counted from 1; 0 where there is none."""
    standing = Standing(phase="")
    for place, record in enumerate(epochs, start=1):
        standing = standing.after(record.model_copy(update={"epoch": place}))
    return standing.best_epoch


def _worth(record: EpochRecord) -> tuple[float, float]:
    """Epochs are ranked by validation AUC, then (or where there is none) by validation loss."""
    auc = -1.0 if record.val_auc is None else record.val_auc
    loss = float("inf") if record.val_loss is None else record.val_loss
    return auc, -loss


@dataclass(frozen=True)
class Saved:
    """A standing with the weights that belong to it."""

    standing: Standing
    best: Arrays
    """The weights of the best epoch, in the order of ``model.get_weights()``."""


def write(folder: Path, saved: Saved, model: keras.Model) -> None:
    """Write what a later process needs to go on: weights, the best ones, optimiser, history.

    The best weights have a file of their own only where they are not the present ones. There is
    no random state: every seed follows from the recipe, the phase and the epoch.
    """
    write_arrays(folder / WEIGHTS, model.get_weights())
    if saved.standing.waited:
        write_arrays(folder / BEST, saved.best)
    write_arrays(folder / OPTIMISER, [np.asarray(v.value) for v in model.optimizer.variables])
    (folder / STATE).write_text(saved.standing.model_dump_json(indent=1), encoding="utf-8")


def read(folder: Path, model: keras.Model) -> Saved:
    """Put weights and optimiser back as they were; returns where training stood.

    Args:
        folder: of a checkpoint that holds.
        model: of the same architecture, made ready to learn by ``network.prepare``.

    Raises:
        ValueError: the checkpoint is of another network.
    """
    standing = Standing.model_validate_json((folder / STATE).read_bytes())
    model.set_weights(read_arrays(folder / WEIGHTS))
    values = read_arrays(folder / OPTIMISER)
    for variable, value in zip(model.optimizer.variables, values, strict=True):
        variable.assign(value)
    best = read_arrays(folder / BEST) if standing.waited else model.get_weights()
    return Saved(standing, best)


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write weights into a file, in their order."""
    named = {f"{place:05d}": array for place, array in enumerate(arrays)}
    with path.open("wb") as file:
        np.savez(file, **named)  # type: ignore[arg-type]  # the stub takes allow_pickle for one


def read_arrays(path: Path) -> Arrays:
    """Weights as they were written; nothing in the file is unpickled."""
    with np.load(path, allow_pickle=False) as stored:
        return [stored[name] for name in sorted(stored.files)]
