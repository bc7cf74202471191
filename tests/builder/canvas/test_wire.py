"""Drawings come through the wire whole, whatever their parameters are."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.canvas.wire import from_wire, to_wire
from builder.spec import MAX_NODES, Edge, GraphSpec, Node
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
