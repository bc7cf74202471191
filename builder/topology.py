"""Pure graph structure: nodes and edges only. No layer types, no shapes, no words.

Every answer depends on ids and slots alone, never on the order in which things were drawn, so that
two designs of one digest become one network. Edges to nodes that do not exist are passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.spec import Edge, GraphSpec

MOST_CYCLES = 10


@dataclass(frozen=True)
class Order:
    """The nodes in the order in which they can be worked out.

    Args:
        ids: every node that does not depend on a cycle, sources first; branches stay together.
        cyclic: the cycles, each as its nodes in the direction of the arrows.
    """

    ids: tuple[str, ...]
    cyclic: tuple[tuple[str, ...], ...]


class Graph:
    """A drawing's nodes and edges, looked up in any direction; each answer is worked out once.

    Args:
        spec: the drawing.
    """

    def __init__(self, spec: GraphSpec) -> None:
        self.spec = spec

    @cached_property
    def into(self) -> dict[str, tuple[Edge, ...]]:
        """The edges into each node, by slot."""
        return incoming(self.spec)

    @cached_property
    def before(self) -> dict[str, tuple[str, ...]]:
        """The nodes that lead into each node, by slot."""
        return {
            node_id: tuple(edge.source for edge in edges) for node_id, edges in self.into.items()
        }

    @cached_property
    def after(self) -> dict[str, list[str]]:
        """The nodes after each node."""
        return reversed_arrows(self.before)

    @cached_property
    def loose(self) -> tuple[str, ...]:
        """The nodes that lead nowhere, by id."""
        return tuple(node_id for node_id, found in sorted(self.after.items()) if not found)

    @cached_property
    def order(self) -> Order:
        """The order of computation and the cycles, the same for every drawing of one graph."""
        free = _free_of_cycles(self.before, self.after)
        stuck = self.before.keys() - free
        return Order(
            tuple(_depth_first(self.before, free)), tuple(_cycles(self.before, set(stuck)))
        )


def incoming(spec: GraphSpec) -> dict[str, tuple[Edge, ...]]:
    """The edges into each node, by slot (then by source, where a slot is taken twice)."""
    edges: dict[str, list[Edge]] = {node.id: [] for node in spec.nodes}
    for edge in spec.edges:
        if edge.source in edges and edge.target in edges:
            edges[edge.target].append(edge)
    return {
        node_id: tuple(sorted(found, key=lambda edge: (edge.slot, edge.source)))
        for node_id, found in edges.items()
    }


def sources(spec: GraphSpec) -> dict[str, tuple[str, ...]]:
    """The nodes that lead into each node, by slot."""
    return Graph(spec).before


def loose_ends(spec: GraphSpec) -> tuple[str, ...]:
    """The nodes that lead nowhere, by id."""
    return Graph(spec).loose


def ancestors(spec: GraphSpec, node_id: str) -> frozenset[str]:
    """Every node from which arrows lead to ``node_id``; itself only when it is in a cycle."""
    return reach(sources(spec), [node_id])


def until(spec: GraphSpec, node_id: str) -> GraphSpec:
    """The part of a drawing that leads to ``node_id``, that node included.

    The block that holds it is opened: what is asked for is the result in its first repetition.
    """
    kept = {node_id, *ancestors(spec, node_id)}
    nodes = tuple(node for node in spec.nodes if node.id in kept)
    edges = tuple(edge for edge in spec.edges if {edge.source, edge.target} <= kept)
    blocks = tuple(
        block.model_copy(update={"nodes": tuple(one for one in block.nodes if one in kept)})
        for block in spec.blocks
        if node_id not in block.nodes and not kept.isdisjoint(block.nodes)
    )
    return spec.model_copy(update={"nodes": nodes, "edges": edges, "blocks": blocks})


def reach(neighbours: Mapping[str, Iterable[str]], starts: Iterable[str]) -> frozenset[str]:
    """Every node that can be reached from one of ``starts`` by one step or more."""
    found: set[str] = set()
    waiting = [node_id for start in starts for node_id in neighbours.get(start, ())]
    while waiting:
        node_id = waiting.pop()
        if node_id not in found:
            found.add(node_id)
            waiting.extend(neighbours.get(node_id, ()))
    return frozenset(found)


def reversed_arrows(before: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The nodes after each node, from the nodes before each node."""
    after: dict[str, list[str]] = {node_id: [] for node_id in before}
    for target in sorted(before):
        for source in before[target]:
            after[source].append(target)
    return after


def order(spec: GraphSpec) -> Order:
    """The order of computation and the cycles, the same for every drawing of one graph."""
    return Graph(spec).order


def _free_of_cycles(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> set[str]:
    """The nodes that do not depend on a cycle (Kahn's algorithm)."""
    missing = {node_id: len(found) for node_id, found in before.items()}
    ready = [node_id for node_id, count in missing.items() if count == 0]
    free: set[str] = set()
    while ready:
        node_id = ready.pop()
        free.add(node_id)
        for target in after[node_id]:
            missing[target] -= 1
            if missing[target] == 0:
                ready.append(target)
    return free


def _depth_first(before: Mapping[str, tuple[str, ...]], free: set[str]) -> Iterator[str]:
    """Each node after all before it: down one branch to its end, then the next."""
    used = {source for target in free for source in before[target]}
    done: set[str] = set()
    waiting = [(node_id, False) for node_id in sorted(free - used, reverse=True)]
    while waiting:
        node_id, opened = waiting.pop()
        if node_id in done:
            continue
        if opened:
            done.add(node_id)
            yield node_id
            continue
        waiting.append((node_id, True))
        waiting.extend((source, False) for source in reversed(before[node_id]))


def _cycles(before: Mapping[str, tuple[str, ...]], stuck: set[str]) -> Iterator[tuple[str, ...]]:
    """Cycles without a common node, until the rest has none or enough have been found."""
    left = set(stuck)
    for _ in range(MOST_CYCLES):
        left = _with_source(before, left)
        if not left:
            return
        cycle = _one_cycle(before, left)
        yield cycle
        left.difference_update(cycle)


def _with_source(before: Mapping[str, tuple[str, ...]], nodes: set[str]) -> set[str]:
    """What is left of ``nodes`` when those without a source among them are taken away in turn."""
    inner = {
        node_id: tuple(source for source in before[node_id] if source in nodes) for node_id in nodes
    }
    return nodes - _free_of_cycles(inner, reversed_arrows(inner))


def _one_cycle(before: Mapping[str, tuple[str, ...]], nodes: set[str]) -> tuple[str, ...]:
    """Walk against the arrows, where each node has a source, until one comes back."""
    path = [min(nodes)]
    while True:
        source = min(found for found in before[path[-1]] if found in nodes)
        if source in path:
            cycle = path[path.index(source) :][::-1]
            first = cycle.index(min(cycle))
            return tuple(cycle[first:] + cycle[:first])
        path.append(source)
