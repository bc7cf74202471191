"""A pretrained network that acts as in use also while it learns.

The text below the imports is printed word for word into the exported ``train.py``: Keras only.
"""

import keras


def steady(network: keras.Model) -> keras.Model:
    """Keep the averages of BatchNormalization as they are, and let dropout do nothing.

    It is not enough to apply the network with ``training=False``: when a model around it learns, it
    passes its own ``training`` on to all that is inside.

    Args:
        network: is changed and given back.
    """
    act = network.call

    def call(*given: keras.KerasTensor, **more: object) -> keras.KerasTensor:
        return act(*given, **{**more, "training": False})

    network.call = call
    return network
