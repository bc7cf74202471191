"""Shapes, counts and problems over a whole drawing, live at each layer, without Keras.

A broken layer does not hide the rest: layers after it wait for it and repeat nothing. The rules
are the catalog's, ``wiring``'s and ``validation``'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from builder.block_reports import block_reports
from builder.expansion import at_drawn_layers, expanded
from builder.mends import with_mends
from builder.params import layer_type, read_layer
from builder.problems import Names, Problem, Severity, error, warning
from builder.topology import Graph, reach
from builder.totals import Totals, totals
from builder.validation import drawing_problems, network_problems, total_problems
from builder.wiring import spec_problems, wiring_problems
from layers_catalog.shapes import ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.block_reports import BlockReport
    from builder.spec import GraphSpec, Node
    from layers_catalog import Layer
    from layers_catalog.base import Inference
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


@dataclass(frozen=True)
class NodeReport:
    """What is known about one layer.

    Args:
        shape: of its result, without the batch axis; ``None`` when it cannot be told.
        trainable: number of weights that training changes.
        non_trainable: number of weights that it does not.
        macs: work for one image, in multiply-adds or their equal in time.
        still_macs: how many of them are in a first part that does not learn, though the rest does.
        inside: how many numbers it holds for one image besides its result.
        waits_for: the id of the layer before it that must be mended first, if there is one.
        note: what is not known yet, in a few words; may be empty.
    """

    shape: Shape | None
    trainable: int = 0
    non_trainable: int = 0
    macs: int = 0
    still_macs: int = 0
    inside: int = 0
    waits_for: str | None = None
    note: str = ""


@dataclass(frozen=True)
class GraphReport:
    """What is known about a drawing.

    Args:
        nodes: by id, of each layer of the network, the copies that repeated blocks make included.
        problems: at drawn layers, and of the drawing as a whole.
        totals: of the network.
        layers: the network's layers as the catalog reads them.
        blocks: by id.
        graph: of the network, every repetition drawn out.
        drawn: of the drawing; the same where nothing is repeated.
        copies: for each id in ``nodes`` that is not drawn the layer that it repeats.
    """

    nodes: dict[str, NodeReport]
    problems: tuple[Problem, ...]
    totals: Totals
    layers: dict[str, Layer]
    blocks: dict[str, BlockReport]
    graph: Graph = field(repr=False, compare=False)
    drawn: Graph = field(repr=False, compare=False)
    copies: Mapping[str, str] = field(default_factory=dict)

    @property
    def network(self) -> GraphSpec:
        """The layers and connections of the network."""
        return self.graph.spec

    @property
    def sound(self) -> bool:
        """Whether it can become a network: no problem is an error."""
        return all(problem.severity is not Severity.ERROR for problem in self.problems)


def infer(spec: GraphSpec, facts: Facts, *, memory_mb: float | None = None) -> GraphReport:
    """Shapes, counts and problems of a drawing; never raises for a mistake in it.

    Args:
        spec: the drawing, sound or not.
        facts: what the dataset tells; the defaults will do before one is chosen.
        memory_mb: what training may take; by default, the memory of this computer.
    """
    whole = expanded(spec)
    graph, names = Graph(whole.spec), Names(spec, whole.origin)
    drawn = graph if whole.spec is spec else Graph(spec)
    walk = _Walk(graph, facts, names)
    walk.along(whole.origin)
    problems = [*spec_problems(spec), *whole.problems]
    problems += [*drawing_problems(graph, names), *walk.problems]
    problems += network_problems(graph, walk.layers, walk.reports, names)
    in_all = totals(graph, walk.layers, walk.reports)
    if not any(problem.severity is Severity.ERROR for problem in problems):
        problems += total_problems(in_all, memory_mb=memory_mb)
    told = with_mends(
        at_drawn_layers(problems, spec, whole), drawn, walk.layers, walk.reports, names
    )
    blocks = block_reports(spec, whole, walk.reports)
    return GraphReport(walk.reports, told, in_all, walk.layers, blocks, graph, drawn, whole.origin)


class _Walk:
    """One pass over the layers, each after those before it."""

    def __init__(self, graph: Graph, facts: Facts, names: Names) -> None:
        self.names = names
        self.layers: dict[str, Layer] = {}
        self.reports: dict[str, NodeReport] = {}
        self.problems: list[Problem] = []
        self._facts = facts
        self._graph = graph
        self._nodes = {node.id: node for node in graph.spec.nodes}
        self._broken: set[str] = set()

    def along(self, origin: Mapping[str, str]) -> None:
        """Fill ``layers``, ``reports`` and ``problems``.

        Args:
            origin: for each copy the layer that was drawn, with the same parameters.
        """
        for node in self._nodes.values():
            layer, wrong = self._read(node, origin.get(node.id))
            problems = (*wrong, *self._wiring(node))
            self.problems += problems
            if layer is not None:
                self.layers[node.id] = layer
            if layer is None or problems:
                self._broken.add(node.id)
        for node_id in self._graph.order.ids:
            self.reports[node_id] = self._report(self._nodes[node_id])
        heads = self._heads(self._graph.order.cyclic)
        for node_id in sorted(self._nodes.keys() - self.reports.keys()):
            self.reports[node_id] = NodeReport(None, waits_for=heads.get(node_id))

    def _read(self, node: Node, drawn: str | None) -> tuple[Layer | None, tuple[Problem, ...]]:
        """A copy is the layer that it repeats, at which its problems are told."""
        if drawn is not None:
            return self.layers.get(drawn), ()
        return read_layer(node, self.names.of(node.id))

    def _wiring(self, node: Node) -> Iterator[Problem]:
        known = layer_type(node.type)
        if known is not None:
            into = self._graph.into[node.id]
            yield from wiring_problems(node, known.slots, into, self.names)

    def _report(self, node: Node) -> NodeReport:
        if node.id in self._broken:
            return NodeReport(None)
        before = self._graph.before[node.id]
        shapes = [self.reports[source].shape for source in before]
        inputs = tuple(shape for shape in shapes if shape is not None)
        if len(inputs) < len(shapes):
            source = before[shapes.index(None)]
            return NodeReport(None, waits_for=self.reports[source].waits_for or source)
        try:
            known = self.layers[node.id].infer(*inputs, facts=self._facts.at(node.id))
        except ShapeError as refused:
            self.problems.append(error(node, refused.code, refused.message, refused.hint))
            return NodeReport(None)
        return self._noted(node, known)

    def _noted(self, node: Node, known: Inference) -> NodeReport:
        self.problems += [
            warning(node, remark.code, remark.message, remark.hint) for remark in known.remarks
        ]
        return NodeReport(
            known.shape,
            known.trainable,
            known.non_trainable,
            known.macs,
            known.still_macs,
            known.inside,
            note=known.note,
        )

    def _heads(self, cycles: tuple[tuple[str, ...], ...]) -> dict[str, str]:
        """For each layer in or after a cycle the one at which the cycle is told."""
        after = self._graph.after
        heads: dict[str, str] = {}
        for head, *_ in cycles:
            heads.update(dict.fromkeys(reach(after, [head]) - heads.keys(), head))
        return {node_id: head for node_id, head in heads.items() if node_id != head}
