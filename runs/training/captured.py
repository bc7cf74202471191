"""Lets OpenVINO read a network's weights in time that grows with their number, not its square.

It looks for each weight among all of them, a dozen times: for 600 weights, longer than all else.
What is computed with the network is left to ``computing``.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import tensorflow as tf


class Decoder(Protocol):
    """What OpenVINO reads an operation of a graph with."""

    get_variable: Callable[[tf.Operation], tf.Tensor | None]
    """The weight that an operation reads."""


@contextmanager
def looked_up(decoder: Decoder, graph: tf.Graph) -> Iterator[None]:
    """Within, each weight of the graph is looked up by its name.

    Args:
        decoder: OpenVINO's ``TFGraphNodeDecoder``.
        graph: of a traced function. Other graphs are read as always.
    """
    slow, known = decoder.get_variable, _weights(graph)

    def quick(operation: tf.Operation) -> tf.Tensor | None:
        if operation.graph is not graph:
            return slow(operation)
        return known.get(operation.outputs[0].name)

    decoder.get_variable = staticmethod(quick)
    try:
        yield
    finally:
        decoder.get_variable = staticmethod(slow)


def _weights(graph: tf.Graph) -> dict[str, tf.Tensor]:
    """What the graph takes from outside, by the name that it has in there; nothing is copied."""
    held = {id(variable.handle): variable for variable in graph.variables}
    found = {}
    for outside, inside in graph.captures:
        if outside.dtype.name != "resource":
            found[inside.name] = outside
        elif id(outside) in held:
            found[inside.name] = held[id(outside)].read_value_no_copy()
    return found
