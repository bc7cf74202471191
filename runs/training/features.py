"""What the frozen part of a network makes of each photograph, computed once and kept on disk.

Which part that is comes from ``prefix``. The features belong to one attempt at one run: they are
made anew after a restart, and removed when training is over.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from runs.training.epochs import Feed
from runs.training.network import as_graph
from runs.training.samples import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import tensorflow as tf
    from numpy.typing import NDArray

    from runs.training.prefix import Split
    from runs.training.recipe import Recipe
    from runs.training.samples import Samples

MOST_BYTES = 2 * 2**30
"""Larger features are not stored: the run then goes through the whole network in every epoch. No
look at the free disk space, so that a resumed run goes the way it went before."""
FOLDER = "features"
SPLITS = ("train", "validation")
TOLERANCE = 1e-3
"""The largest difference between the scores of the whole network and of its two parts."""
_COMPARED = 4


@dataclass(frozen=True)
class Features:
    """The features of the training and validation images.

    Args:
        split: the network's parts.
        samples: the photographs.
        run_folder: of the run; the files lie in a folder of their own in it.
    """

    split: Split
    samples: Samples
    run_folder: Path

    @classmethod
    def if_small_enough(cls, split: Split, samples: Samples, run_folder: Path) -> Features | None:
        """Features to be made, or ``None`` where they would take too much room."""
        images = sum(len(samples.rows(name)) for name in SPLITS)
        if images * split.bytes_per_image > MOST_BYTES:
            return None
        return cls(split, samples, run_folder)

    def make(self, told: Callable[[int, int], None]) -> int:
        """Compute and write them; returns how many photographs there were.

        Args:
            told: called with photographs done and in all, after each batch.
        """
        (self.run_folder / FOLDER).mkdir(exist_ok=True)
        total = sum(len(self.samples.rows(name)) for name in SPLITS)
        compute, done = as_graph(self.split.prefix), 0
        for name in SPLITS:
            # Written, not mapped: a full disk is then an error and not the end of the process.
            with self._file(name).open("wb") as file:
                for images, _ in self.samples.batches(name, BATCH):
                    made = compute(images).numpy()
                    file.write(np.ascontiguousarray(made, dtype=np.float32).data)
                    done += len(made)
                    told(done, total)
        return total

    def agree(self) -> bool:
        """Whether the two parts score some photographs as the whole network does.

        Few of them: outside a graph, Keras keeps what every layer made until the last is done.
        """
        images, _ = next(iter(self.samples.batches("validation", _COMPARED)))
        whole = self.split.whole(images, training=False)
        parts = self.split.head(self.read("validation")[: len(images)], training=False)
        return bool(np.abs(np.asarray(whole) - np.asarray(parts)).max() <= TOLERANCE)

    def feed(self, recipe: Recipe) -> Feed:
        """The feed of the photographs, with features in their place and in the same order."""
        plain = self.samples.feed(recipe)
        return Feed(
            training=lambda seed: self._batches("train", recipe.batch_size, seed),
            validation=lambda: self._batches("validation", recipe.batch_size, None),
            labels=plain.labels,
            images=plain.images,
            steps=plain.steps,
            class_weight=plain.class_weight,
        )

    def _batches(self, name: str, batch_size: int, shuffle_seed: int | None) -> tf.data.Dataset:
        import tensorflow as tf

        features, targets = self.read(name), self.samples.onehot(name)
        order = np.arange(len(targets))
        if shuffle_seed is not None:  # as data.pipeline does: the same order with or without us
            order = np.random.default_rng(shuffle_seed).permutation(len(targets))

        def read(rows: tf.Tensor, target: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            made = tf.numpy_function(features.__getitem__, [rows], tf.float32, stateful=False)
            made.set_shape((None, *features.shape[1:]))
            return made, target

        rows = tf.data.Dataset.from_tensor_slices((order, targets[order])).batch(batch_size)
        return rows.map(read).prefetch(2)

    def read(self, name: str) -> NDArray[Any]:
        """The features of a split's images as they lie on the disk, in the manifest's order."""
        shape = (len(self.samples.rows(name)), *self.split.prefix.output_shape[1:])
        return np.memmap(self._file(name), dtype=np.float32, mode="r", shape=shape)

    def _file(self, name: str) -> Path:
        return self.run_folder / FOLDER / f"{name}.f32"


def discard(run_folder: Path) -> None:
    """Give the room on the disk back, whoever made the features."""
    shutil.rmtree(run_folder / FOLDER, ignore_errors=True)
