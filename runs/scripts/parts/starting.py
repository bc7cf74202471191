"""Where the weights of a network start from, when none were given to it."""

import keras


def load_starting_weights(model: keras.Model) -> None:
    """Nothing to load: all weights of this network start from chance."""
