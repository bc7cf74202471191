"""The usual script: transfer learning by the book, with Keras's defaults throughout.

float32, ``jit_compile="auto"``, the frozen backbone inside the model, validation after each epoch,
the best epoch saved. Kept as it is: what is measured against it may change, this not. Prints, as
JSON, how many images a second the last epoch trained on, and how long that epoch took in all.
"""

from __future__ import annotations

import json
import time
from typing import Any

import keras
import tensorflow as tf

from benchmarks.engine import networks
from benchmarks.engine.scripts import options


class Clock(keras.callbacks.Callback):
    """Times each epoch, and the training in it apart from the validation."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the clock."""
        self.began = time.monotonic()

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Note how long training took: validation begins."""
        self.training_seconds = time.monotonic() - self.began

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Note how long the epoch took, with its validation."""
        self.epoch_seconds = time.monotonic() - self.began


def main() -> None:
    given = options(__doc__)
    keras.utils.set_random_seed(given.seed)
    size = (given.height, given.width)
    training, validation = (
        keras.utils.image_dataset_from_directory(
            given.photographs / split,
            label_mode="binary",
            image_size=size,
            batch_size=32,
            shuffle=split == "train",
            seed=given.seed,
            verbose=False,
        )
        for split in ("train", "validation")
    )
    images = len(training.file_paths)

    if given.network in networks.BACKBONES:
        base = networks.backbone(given.network, height=given.height, width=given.width)
        base.trainable = given.all_layers
        model = networks.with_classifier(base)
    else:
        model = networks.two_convolutions(height=given.height, width=given.width)
    networks.prepare(model, given)
    clock = Clock()
    best = keras.callbacks.ModelCheckpoint(
        given.model, monitor="val_auc", mode="max", save_best_only=True
    )
    model.fit(
        training.prefetch(tf.data.AUTOTUNE),
        validation_data=validation.prefetch(tf.data.AUTOTUNE),
        epochs=given.epochs,
        callbacks=[clock, best],
        verbose=0,
    )
    rate = images / clock.training_seconds
    print(json.dumps({"images_per_second": rate, "epoch_seconds": clock.epoch_seconds}))


if __name__ == "__main__":
    main()
