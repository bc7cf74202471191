"""A network that computes in 16 bits while it learns; used by the program and by ``train.py``."""

import keras

NARROW, WIDE = "mixed_bfloat16", "float32"


def compute_in(model: keras.Model, policy: str) -> None:
    """Let the layers that have weights compute as ``policy`` says; the weights stay in 32 bits.

    The scores stay in 32 bits, too, and so does all without weights at the beginning: what prepares
    photographs tells single grey values apart, of which 16 bits know only some. To be called before
    the network is compiled.

    Args:
        model: the network.
        policy: "mixed_bfloat16", or "float32" to undo it.
    """
    for layer in model.layers:
        if layer is model.layers[-1] or not layer.weights:
            continue
        layer.dtype_policy = keras.dtype_policies.get(policy)
        if isinstance(layer, keras.Model):
            for inner in layer.layers:
                inner.dtype_policy = keras.dtype_policies.get(policy)
