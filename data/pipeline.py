"""Batches for training: ``tf.data`` over the pixel store, the same for the same seed.

The only file of this room that needs TensorFlow. Labels and indices are the caller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from data.pixels import PixelStore

AHEAD = 4  # batches in the making while one is learned from


def batches(
    store: PixelStore,
    indices: ArrayLike,
    labels_onehot: ArrayLike,
    *,
    batch_size: int,
    shuffle_seed: int | None,
) -> tf.data.Dataset:
    """One pass over some images.

    Args:
        store: where the pixels are.
        indices: rows of the manifest, shape (n,).
        labels_onehot: their targets, shape (n, classes), row for row.
        batch_size: images a batch, at least 1; the last may hold fewer.
        shuffle_seed: the order depends on it alone; give another for each epoch. None keeps the
            order of ``indices``.

    Returns:
        pairs of float32 images in 0 to 255, shape (batch, height, width, 3), and float32 targets.

    Raises:
        ValueError: not as many targets as images, or no image.
    """
    rows = np.asarray(indices, dtype=np.int64)
    targets = np.asarray(labels_onehot, dtype=np.float32)
    if not len(rows) or len(rows) != len(targets):
        raise ValueError(
            "Expected a target for each image, and at least one image. "
            f"Received {len(rows)} images and {len(targets)} targets"
        )
    if shuffle_seed is not None:
        order = np.random.default_rng(shuffle_seed).permutation(len(rows))
        rows, targets = rows[order], targets[order]

    def read(chosen: tf.Tensor, target: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels = tf.numpy_function(store.rows, [chosen], tf.uint8, stateful=False)
        pixels.set_shape((None, *store.size.shape))
        return tf.cast(pixels, tf.float32), target

    dataset = tf.data.Dataset.from_tensor_slices((rows, targets)).batch(batch_size)
    made = dataset.map(read, num_parallel_calls=AHEAD, deterministic=True)
    return made.prefetch(AHEAD)
