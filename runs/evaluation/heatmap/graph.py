"""A network as a flat list of steps: the same layers, the insides of nested networks among them.

What the steps mean for a heat map is left to ``ends``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
from keras import KerasTensor


@dataclass(frozen=True, eq=False)
class Step:
    """One operation in the graph.

    Args:
        operation: a layer, an operation of ``keras.ops``, or a network without weights.
        given: the tensors that it takes.
        made: the tensor that it gives; the first, where it gives several.
    """

    operation: keras.Operation
    given: tuple[KerasTensor, ...]
    made: KerasTensor


def traced(network: keras.Model) -> tuple[keras.Model, list[Step]]:
    """A network that shares all layers with ``network``, and its steps from input to output.

    Networks inside it that have weights are opened; those without, as for skin, stay one step.
    """
    while any(map(_opens, network.layers)):
        network = keras.models.clone_model(network, clone_function=_the_same, call_function=_opened)
    found: list[Step] = []

    def noted(operation: keras.Operation, *given: Any, **more: Any) -> Any:  # noqa: ANN401  Keras's own
        made = operation(*given, **more)
        taken = [one for one in keras.tree.flatten((given, more)) if isinstance(one, KerasTensor)]
        found.append(Step(operation, tuple(taken), keras.tree.flatten(made)[0]))
        return made

    copy = keras.models.clone_model(network, clone_function=_the_same, call_function=noted)
    return copy, found


def _opens(layer: keras.Operation) -> bool:
    return isinstance(layer, keras.Model) and bool(layer.weights)


def _the_same(layer: keras.Operation) -> keras.Operation:
    return layer


def _opened(layer: keras.Operation, *given: Any, **more: Any) -> Any:  # noqa: ANN401  Keras's own
    return layer.call(*given, training=False) if _opens(layer) else layer(*given, **more)
