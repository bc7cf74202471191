"""Order, cycles and loose ends, on drawings small enough to check by eye."""

from __future__ import annotations

import random
from time import process_time
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from builder.spec import Edge, GraphSpec, Node
from builder.topology import ancestors, incoming, loose_ends, order

if TYPE_CHECKING:
    from collections.abc import Callable


def graph(*wires: str) -> GraphSpec:
    """``"ab"`` draws an arrow from a to b; ``"ab2"`` into its slot 2; ``"a"`` a layer alone."""
    ids = sorted({letter for wire in wires for letter in wire[:2]})
    edges = [
        Edge(source=wire[0], target=wire[1], slot=int(wire[2:] or 0))
        for wire in wires
        if len(wire) > 1
    ]
    return GraphSpec(nodes=tuple(Node(id=i, type="Dense") for i in ids), edges=tuple(edges))


def test_a_layer_comes_after_all_that_lead_to_it_and_branches_stay_together() -> None:
    spec = graph("ab", "bc", "ad", "de", "ef", "cf1")
    assert order(spec).ids == ("a", "d", "e", "b", "c", "f")


def test_the_slot_decides_which_branch_comes_first() -> None:
    assert order(graph("ab", "ac", "bd1", "cd0")).ids == ("a", "c", "b", "d")
    assert order(graph("ab", "ac", "bd0", "cd1")).ids == ("a", "b", "c", "d")


def test_a_cycle_is_told_in_the_direction_of_its_arrows() -> None:
    result = order(graph("ab", "bc", "cd", "db", "de", "xy"))
    assert result.cyclic == (("b", "c", "d"),)
    assert result.ids == ("a", "x", "y")


def test_a_layer_that_leads_to_itself_is_a_cycle() -> None:
    assert order(graph("aa", "ab")).cyclic == (("a",),)


def test_two_cycles_are_both_told_and_a_path_between_them_is_not() -> None:
    result = order(graph("ab", "ba", "bc", "cd", "de", "ed"))
    assert result.cyclic == (("a", "b"), ("d", "e"))


def test_incoming_is_by_slot_and_passes_over_what_is_not_there() -> None:
    spec = graph("ac1", "bc0")
    ghost = Edge(source="ghost", target="c", slot=0)
    spec = spec.model_copy(update={"edges": (*spec.edges, ghost)})
    assert [edge.source for edge in incoming(spec)["c"]] == ["b", "a"]


def test_ancestors_and_loose_ends() -> None:
    spec = graph("ab", "bc", "bd", "e")
    assert ancestors(spec, "d") == {"a", "b"}
    assert ancestors(spec, "a") == frozenset()
    assert loose_ends(spec) == ("c", "d", "e")


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 2)), max_size=16))
def test_any_graph_is_ordered_or_its_cycles_told_however_it_was_drawn(
    wires: list[tuple[int, int, int]],
) -> None:
    edges = [Edge(source=f"n{a}", target=f"n{b}", slot=slot) for a, b, slot in wires]
    nodes = [Node(id=f"n{i}", type="Dense") for i in range(8)]
    spec = GraphSpec(nodes=tuple(nodes), edges=tuple(edges))
    result = order(spec)
    place = {node_id: index for index, node_id in enumerate(result.ids)}
    depends = {node_id: ancestors(spec, node_id) for node_id in (node.id for node in nodes)}
    on_cycle = {node_id for node_id, before in depends.items() if node_id in before}
    for edge in edges:
        if edge.target in place:
            assert place[edge.source] < place[edge.target]
    assert place.keys() == {i for i in depends if not on_cycle & (depends[i] | {i})}
    assert bool(result.cyclic) == bool(on_cycle)
    pairs = {(edge.source, edge.target) for edge in edges}
    for cycle in result.cyclic:
        assert set(zip(cycle, (*cycle[1:], cycle[0]), strict=True)) <= pairs
    shuffled = spec.model_copy(
        update={"nodes": _shuffled(spec.nodes), "edges": _shuffled(spec.edges)}
    )
    assert order(shuffled) == result


def _shuffled(items: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(random.Random(4).sample(items, len(items)))  # noqa: S311 - no secret


def test_the_largest_design_is_ordered_at_once() -> None:
    def chain(target: Callable[[int], int]) -> GraphSpec:
        edges = [Edge(source=f"n{i}", target=f"n{target(i)}") for i in range(1999)]
        nodes = tuple(Node(id=f"n{i}", type="Dense") for i in range(2000))
        return GraphSpec(nodes=nodes, edges=tuple(edges))

    begun = process_time()
    assert len(order(chain(lambda i: i + 1)).ids) == 2000
    assert len(order(chain(lambda i: i)).cyclic) == 10
    assert process_time() - begun < 2
