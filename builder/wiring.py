"""Whether each layer's inputs are connected as its slots want it.

What flows through the connections is left to ``inference``.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from builder.problems import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.problems import Names, Problem
    from builder.spec import Edge, GraphSpec, Node
    from layers_catalog.base import Slots


def wiring_problems(
    node: Node, slots: Slots, edges: tuple[Edge, ...], names: Names
) -> Iterator[Problem]:
    """What is wrong with the connections into one layer.

    Args:
        node: the layer.
        slots: how many inputs its type takes.
        edges: those that lead into it, by slot.
        names: how messages call layers.
    """
    if slots.most is not None and len(edges) > slots.most:
        yield _too_many(node, slots.most, edges, names)
    elif not edges and slots.least > 0:
        yield _unconnected(node, names)
    elif len(edges) < slots.least or any(edge.slot != at for at, edge in enumerate(edges)):
        yield from _wrong_slots(node, slots, edges, names)


def spec_problems(spec: GraphSpec) -> Iterator[Problem]:
    """What no drawing of the canvas has, but a design made by a program may."""
    counts = Counter(node.id for node in spec.nodes)
    for node in {node.id: node for node in spec.nodes}.values():
        if counts[node.id] > 1:
            yield error(
                node,
                "duplicate-id",
                f"{counts[node.id]} layers have the id “{node.id}”.",
                "Give each layer an id of its own.",
            )
    for edge in spec.edges:
        for node_id in {one for one in (edge.source, edge.target) if one not in counts}:
            yield error(
                None,
                "edge-nowhere",
                f"A connection leads from “{edge.source}” to “{edge.target}”, "
                f"but there is no layer “{node_id}”.",
                "Remove that connection.",
            )


def _too_many(node: Node, most: int, edges: tuple[Edge, ...], names: Names) -> Problem:
    sources = names.listed([edge.source for edge in edges])
    if most == 0:
        return error(
            node,
            "too-many-inputs",
            f"{names.of(node.id)} is where the photographs come in, "
            f"so nothing can lead into it; but {sources} does.",
            "Remove that connection.",
        )
    takes = "one input" if most == 1 else f"{most} inputs"
    return error(
        node,
        "too-many-inputs",
        f"{names.of(node.id)} takes {takes}, but {len(edges)} layers lead into it: {sources}.",
        "Remove a connection, or join the layers with Concatenate or Add first.",
    )


def _unconnected(node: Node, names: Names) -> Problem:
    return error(
        node,
        "unconnected",
        f"Nothing leads into {names.of(node.id)}.",
        "Connect the layer before it to it, or delete it.",
    )


def _wrong_slots(
    node: Node, slots: Slots, edges: tuple[Edge, ...], names: Names
) -> Iterator[Problem]:
    taken = Counter(edge.slot for edge in edges)
    for slot, count in sorted(taken.items()):
        if count > 1:
            sources = names.listed([edge.source for edge in edges if edge.slot == slot])
            yield error(
                node,
                "slot-twice",
                f"{count} layers lead into {_slot(slots, slot)} of {names.of(node.id)}: {sources}.",
                "Keep one of these connections.",
            )
    yield from _missing(node, slots, taken, names)


def _missing(node: Node, slots: Slots, taken: Counter[int], names: Names) -> Iterator[Problem]:
    """Where slots differ in meaning none before a filled one may be empty; else, how many count."""
    if len(slots.names) or slots.most is not None:
        beyond = [slot for slot in taken if slots.most is not None and slot >= slots.most]
        needed = max(slots.least, *(slot for slot in taken if slot not in beyond), 0)
        empty = [slot for slot in range(needed) if slot not in taken]
        for slot in empty or beyond:
            yield error(
                node,
                "slot-missing" if empty else "too-many-inputs",
                f"{_slot(slots, slot).capitalize()} of {names.of(node.id)} "
                f"{'is not connected' if empty else 'does not exist'}.",
                "Connect a layer to it." if empty else "Remove that connection.",
            )
    elif taken.total() < slots.least:
        yield error(
            node,
            "slot-missing",
            f"{names.of(node.id)} needs at least {slots.least} inputs, but has {taken.total()}.",
            "Connect another layer to it.",
        )


def _slot(slots: Slots, slot: int) -> str:
    named = f" ({slots.names[slot]})" if slot < len(slots.names) else ""
    return f"input {slot + 1}{named}"
