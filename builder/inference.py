"""Shapes, counts and problems over a whole drawing, live at each layer, without Keras.

A broken layer does not hide the rest: layers after it wait for it and repeat nothing. The rules
are the catalog's, ``wiring``'s and ``validation``'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from builder import memory
from builder.block_reports import block_reports
from builder.expansion import at_drawn_layers, expanded
from builder.mends import with_mends
from builder.params import layer_type, read_layer
from builder.problems import Names, Problem, Severity, error, warning
from builder.topology import incoming, order, reach, reversed_arrows, sources
from builder.validation import drawing_problems, network_problems, total_problems
from builder.wiring import spec_problems, wiring_problems
from layers_catalog.base import Category
from layers_catalog.shapes import ShapeError, product

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.block_reports import BlockReport
    from builder.spec import GraphSpec, Node
    from builder.topology import Order
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
class Totals:
    """What is known about the network.

    Args:
        layers: how many the network has, each repetition of a block counted.
        trainable: number of weights that training changes.
        non_trainable: number of weights that it does not.
        macs: work for one image, in multiply-adds or their equal in time.
        memory_mb: what training with batches of 32 takes, roughly; 0 while nothing can be told.
    """

    layers: int = 0
    trainable: int = 0
    non_trainable: int = 0
    macs: int = 0
    memory_mb: float = 0.0


@dataclass(frozen=True)
class GraphReport:
    """What is known about a drawing.

    Args:
        nodes: by id, of each layer of the network, the copies that repeated blocks make included.
        problems: at drawn layers, and of the drawing as a whole.
        totals: of the network.
        layers: the network's layers as the catalog reads them.
        blocks: by id.
        network: the layers and connections of the network, every repetition drawn out.
        copies: for each id in ``nodes`` that is not drawn the layer that it repeats.
    """

    nodes: dict[str, NodeReport]
    problems: tuple[Problem, ...]
    totals: Totals
    layers: dict[str, Layer]
    blocks: dict[str, BlockReport]
    network: GraphSpec = field(repr=False)
    copies: Mapping[str, str] = field(default_factory=dict)

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
    network, names = whole.spec, Names(spec, whole.origin)
    found, walk = order(network), _Walk(network, facts, names)
    walk.along(found)
    problems = [*spec_problems(spec), *whole.problems]
    problems += [*drawing_problems(network, found.cyclic, names), *walk.problems]
    problems += network_problems(network, walk.layers, walk.reports, names)
    totals = _totals(network, walk.layers, walk.reports)
    if not any(problem.severity is Severity.ERROR for problem in problems):
        problems += total_problems(totals, memory_mb=memory_mb)
    told = with_mends(
        at_drawn_layers(problems, spec, whole), spec, walk.layers, walk.reports, names
    )
    blocks = block_reports(spec, whole, walk.reports)
    return GraphReport(walk.reports, told, totals, walk.layers, blocks, network, whole.origin)


class _Walk:
    """One pass over the layers, each after those before it."""

    def __init__(self, spec: GraphSpec, facts: Facts, names: Names) -> None:
        self.names = names
        self.layers: dict[str, Layer] = {}
        self.reports: dict[str, NodeReport] = {}
        self.problems: list[Problem] = []
        self._facts = facts
        self._nodes = {node.id: node for node in spec.nodes}
        self._before = sources(spec)
        self._edges = incoming(spec)

    def along(self, found: Order) -> None:
        """Fill ``layers``, ``reports`` and ``problems``."""
        broken = set()
        for node in self._nodes.values():
            layer, problems = read_layer(node, self.names.of(node.id))
            problems = (*problems, *self._wiring(node))
            self.problems += problems
            if layer is not None:
                self.layers[node.id] = layer
            if problems:
                broken.add(node.id)
        for node_id in found.ids:
            self.reports[node_id] = self._report(self._nodes[node_id], broken)
        heads = self._heads(found.cyclic)
        for node_id in sorted(self._nodes.keys() - self.reports.keys()):
            self.reports[node_id] = NodeReport(None, waits_for=heads.get(node_id))

    def _wiring(self, node: Node) -> Iterator[Problem]:
        known = layer_type(node.type)
        if known is not None:
            yield from wiring_problems(node, known.slots, self._edges[node.id], self.names)

    def _report(self, node: Node, broken: set[str]) -> NodeReport:
        if node.id in broken:
            return NodeReport(None)
        before = self._before[node.id]
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
        after = reversed_arrows(self._before)
        heads: dict[str, str] = {}
        for head, *_ in cycles:
            heads.update(dict.fromkeys(reach(after, [head]) - heads.keys(), head))
        return {node_id: head for node_id, head in heads.items() if node_id != head}


def _totals(spec: GraphSpec, layers: dict[str, Layer], reports: dict[str, NodeReport]) -> Totals:
    """Sums over all layers that can be told."""
    trainable = sum(report.trainable for report in reports.values())
    non_trainable = sum(report.non_trainable for report in reports.values())
    values = _values(spec, layers, reports)
    return Totals(
        layers=len(reports),
        trainable=trainable,
        non_trainable=non_trainable,
        macs=sum(report.macs for report in reports.values()),
        memory_mb=memory.training_mb(trainable, non_trainable, values) if values else 0.0,
    )


def _values(spec: GraphSpec, layers: dict[str, Layer], reports: dict[str, NodeReport]) -> int:
    """How many numbers training keeps for one photograph: all results from the first that learns.

    What comes before it is let go at once; only the largest of these results counts.
    """
    before = sources(spec)
    learning = [node_id for node_id, report in reports.items() if report.trainable]
    keeping = reach(reversed_arrows(before), learning).union(learning)
    kept = passing = 0
    for node_id, report in reports.items():
        if report.shape is None:
            continue
        size = product(report.shape) + _inside(layers[node_id], report, before[node_id], reports)
        if node_id in keeping:
            kept += size
        else:
            passing = max(passing, size)
    return kept + passing


def _inside(
    layer: Layer, report: NodeReport, before: tuple[str, ...], reports: dict[str, NodeReport]
) -> int:
    """What a layer holds besides its result, in numbers for one photograph."""
    if layer.category is not Category.PRETRAINED:
        return report.inside
    each = memory.INSIDE_LEARNING if report.trainable else memory.INSIDE_FROZEN
    return each * sum(memory.pixels(reports[one].shape or ()) for one in before)
