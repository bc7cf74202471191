"""What the frozen part of a network makes of each photograph, computed once for all runs.

Which part that is comes from ``prefix``, how it is computed from ``computing``, where it is kept
from ``feature_store``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runs.training.computing import fastest
from runs.training.epochs import Feed
from runs.training.feature_store import TooLargeNumberError
from runs.training.samples import BATCH
from runs.training.views import Views

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import tensorflow as tf
    from numpy.typing import NDArray

    from runs.training.computing import Pass
    from runs.training.feature_store import FeatureStore
    from runs.training.prefix import Split
    from runs.training.recipe import Recipe
    from runs.training.samples import Samples

MOST_BYTES = 8 * 2**30
"""Larger features are not stored: the run then goes through the whole network in every epoch. No
look at the free disk space, so that a resumed run goes the way it went before."""
SPLITS = ("train", "validation")
TOLERANCE: Final = {True: 1e-3, False: 1e-2}
"""The largest difference between the scores of the whole network and of its two parts, where all is
computed in float32, and where it is not."""
_COMPARED = 8
_VERSION = "2"
"""Counted up when what is stored would be computed in another way."""


@dataclass(frozen=True)
class Features:
    """The features of the images of some splits.

    Args:
        split: the network's parts.
        samples: the photographs.
        store: where they are kept, and may be already.
        precise: whether to compute and to keep them in float32 throughout.
        asked: how many views of each training photograph are wanted.
        seed: the recipe's, by which they are changed.
        splits: whose images, validation among them.
    """

    split: Split
    samples: Samples
    store: FeatureStore
    precise: bool
    asked: int = 1
    seed: int = 0
    splits: tuple[str, ...] = SPLITS

    @cached_property
    def views(self) -> Views:
        """In which ways the training photographs are looked at."""
        return Views(self.split.whole, self.split.changes, self.asked, self.seed)

    @property
    def small_enough(self) -> bool:
        """Whether they may be kept on the disk."""
        width = 1 if self.precise else 2
        return self.images * self.split.bytes_per_image // width <= MOST_BYTES

    @property
    def images(self) -> int:
        """Photographs that are looked at, in all views."""
        return sum(len(self.samples.rows(name)) * self._views_of(name) for name in self.splits)

    def _views_of(self, split: str) -> int:
        """Only what is learned from is looked at in several ways."""
        return self.views.count if split == "train" else 1

    @cached_property
    def key(self) -> str:
        """A digest of all that the features depend on."""
        size = self.samples.store.size
        told = [_VERSION, self.precise, self.samples.dataset.digest, size, self.splits]
        told.append(self.views.key)
        digest = hashlib.sha256(repr([*told, self.split.frozen]).encode())
        for weights in [*self.split.prefix.get_weights(), *self.views.weights()]:
            digest.update(np.ascontiguousarray(weights).data)
        return digest.hexdigest()

    @property
    def known(self) -> bool:
        """Whether they are kept already, from this or another run."""
        try:
            return bool(self._tables)
        except LookupError:
            return False

    def make(self, told: Callable[[int, int], None]) -> Pass:
        """Compute and keep them; returns what computed them.

        Where 16 bits would change the scores too much, all is computed in 32 bits.

        Args:
            told: called with photographs done and in all, after each batch; may raise to end it.

        Raises:
            OSError: there is no room for them.
        """
        way = fastest(self.split.prefix, precise=self.precise)
        if way.precision != "float32" and not self._good_enough(way):
            way = fastest(self.split.prefix, precise=True)
            way = replace(way, why=way.why or "In bfloat16 the scores would differ too much.")
        for dtype in ("float32",) if self.precise else ("float16", "float32"):
            try:
                self.store.write(self.key, self._blocks(way, told), dtype=dtype)
            except TooLargeNumberError:
                continue
            break
        return way

    def _blocks(
        self, way: Pass, told: Callable[[int, int], None]
    ) -> dict[str, Iterator[NDArray[np.float32]]]:
        done = 0

        def of(split: str) -> Iterator[NDArray[np.float32]]:
            nonlocal done
            for view in range(self._views_of(split)):
                change = self.views.change(view)
                batches = self.samples.batches(split, BATCH)
                for block in way.over(change(images.numpy()) for images, _ in batches):
                    done += len(block)
                    told(done, self.images)
                    yield block

        return {split: of(split) for split in self.splits}

    def agree(self) -> bool:
        """Whether the parts score some photographs as the whole network does."""
        return self._agrees(self.read("validation")[:_COMPARED])

    def _good_enough(self, way: Pass) -> bool:
        made = way.over([self.views.change(0)(self._compared())])
        return self._agrees(np.concatenate(list(made)))

    def _agrees(self, features: NDArray[Any]) -> bool:
        whole = self.split.whole(self._compared(), training=False)
        parts = self.split.head(features.astype(np.float32), training=False)
        return bool(np.abs(np.asarray(whole) - np.asarray(parts)).max() <= TOLERANCE[self.precise])

    def _compared(self) -> NDArray[np.float32]:
        """The first validation photographs.

        Few of them: outside a graph, Keras keeps what every layer made until the last is done.
        """
        images, _ = next(iter(self.samples.batches("validation", _COMPARED)))
        found: NDArray[np.float32] = images.numpy()
        return found

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

    def scored(self, recipe: Recipe) -> NDArray[np.float32]:
        """What the parts say of the validation photographs now, of shape (n, classes)."""
        validation = self.feed(recipe).validation()
        scores: NDArray[np.float32] = self.split.head.predict(validation, verbose=0)
        return scores

    def _batches(self, name: str, batch_size: int, shuffle_seed: int | None) -> tf.data.Dataset:
        import tensorflow as tf

        features, targets = self.read(name), self.samples.onehot(name)
        order, view = np.arange(len(targets)), np.zeros(len(targets), dtype=np.int64)
        if shuffle_seed is not None:  # as data.pipeline does: the same order with or without us
            chance = np.random.default_rng(shuffle_seed)
            order = chance.permutation(len(targets))
            view = chance.integers(self.views.count, size=len(targets))

        def wide(rows: NDArray[Any]) -> NDArray[np.float32]:
            found: NDArray[np.float32] = features[rows].astype(np.float32)
            return found

        def read(rows: tf.Tensor, target: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            made = tf.numpy_function(wide, [rows], tf.float32, stateful=False)
            made.set_shape((None, *features.shape[1:]))
            return made, target

        chosen = (order + len(targets) * view, targets[order])
        return tf.data.Dataset.from_tensor_slices(chosen).batch(batch_size).map(read).prefetch(2)

    def read(self, name: str) -> NDArray[Any]:
        """The features of a split's images in the manifest's order, mapped and not read.

        Of the training images, one view after the other.
        """
        return self._tables[name]

    @cached_property
    def _tables(self) -> dict[str, NDArray[Any]]:
        found = self.store.read(self.key)
        if found is None:
            raise LookupError("the features must be made before they are read")
        return found
