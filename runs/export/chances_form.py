"""A trained network that gives its scores at a temperature: ``python -m runs.export.chances_form``.

A process of its own, for TensorFlow stays out of whoever asks. Whether the file says what it should
is left to ``verify.py``.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from runs.tempering import LEAST_SCORE

if TYPE_CHECKING:
    import keras


def main() -> None:
    """Write the network of one file to another, at a temperature."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    model, to, temperature = sys.argv[1:]
    keras.config.set_dtype_policy("float32")
    given = keras.saving.load_model(model, compile=False)
    at_temperature(given, float(temperature)).save(to)


def at_temperature(model: keras.Model, temperature: float) -> keras.Model:
    """The network whose scores are softmax(log(score) / temperature), as ``tempering`` has them.

    Standard layers only, so that plain Keras loads it in safe mode; all others keep their names.

    Args:
        model: from photographs to scores, of shape (n, classes).
        temperature: above 0.
    """
    import keras

    logs = keras.ops.log(keras.ops.maximum(model.output, LEAST_SCORE))
    names = {layer.name for layer in model.layers}
    over = keras.layers.Rescaling(1 / temperature, name=_free("temperature", names))(logs)
    chances = keras.layers.Softmax(name=_free("chances", names))(over)
    return keras.Model(model.input, chances, name=model.name)


def _free(name: str, names: set[str]) -> str:
    """A name that no layer has."""
    while name in names:
        name += "_"
    return name


if __name__ == "__main__":
    main()
