"""Trains any model on any feed, epoch by epoch, so that it can end and go on at every one.

What the batches hold is left to the feed, where things are written to the hooks and checkpoints.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation.metrics import headline_auc, log_loss
from runs.store.records import EpochRecord
from runs.training import checkpoints, network, standing
from runs.training.failures import TrainingError
from runs.training.pace import Pace
from runs.training.seeds import derive
from runs.training.standing import Saved, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import keras
    import tensorflow as tf
    from numpy.typing import NDArray

    from runs.training.recipe import Recipe

_log = logging.getLogger(__name__)
_TELL_S = 0.5


@dataclass(frozen=True)
class Feed:
    """Where the batches of a training come from.

    Args:
        training: from a shuffle seed to one epoch's batches of (inputs, one-hot labels).
        validation: all validation batches, in order.
        labels: class indices of the validation images, in that order.
        images: how many training images there are.
        steps: batches in one epoch.
        class_weight: how much an image of each class counts; ``None``: all the same.
    """

    training: Callable[[int], tf.data.Dataset]
    validation: Callable[[], tf.data.Dataset]
    labels: NDArray[np.int64]
    images: int
    steps: int
    class_weight: Mapping[int, float] | None = None


@dataclass(frozen=True)
class Hooks:
    """Whom a training tells, and whom it asks."""

    record: Callable[[EpochRecord], None]
    progress: Callable[[Mapping[str, Any]], None]
    ending: Callable[[], bool]
    scored: Callable[[int, NDArray[Any]], None] = lambda _epoch, _scores: None
    """Takes an epoch's validation scores, of shape (n, classes)."""


@dataclass
class Training:
    """One phase of learning: from its last checkpoint, or its beginning, to its end.

    Args:
        model: prepared (``network.prepare``), with its starting weights.
        feed: of batches.
        recipe: epochs, patience, learning rate and seed.
        phase: its name; part of every seed.
        folder: of the checkpoints.
        hooks: whom to tell and ask.
    """

    model: keras.Model
    feed: Feed
    recipe: Recipe
    phase: str
    folder: Path
    hooks: Hooks
    _saved: Saved = field(init=False)
    _pace: Pace = field(init=False)
    _step: int = field(default=0, init=False)
    _told: float = field(default=0.0, init=False)

    def run(self) -> Saved:
        """Train; returns where it stands and the best epoch's weights (none after no epoch).

        Raises:
            TrainingError: the loss is no longer a number.
        """
        self._pace = Pace(self.feed.steps, self.recipe.epochs, self.feed.images)
        self._saved = self._resumed()
        while self._goes_on():
            self._epoch(self._saved.standing.epoch + 1)
        return self._saved

    def _resumed(self) -> Saved:
        found = checkpoints.newest(self.folder)
        if found is None:
            return Saved(Standing(phase=self.phase), [])
        _log.info("Going on after epoch %d.", found.epoch)
        return standing.read(found.folder, self.model)

    def _goes_on(self) -> bool:
        return not (self._saved.standing.finished(self.recipe) or self.hooks.ending())

    def _epoch(self, number: int) -> None:
        began = time.monotonic()
        logs = self._learn(number)
        if self._step < self.feed.steps:
            return  # asked to end: half an epoch is no measurement, and cannot be resumed exactly
        learned = time.monotonic() - began
        _refuse_divergence(logs, number)
        scores = self.model.predict(self.feed.validation(), verbose=0)
        judged = judge(scores, self.feed.labels)
        _refuse_divergence(judged, number)
        seconds = time.monotonic() - began
        self._pace.epoch(seconds)
        self._keep(
            EpochRecord(
                phase=self.phase,
                epoch=number,
                loss=logs["loss"],
                accuracy=logs["accuracy"],
                learning_rate=float(self.model.optimizer.learning_rate),
                seconds=seconds,
                images_per_second=self.feed.images / learned,
                **judged,
            )
        )
        self.hooks.scored(number, scores)

    def _learn(self, number: int) -> dict[str, float]:
        """One pass over the training images; ends after a batch when asked to."""
        from keras.callbacks import LambdaCallback

        seed = self.recipe.seed
        network.set_chance(self.model, seed, self.phase, number)
        self._step = 0
        history = self.model.fit(
            self.feed.training(derive(seed, self.phase, number, "shuffle")),
            class_weight=self.feed.class_weight,
            shuffle=False,  # the feed does it, by its own seed
            verbose=0,
            callbacks=[LambdaCallback(on_train_batch_end=lambda *_, **__: self._stepped(number))],
        )
        return {name: values[-1] for name, values in history.history.items()}

    def _stepped(self, epoch: int) -> None:
        self._step += 1
        self._pace.step(self._step)
        if self.hooks.ending():
            self.model.stop_training = True
        if time.monotonic() - self._told >= _TELL_S or self._step == self.feed.steps:
            self._told = time.monotonic()
            self.hooks.progress(
                {
                    "text": "Training",
                    "phase": self.phase,
                    "epoch": epoch,
                    "epochs": self.recipe.epochs,
                    "step": self._step,
                    "steps": self.feed.steps,
                    "images_per_second": self._pace.images_per_second(),
                    "seconds_left": self._pace.seconds_left(epoch, self._step),
                }
            )

    def _keep(self, record: EpochRecord) -> None:
        """Tell the database, then save: an epoch told twice replaces itself."""
        now = self._saved.standing.after(record)
        best = self._saved.best if now.waited else self.model.get_weights()
        self._saved = Saved(now, best)
        self.hooks.record(record)
        checkpoints.save(
            self.folder, now.epoch, lambda folder: standing.write(folder, self._saved, self.model)
        )
        _log.info("Epoch %d: %s", now.epoch, in_words(record))


def in_words(record: EpochRecord) -> str:
    """What an epoch measured: "loss 0.6796, accuracy 0.5906, validation loss 0.5771, ..."."""
    measured = record.model_dump(exclude={"phase", "epoch"}, exclude_none=True)
    return ", ".join(
        f"{name.replace('val_', 'validation ').replace('_', ' ')} {value:.4g}"
        for name, value in measured.items()
    )


def judge(scores: NDArray[Any], labels: NDArray[np.int64]) -> dict[str, float | None]:
    """Loss, accuracy and exact AUC of validation scores, every image weighing the same.

    Args:
        scores: of shape (n, classes), rows sum to 1.
        labels: class indices, of shape (n,).
    """
    p = np.asarray(scores, dtype=np.float64)
    return {
        "val_loss": log_loss(labels, p),
        "val_accuracy": float((p.argmax(axis=1) == labels).mean()),
        "val_auc": headline_auc(labels, p),
    }


def _refuse_divergence(measured: Mapping[str, float | None], epoch: int) -> None:
    if any(value is not None and not np.isfinite(value) for value in measured.values()):
        raise TrainingError(
            f"Training lost its way in epoch {epoch}: the loss is no longer a number.",
            "Train again with a learning rate ten times smaller.",
        )
