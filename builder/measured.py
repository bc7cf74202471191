"""Gives a network the weights that are measured, not learned: statistics and fitted heads.

Imports Keras, so only the worker and the helper import it. Measuring is left to ``runs.training``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import keras
    from numpy.typing import NDArray

    from layers_catalog.facts import Facts

MEASURED = 1
"""Any count above 0: a Normalization with weights of its own also counts what it has seen."""


def fill(
    model: keras.Model, names: Sequence[str], weights: Iterable[Sequence[NDArray[Any]]]
) -> None:
    """Give the layers of a fitted head their weights.

    Args:
        model: with a head of the size that was fitted.
        names: of its layers, as ``layers_catalog.fitted.filled`` tells them.
        weights: of each, in order.
    """
    for name, arrays in zip(names, weights, strict=True):
        model.get_layer(name).set_weights(arrays)
    settle(model)


def settle(model: keras.Model) -> None:
    """Let every Normalization take over the weights that it was given.

    Trap: it calculates with copies of them, which ``set_weights`` of Keras 3.15 leaves as they
    were; ``adapt`` and loading a file renew them.
    """
    for layer in model.layers:
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()


def give_statistics(model: keras.Model, facts: Facts) -> None:
    """Give each Normalization what it measured on the training images."""
    for name, known in facts.statistics.items():
        weights = [np.asarray(one) for one in (known.mean, known.variance, MEASURED)]
        model.get_layer(name).set_weights(weights)
    settle(model)
