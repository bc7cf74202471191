"""Stands here for the network that code generation prints in its place."""

import keras


def build_model(support_vectors: int = 0) -> keras.Model:
    """The network of the design; photographs as RGB, 0 to 255, in and probabilities out.

    Only the network of a support vector machine takes the number of its support vectors.
    """
    raise NotImplementedError


def load_starting_weights(model: keras.Model) -> None:
    """Give the pretrained parts of ``model`` the weights that they start from."""
    raise NotImplementedError
