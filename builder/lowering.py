"""From a sound drawing to its Calls, the one source of the built network and the printed code.

How a Call is built is left to ``compiler``, how it is printed to ``codegen``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from builder.inference import infer
from builder.problems import NotSoundError
from builder.topology import Graph, until
from layers_catalog.call import CallKind, Tensor

if TYPE_CHECKING:
    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from layers_catalog.call import Call
    from layers_catalog.facts import Facts

NETWORK_NAME: Final = "network"
"""Of the Keras model as a whole; no layer's, so that designs of one digest are one network."""
OWN_NETWORKS: Final = "builder.networks."
"""Where paths of networks begin that Keras does not bring."""


def lower(spec: GraphSpec, facts: Facts, report: GraphReport | None = None) -> tuple[Call, ...]:
    """The steps that make a drawing's network, each after those whose results it takes.

    Args:
        spec: the drawing.
        facts: what the dataset tells.
        report: what was inferred of it with them, where that is known already.

    Raises:
        NotSoundError: the drawing has errors; it holds them all.
    """
    report = report or infer(spec, facts)
    if not report.sound:
        raise NotSoundError(report.problems)
    return _lowered(facts, report, report.graph)


def lower_until(spec: GraphSpec, facts: Facts, node_id: str) -> tuple[Call, ...]:
    """The steps that make the result of one layer, of a drawing that may be unfinished elsewhere.

    Args:
        spec: the drawing.
        facts: what the dataset tells.
        node_id: of the layer, whose Call is the last one.

    Raises:
        NotSoundError: the result of that layer cannot be told.
    """
    report = infer(until(spec, node_id), facts)
    if report.nodes[node_id].shape is None:
        raise NotSoundError(report.problems)
    return _lowered(facts, report, report.graph)


def lower_known(spec: GraphSpec, facts: Facts) -> tuple[Call, ...]:
    """The steps that make the result of every layer that can be told, of any drawing.

    Args:
        spec: the drawing; layers that are wrong, and what comes after them, are left out.
        facts: what the dataset tells.
    """
    report = infer(spec, facts)
    known = {one for one, found in report.nodes.items() if found.shape is not None}
    network = report.network
    nodes = tuple(node for node in network.nodes if node.id in known)
    edges = tuple(edge for edge in network.edges if {edge.source, edge.target} <= known)
    told = network.model_copy(update={"nodes": nodes, "edges": edges})
    return _lowered(facts, report, Graph(told))


def _lowered(facts: Facts, report: GraphReport, graph: Graph) -> tuple[Call, ...]:
    """The steps of a graph, which is the report's network or a part of it."""
    before, ids = graph.before, graph.order.ids
    made: list[Call] = []
    taken = set(ids)
    for node_id in ids:
        inputs = tuple(_tensor(source, report) for source in before[node_id])
        calls = report.layers[node_id].calls(node_id, inputs, facts.at(node_id))
        made += _with_new_names(calls, taken)
        taken |= {call.name for call in made[-len(calls) :]}
    return tuple(made)


def arguments(call: Call) -> dict[str, Any]:
    """What the function at ``call.path`` is given by keyword, the same when built and printed."""
    if call.kind is CallKind.OPERATION:
        return dict(call.kwargs)
    frozen = call.kind is CallKind.LAYER and not call.trainable
    return {**call.kwargs, **({"trainable": False} if frozen else {}), "name": call.name}


def _tensor(node_id: str, report: GraphReport) -> Tensor:
    shape = report.nodes[node_id].shape
    if shape is None:
        raise AssertionError(node_id)  # a sound report knows every shape
    return Tensor(node_id, shape)


def _with_new_names(calls: tuple[Call, ...], taken: set[str]) -> list[Call]:
    """A layer's helper steps under other names, where a drawn layer has theirs already."""
    names = {call.name: call.name for call in calls}
    given: set[str] = set()
    for call in calls[:-1]:
        while names[call.name] in taken or names[call.name] in given:
            names[call.name] += "_"
        given.add(names[call.name])
    if all(name == old for old, name in names.items()):
        return list(calls)
    return [
        replace(
            call,
            name=names[call.name],
            inputs=tuple(names.get(one, one) for one in call.inputs),
        )
        for call in calls
    ]
