"""The photographs of a run as arrays and batches, once they are known to be fit for training.

Reading pixels is left to ``data.pixels``, making batches to ``data.pipeline``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.pipeline import batches
from runs.training.epochs import Feed
from runs.training.failures import TrainingError

if TYPE_CHECKING:
    import tensorflow as tf
    from numpy.typing import NDArray

    from data.dataset import Dataset
    from data.pixels import PixelStore
    from runs.training.recipe import Recipe

BATCH = 32
"""Images looked at at once: enough for speed, and little memory whatever the recipe says."""


@dataclass(frozen=True)
class Samples:
    """What is trained and judged on.

    Args:
        dataset: the run's.
        store: its pixels at the Input's size.
        targets: class index of each row of the manifest, in the order of the network's classes.
        classes: how many there are.
    """

    dataset: Dataset
    store: PixelStore
    targets: NDArray[np.int64]
    classes: int

    def rows(self, split: str) -> NDArray[np.int64]:
        """The manifest's rows in a split."""
        return self.dataset.rows(split)

    def onehot(self, split: str) -> NDArray[np.float32]:
        """The targets of a split's images, of shape (n, classes)."""
        return np.eye(self.classes, dtype=np.float32)[self.targets[self.rows(split)]]

    def batches(
        self, split: str, batch_size: int, *, shuffle_seed: int | None = None
    ) -> tf.data.Dataset:
        """Batches of (float32 images 0 to 255, one-hot labels)."""
        return batches(
            self.store,
            self.rows(split),
            self.onehot(split),
            batch_size=batch_size,
            shuffle_seed=shuffle_seed,
        )

    def feed(self, recipe: Recipe) -> Feed:
        """The way of these photographs into training."""
        trained = self.targets[self.rows("train")]
        return Feed(
            training=lambda seed: self.batches("train", recipe.batch_size, shuffle_seed=seed),
            validation=lambda: self.batches("validation", recipe.batch_size),
            labels=self.targets[self.rows("validation")],
            images=len(trained),
            steps=-(-len(trained) // recipe.batch_size),
            class_weight=balanced(trained, self.classes) if recipe.class_weights else None,
        )


def balanced(labels: NDArray[np.int64], classes: int) -> dict[int, float]:
    """Weights that let every class count the same in total: n / (classes × images of it)."""
    counts = np.bincount(labels, minlength=classes)
    return {k: float(len(labels) / (classes * count)) for k, count in enumerate(counts)}


def checked(dataset: Dataset, class_names: tuple[str, ...], digest: str) -> NDArray[np.int64]:
    """The class index of each photograph, once the dataset is known to be the run's and fit.

    Args:
        dataset: as it is now.
        class_names: the network's.
        digest: of the dataset when the run was started.

    Raises:
        TrainingError: it changed since, a class has nothing to learn from, or the splits leak.
    """
    if dataset.digest != digest:
        raise TrainingError(
            f"The dataset “{dataset.name}” has changed since this run was started.",
            "Start a new run on it as it is now.",
        )
    if dataset.classes != class_names:
        raise TrainingError(
            f"The network tells {', '.join(class_names)} apart, but the dataset “{dataset.name}”"
            f" has {', '.join(dataset.classes)}.",
            "Start a new run on this dataset.",
        )
    _check_splits(dataset)
    _check_groups(dataset)
    return dataset.targets


def _check_splits(dataset: Dataset) -> None:
    counts = dataset.counts()
    for name in dataset.classes:
        if not counts["train"].get(name):
            raise TrainingError(
                f"The dataset “{dataset.name}” has no training image of “{name}”.",
                "Import it again with more images of it, or leave that class out.",
            )
    for split in ("validation", "test"):
        if not sum(counts.get(split, {}).values()):
            raise TrainingError(
                f"The dataset “{dataset.name}” has no {split} image.",
                "Import it again with more images, so that each split gets some.",
            )


def _check_groups(dataset: Dataset) -> None:
    """A lesion on two sides of the split would make every number too good."""
    sides = dataset.used.groupby("group")["split"].nunique()
    leaking = int((sides > 1).sum())
    if leaking:
        raise TrainingError(
            f"In the dataset “{dataset.name}” {leaking} {dataset.grouped_by}s are in more than one"
            " of train, validation and test, so the results would be too good to be true.",
            "Import it again, with a split that keeps the images of one together.",
        )
