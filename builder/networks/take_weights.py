"""Weights taken over from a network that is kept, layer by layer.

What the function does is printed word for word into the exported ``train.py``: Keras only.
"""

from __future__ import annotations

import keras


def take_weights(model: keras.Model, kept: keras.Model) -> None:
    """Let each layer start from that of a kept network with the same name and form, if any.

    Networks inside are left as they are: where they start from is told by their own Calls.

    Args:
        model: with fresh weights.
        kept: the network that is kept.
    """
    given = {layer.name: layer.get_weights() for layer in kept.layers}
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            continue
        weights = given.get(layer.name, [])
        if [one.shape for one in weights] == [one.shape for one in layer.get_weights()]:
            layer.set_weights(weights)
