"""The careful script, after Keras's guide to transfer learning: features once, then a Dense head.

The frozen backbone goes over the photographs once (``predict``, float32, no XLA); dropout and one
sigmoid unit learn from what it gives, and the best epoch is put behind the backbone and saved.
https://keras.io/guides/transfer_learning. Prints, as JSON, images a second of that one pass.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from benchmarks.engine import networks
from benchmarks.engine.scripts import options

if TYPE_CHECKING:
    from numpy.typing import NDArray


def main() -> None:
    given = options(__doc__)
    keras.utils.set_random_seed(given.seed)
    base = networks.backbone(given.network, height=given.height, width=given.width)
    base.trainable = False
    pooled = layers.GlobalAveragePooling2D()(base.output)
    extractor = keras.Model(base.input, pooled)
    extractor.compile(jit_compile=False)

    began = time.monotonic()
    training, validation = (
        features(extractor, given.photographs / split) for split in ("train", "validation")
    )
    rate = (len(training[1]) + len(validation[1])) / (time.monotonic() - began)

    head = keras.Sequential(
        [
            keras.Input(pooled.shape[1:]),
            layers.Dropout(0.2),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    networks.prepare(head, given, jit_compile=False)
    best = keras.callbacks.EarlyStopping(
        monitor="val_auc", mode="max", patience=given.epochs, restore_best_weights=True
    )
    head.fit(
        *training,
        validation_data=validation,
        batch_size=32,
        epochs=given.epochs,
        callbacks=[best],
        verbose=0,
    )
    keras.Model(base.input, head(pooled)).save(given.model)
    print(json.dumps({"images_per_second": rate}))


def features(
    extractor: keras.Model, folder: Path
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the backbone makes of the photographs of class folders, and their labels.

    Args:
        extractor: from pixels to features.
        folder: of one split, with two class folders.

    Returns:
        features of shape (n, channels), and labels of shape (n, 1): 1 for the second class.
    """
    photographs = keras.utils.image_dataset_from_directory(
        folder,
        label_mode="binary",
        image_size=extractor.input_shape[1:3],
        batch_size=32,
        shuffle=False,
        verbose=False,
    )
    second = photographs.class_names[1]
    labels = [[Path(file).parent.name == second] for file in photographs.file_paths]
    found = extractor.predict(photographs.prefetch(tf.data.AUTOTUNE), verbose=0)
    return found, np.array(labels, dtype=np.float32)


if __name__ == "__main__":
    main()
