"""The networks of the usual and the careful script, by the book, from raw pixels on.

``efficientnet_lite0`` takes its layers and its ImageNet weights from this project, since Keras has
neither. Each other one is Keras's own, or a few lines.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import keras
from keras import layers

from builder.networks.efficientnet_lite0 import efficientnet_lite0

if TYPE_CHECKING:
    from argparse import Namespace

WEIGHTS = Path(__file__).resolve().parents[2] / "builder" / "networks" / "weights"
BACKBONES = ("resnet50", "efficientnet_lite0")


def backbone(name: str, *, height: int, width: int) -> keras.Model:
    """A pretrained network without its classifier, its preprocessing in front.

    Args:
        name: one of ``BACKBONES``; "resnet50" has random weights, which are as fast as others.
        height: of its input, in pixels.
        width: of its input, in pixels.

    Returns:
        from RGB values of 0 to 255, shape (n, height, width, 3), to maps, each 1/32 of the sides.
    """
    image = keras.Input((height, width, 3))
    if name == "resnet50":
        prepared = keras.applications.resnet50.preprocess_input(image)
        body = keras.applications.ResNet50(
            weights=None, include_top=False, input_shape=image.shape[1:]
        )
    else:
        prepared = layers.Rescaling(1 / 128, offset=-127 / 128)(image)
        body = efficientnet_lite0(input_shape=image.shape[1:])
        body.load_weights(WEIGHTS / "efficientnet_lite0.weights.h5")
    return keras.Model(image, body(prepared, training=False))


def with_classifier(base: keras.Model) -> keras.Model:
    """A backbone with average pooling, dropout and one sigmoid unit behind it."""
    x = layers.GlobalAveragePooling2D()(base(base.input))
    x = layers.Dropout(0.2)(x)
    return keras.Model(base.input, layers.Dense(1, activation="sigmoid")(x))


def two_convolutions(*, height: int, width: int) -> keras.Model:
    """Twice 64 convolutions of 3 × 3 with pooling, then one sigmoid unit."""
    return keras.Sequential(
        [
            keras.Input((height, width, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def prepare(model: keras.Model, given: Namespace, **more: object) -> None:
    """Give a network its optimiser, loss and metrics.

    Args:
        model: ends in one sigmoid unit.
        given: what ``scripts.options`` has read.
        more: further arguments of Keras's ``compile``, whose defaults are kept.
    """
    optimiser = keras.optimizers.get(given.optimiser)
    optimiser.learning_rate = given.learning_rate
    auc = keras.metrics.AUC(name="auc")
    model.compile(optimiser, loss="binary_crossentropy", metrics=["accuracy", auc], **more)
