"""Drawings come through the wire whole, whatever their parameters are."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.canvas.wire import from_wire, to_wire
from builder.spec import MAX_NODES, Block, Edge, GraphSpec, Node
from builder.templates import templates
from builder.upgrade import DesignError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


def drawn(*, nodes: Any, edges: Any = ()) -> GraphSpec:
    return from_wire({"rev": 1, "epoch": 0, "nodes": nodes, "edges": edges})


@pytest.mark.parametrize("spec", templates().values(), ids=lambda spec: spec.name)
def test_a_template_goes_there_and_back(spec: GraphSpec) -> None:
    assert from_wire(to_wire(spec), name=spec.name, like=spec) == spec


def test_bad_parameters_are_kept() -> None:
    params = {"filters": "many", "kernel_size": [3], "unknown": {"a": None}}
    spec = drawn(nodes=[{"id": "conv2d_1", "type": "Conv2D", "params": params}])
    assert spec.nodes == (Node(id="conv2d_1", type="Conv2D", params=params),)


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "Conv 1", "type": "Conv2D"},
        {"id": "conv2d_1\n", "type": "Conv2D"},
        {"id": "conv2d_1", "type": "no type"},
        {"id": "conv2d_1"},
        None,
        "conv2d_1",
    ],
)
def test_what_is_no_layer_is_left_out_and_the_rest_stays(entry: object) -> None:
    spec = drawn(nodes=[entry, {"id": "flatten_1", "type": "Flatten"}])
    assert [node.id for node in spec.nodes] == ["flatten_1"]


def test_links_to_nowhere_are_left_out() -> None:
    nodes = [{"id": "a", "type": "Input"}, {"id": "b", "type": "Add"}]
    edges = [
        {"source": "a", "target": "b", "slot": 1},
        {"source": "a", "target": "gone", "slot": 0},
        {"source": "a", "target": "b", "slot": -1},
        {"source": "a", "target": "b", "slot": "x"},
        {"source": ["a"], "target": "b"},
        3,
    ]
    assert drawn(nodes=nodes, edges=edges).edges == (Edge(source="a", target="b", slot=1),)


def test_texts_and_places_are_brought_within_their_limits() -> None:
    entry = {"id": "a", "type": "Add", "title": "t" * 99, "note": 5, "x": 1e9, "y": math.inf}
    (node,) = drawn(nodes=[entry]).nodes
    assert (len(node.title), node.note, node.x, node.y) == (80, "", 1e6, 0.0)


def test_more_layers_than_a_design_can_have_are_told() -> None:
    nodes = [{"id": f"a{index}", "type": "Add"} for index in range(MAX_NODES + 1)]
    with pytest.raises(DesignError, match="2,001 layers"):
        drawn(nodes=nodes)


@given(JSON, JSON)
def test_nothing_that_a_browser_sends_raises(nodes: object, edges: object) -> None:
    drawn(nodes=nodes, edges=edges)
    drawn(nodes=[nodes, {"id": "a", "type": "Add", "params": nodes}], edges=[edges])


HELD = [{"id": one, "type": "Dense"} for one in ("a", "b", "c")]


def block_of(**entry: Any) -> tuple[Block, ...]:
    state = {"nodes": HELD, "blocks": [{"id": "x", "nodes": ["a"], **entry}, 7, None]}
    return from_wire(state).blocks


def test_blocks_go_there_and_back() -> None:
    blocks = (
        Block(id="x", name="X", nodes=("a", "c"), times=3, folded=True, note="n"),
        Block(id="y", nodes=("b",)),
    )
    spec = drawn(nodes=HELD).model_copy(update={"blocks": blocks})
    assert from_wire(to_wire(spec)) == spec


def test_what_is_odd_about_a_block_is_mended_and_what_is_none_left_out() -> None:
    plain = Block(id="x", nodes=("a",))
    assert block_of(times=10**9) == (plain.model_copy(update={"times": 64}),)
    assert block_of(times="many", folded="yes", name=5) == (plain,)
    assert block_of(nodes=["a", "gone", ["a"], "a"]) == (plain,)
    for odd in ({"id": "Not an id"}, {"id": "b"}, {"nodes": []}, {"nodes": "a"}):
        assert block_of(**odd) == ()


def test_a_layer_stays_in_the_first_block_that_names_it() -> None:
    entries = [{"id": "x", "nodes": ["a", "b"]}, {"id": "y", "nodes": ["b", "c"]}]
    blocks = from_wire({"nodes": HELD, "blocks": entries}).blocks
    assert [block.nodes for block in blocks] == [("a", "b"), ("c",)]


def test_more_repetitions_than_a_design_can_have_are_refused() -> None:
    nodes = [{"id": f"n{i}", "type": "ReLU"} for i in range(100)]
    entry = {"id": "x", "nodes": [node["id"] for node in nodes], "times": 64}
    with pytest.raises(DesignError, match="6,400 layers; it can have 2,000"):
        from_wire({"nodes": nodes, "blocks": [entry]})


def test_a_silenced_remark_and_a_block_go_there_and_back_together() -> None:
    nodes = (Node(id="a", type="Flatten", quiet=("unpooled",)), Node(id="b", type="Dense"))
    spec = GraphSpec(nodes=nodes, blocks=(Block(id="c", name="Two", nodes=("a", "b"), times=3),))
    assert from_wire(to_wire(spec)) == spec
