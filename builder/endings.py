"""Rules for the end of a drawing, which is one, and for what is fitted or measured only once.

What flows through the rest is left to ``validation``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.params import layer_type, read_layer
from builder.problems import error, in_a_row, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from builder.inference import NodeReport
    from builder.problems import Names, Problem
    from builder.spec import GraphSpec, Node
    from builder.topology import Graph
    from layers_catalog import Layer


def ends(spec: GraphSpec) -> list[Node]:
    """The layers that give an answer: in a sound drawing, one."""
    return [node for node in spec.nodes if (known := layer_type(node.type)) and known.ends]


def fitted_end(spec: GraphSpec) -> tuple[str, Layer] | None:
    """The head of a sound drawing that is fitted at once, by the id of its layer, if it has one."""
    for node in ends(spec):
        layer, _ = read_layer(node, node.id)
        if layer is not None and layer.fitted:
            return node.id, layer
    return None


def one_end(graph: Graph, names: Names) -> Iterator[Problem]:
    """What keeps the drawing from having exactly one end."""
    found = ends(graph.spec)
    if not found:
        loose = graph.loose
        place = f" after {names.of(loose[0])}" if len(loose) == 1 else " at the end"
        yield error(
            None,
            "no-classifier",
            "The drawing has no Classifier, which gives the answer.",
            f"Add a Classifier{place}.",
        )
    for node in found[1:]:
        yield error(
            node,
            "many-classifiers",
            f"The drawing has {_counted(found)}, but there is one answer.",
            "Keep one and delete the rest.",
        )
    for node in found:
        if after := sorted(set(graph.after[node.id])):
            yield error(
                node,
                "after-classifier",
                f"{names.of(node.id)} is the end, but it leads on to {names.listed(after)}.",
                f"Remove what comes after it, or put it before the {node.type}.",
            )


@dataclass(frozen=True)
class Behind:
    """A layer that is fitted or measured only once, and what leads to it.

    Args:
        node: the layer.
        above: every layer that leads to it.
        layers: of the drawing, as far as they can be read.
        reports: what is known of them.
        names: how they are called.
    """

    node: Node
    above: frozenset[str]
    layers: Mapping[str, Layer]
    reports: Mapping[str, NodeReport]
    names: Names

    @property
    def name(self) -> str:
        """What the layer is called."""
        return self.names.of(self.node.id)

    @property
    def learning(self) -> list[str]:
        """Layers before it whose weights training changes, moving averages included."""
        return sorted(one for one in self.above if one in self.layers and self._learns(one))

    @property
    def random(self) -> list[str]:
        """Layers before it that only change values by chance, while a network learns."""
        known = (one for one in self.above if one in self.layers)
        return sorted(one for one in known if self.layers[one].only_by_chance)

    def _learns(self, node_id: str) -> bool:
        told = self.reports[node_id]
        return self.layers[node_id].trains and bool(told.trainable or told.non_trainable)


def fitted_problems(at: Behind) -> Iterator[Problem]:
    """What is wrong before a head that is fitted at once.

    It cannot teach the layers before it; and random changes, which act while a network learns epoch
    by epoch, never do.
    """
    if learning := at.learning:
        frozen = [one for one in learning if hasattr(at.layers[one], "trainable")]
        out = f"Freeze {at.names.listed(frozen)}" if frozen == learning else "Remove what learns"
        yield error(
            at.node,
            "fitted-behind-learning",
            f"{at.name} is fitted once, to layers that stay as they are, but "
            f"{at.names.listed(learning)} before it would have to learn.",
            f"{out}, or use a Classifier in place of {at.node.type}.",
        )
    if idle := at.random:
        yield warning(
            at.node,
            "fitted-behind-chance",
            f"{at.name} is fitted to each photograph as it is, so "
            f"{at.names.listed(idle)} before it will have no effect.",
            f"Remove {at.names.listed(idle)}, or use a Classifier in place of {at.node.type}.",
        )


def measured_problems(at: Behind) -> Iterator[Problem]:
    """What is wrong before a layer that measures once."""
    if learning := at.learning:
        yield warning(
            at.node,
            "measured-behind-learning",
            f"{at.name} measures once, before training, but {at.names.listed(learning)} "
            "before it will learn, so that what it measured will no longer be true.",
            f"Use BatchNormalization in place of {at.name}, or put {at.name} right after Input.",
        )


def _counted(found: Sequence[Node]) -> str:
    """As in "2 Classifiers", or where they differ "2 ends (Classifier and SVM)"."""
    kinds = [node.type for node in found]
    if len(set(kinds)) == 1:
        return f"{len(found)} {kinds[0]}s"
    return f"{len(found)} ends ({in_a_row(kinds)})"
