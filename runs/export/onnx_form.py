"""A trained network as ONNX, for programs without Keras: ``python -m runs.export.onnx_form``.

A process of its own, for TensorFlow stays out of whoever asks. Whether the file says the same as
the network is left to ``verify.py``.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import keras

ONNX: Final = "model.onnx"
NEEDED: Final = ("onnx", "tf2onnx", "onnxruntime")
GET_IT: Final = 'Install them into this program\'s environment: pip install "lesion-studio[onnx]".'
PHOTOGRAPHS, SCORES = "photographs", "scores"
"""What goes in: float32 of shape (n, height, width, 3), RGB, 0 to 255.
What comes out: float32 of shape (n, classes)."""
_OPSET: Final = 18
_RANDOM: Final = "Random"
"""How the names of layers begin that change photographs while a network learns, and never later."""


def missing() -> tuple[str, ...]:
    """The packages that a network as ONNX needs and this computer lacks."""
    return tuple(name for name in NEEDED if importlib.util.find_spec(name) is None)


def main() -> None:
    """Write the network of one file to another."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    model, to = map(Path, sys.argv[1:])
    to.write_bytes(converted(model))


def converted(file: Path) -> bytes:
    """The network of a ``model.keras`` as an ONNX file.

    Raises:
        Exception: of many kinds, where tf2onnx has no words for one of its layers.
    """
    import keras
    import tensorflow as tf
    import tf2onnx
    from onnx import numpy_helper

    keras.config.set_dtype_policy("float32")
    model = in_use_only(keras.saving.load_model(file, compile=False))
    signature = [tf.TensorSpec(model.input_shape, tf.float32, name=PHOTOGRAPHS)]

    def said(photographs: Any) -> dict[str, Any]:  # noqa: ANN401  a tensor of TensorFlow
        return {SCORES: model(photographs, training=False)}

    scores = tf.function(said, input_signature=signature)
    proto, _ = tf2onnx.convert.from_function(scores, input_signature=signature, opset=_OPSET)
    # tf2onnx takes constants that Keras made before for inputs: they get their values here.
    constants = {
        inside.name: value.numpy()
        for value, inside in scores.get_concrete_function().graph.captures
        if value.dtype != tf.resource
    }
    for given in list(proto.graph.input):
        if given.name in constants:
            proto.graph.initializer.append(
                numpy_helper.from_array(constants[given.name], given.name)
            )
            proto.graph.input.remove(given)
    found: bytes = proto.SerializeToString(deterministic=True)
    return found


def in_use_only(model: keras.Model) -> keras.Model:
    """The network without the layers that change photographs at random: they only teach."""
    import keras

    def called(layer: keras.layers.Layer, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  Keras's own
        return args[0] if type(layer).__name__.startswith(_RANDOM) else layer(*args, **kwargs)

    return keras.models.clone_model(model, clone_function=lambda layer: layer, call_function=called)


if __name__ == "__main__":
    main()
