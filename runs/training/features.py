"""What the frozen part of a network makes of each photograph, computed once for all runs.

Which part that is comes from ``prefix``, how it is computed from ``computing``, where it is kept
from ``feature_table``. Nothing of it depends on the division into parts: whichever run or fold asks
first for a photograph, the numbers are the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runs.training.epochs import Feed
from runs.training.feature_table import View
from runs.training.features_made import Made, Table
from runs.training.views import Views

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import tensorflow as tf
    from numpy.typing import NDArray

    from runs.training.computing import Pass
    from runs.training.feature_store import FeatureStore
    from runs.training.feature_table import Block
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
_KEY_DIGITS: Final = 40
_VERSION = "3"
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
        """Photographs that the run needs, in all views."""
        return sum(map(len, self._wanted))

    @cached_property
    def _wanted(self) -> list[NDArray[np.int64]]:
        """The rows of the pixel store that are needed in each view, in their order.

        Only what is learned from is looked at in several ways.
        """
        once = np.sort(np.concatenate([self.samples.rows(name) for name in self.splits]))
        more = self.views.count - 1 if "train" in self.splits else 0
        return [once, *[self.samples.rows("train")] * more]

    @cached_property
    def _kept(self) -> list[View]:
        """Of each view, what is known of all photographs."""
        store = self.samples.store
        told = [_VERSION, self.precise, store.said, self.split.frozen]
        digest = hashlib.sha256(repr(told).encode())
        for weights in [*self.split.prefix.get_weights(), *self.views.weights()]:
            digest.update(np.ascontiguousarray(weights).data)
        found = []
        for view in range(len(self._wanted)):
            own = digest.copy()
            own.update(repr(self.views.key(view)).encode())
            found.append(View(self.store, own.hexdigest()[:_KEY_DIGITS], store.count))
        return found

    def _missing(self, way: str) -> list[NDArray[np.int64]]:
        """The rows of each view that one way of computing has not seen."""
        views = zip(self._kept, self._wanted, strict=True)
        return [view.by(way).missing(rows) for view, rows in views]

    @property
    def known(self) -> bool:
        """Whether they are kept already, from this or other runs."""
        return self._way is not None

    @property
    def _way(self) -> str | None:
        """What has computed all of them, if one has."""
        ways = sorted({way for view in self._kept for way in view.known})
        return next((way for way in ways if not any(map(len, self._missing(way)))), None)

    def make(self, told: Callable[[int, int], None]) -> Made:
        """Compute and keep what is not known yet.

        Where 16 bits would change the scores too much, all is computed in 32 bits.

        Args:
            told: called with photographs done and in all, after each batch; may raise to end it.

        Raises:
            OSError: there is no room for them.
        """
        way = self.split.way(precise=self.precise)
        if way.precision != "float32" and not self._good_enough(way):
            way = self.split.way(precise=True)
            way = replace(way, why=way.why or "In bfloat16 the scores would differ too much.")
        called = f"{way.by} {way.precision}".lower().replace(" ", "-")
        missing = self._missing(called)
        images, done = sum(map(len, missing)), 0

        def counted(blocks: Iterator[Block]) -> Iterator[Block]:
            nonlocal done
            for rows, features in blocks:
                done += len(rows)
                told(done, images)
                yield rows, features

        for number, rows in enumerate(missing):
            if len(rows):
                blocks = counted(self._blocks(way, number, rows))
                self._kept[number].learn(called, rows, blocks, narrow=not self.precise)
        return Made(way, images, self.images - images)

    def _blocks(self, way: Pass, view: int, rows: NDArray[np.int64]) -> Iterator[Block]:
        """The features of some rows in one view, in their order."""
        seen = self.views.seen(view, rows, self.samples.store)
        done = 0
        for features in way.over(seen):
            yield rows[done : done + len(features)], features
            done += len(features)

    def agree(self) -> bool:
        """Whether the parts score some photographs as the whole network does."""
        few = self.samples.rows("validation")[:_COMPARED]
        return self._agrees(self.read("validation")[:_COMPARED], few)

    def _good_enough(self, way: Pass) -> bool:
        """The same of the first photographs in use: the same ones in all folds of a dataset."""
        parts = [self.samples.rows(name) for name in ("train", "validation", "test")]
        few = np.sort(np.concatenate(parts))[:_COMPARED]
        made = way.over(self.views.seen(0, few, self.samples.store))
        return self._agrees(np.concatenate(list(made)), few)

    def _agrees(self, features: NDArray[Any], rows: NDArray[np.int64]) -> bool:
        pixels = self.samples.store.rows(rows).astype(np.float32)
        whole, parts = self.split.own.of(pixels), self.split.own_head.of(features)
        return bool(np.abs(whole - parts).max() <= TOLERANCE[self.precise])

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

        table, targets = self.read(name), self.samples.onehot(name)
        order, view = np.arange(len(targets)), np.zeros(len(targets), dtype=np.int64)
        if shuffle_seed is not None:  # as data.pipeline does: the same order with or without us
            chance = np.random.default_rng(shuffle_seed)
            order = chance.permutation(len(targets))
            view = chance.integers(self.views.count, size=len(targets))

        def read(
            places: tf.Tensor, views: tf.Tensor, target: tf.Tensor
        ) -> tuple[tf.Tensor, tf.Tensor]:
            made = tf.numpy_function(table.take, [places, views], tf.float32, stateful=False)
            made.set_shape((None, *table.shape[1:]))
            return made, target

        chosen = (order, view, targets[order])
        return tf.data.Dataset.from_tensor_slices(chosen).batch(batch_size).map(read).prefetch(2)

    def read(self, name: str) -> Table:
        """The features of a split's images in the manifest's order, read as they are taken.

        Raises:
            LookupError: they must be made before.
        """
        way = self._way
        if way is None:
            raise LookupError("the features must be made before they are read")
        return Table(self.samples.rows(name), [view.by(way) for view in self._kept])
