"""The ready blocks of the palette: parts of sound drawings, at any size and any number of maps."""

from __future__ import annotations

from typing import Any

import pytest

from builder.inference import infer
from builder.lowering import lower
from builder.ready_blocks import ready_blocks
from builder.spec import Edge, GraphSpec, Node
from builder.upgrade import read_design
from layers_catalog.facts import Facts

NAMES = [spec.name for spec in ready_blocks()]


def placed(spec: GraphSpec, *, times: int, maps: int) -> GraphSpec:
    """A ready block between a convolution of so many maps and an end, fed wherever it waits."""
    before = {node.id for node in spec.nodes}
    fed = {(edge.target, edge.slot) for edge in spec.edges}
    nodes = [
        Node(id="in", type="Input", params={"height": 24, "width": 24}),
        Node(id="scale", type="Rescaling", params={"scale": 1 / 255}),
        Node(id="stem", type="Conv2D", params={"filters": maps, "kernel_size": [3, 3]}),
        *spec.nodes,
        Node(id="pool", type="GlobalAveragePooling2D"),
        Node(id="end", type="Classifier"),
    ]
    waiting = [
        Edge(source="stem", target=node.id, slot=slot)
        for node in spec.nodes
        for slot in range(2 if node.type in {"Add", "Multiply", "Concatenate"} else 1)
        if (node.id, slot) not in fed
    ]
    (last,) = before - {edge.source for edge in spec.edges}
    chain = [("in", "scale"), ("scale", "stem"), (last, "pool"), ("pool", "end")]
    edges = [*spec.edges, *waiting, *(Edge(source=a, target=b) for a, b in chain)]
    (block,) = spec.blocks
    repeated = block.model_copy(update={"times": times})
    return GraphSpec(nodes=tuple(nodes), edges=tuple(edges), blocks=(repeated,))


def test_there_are_five_each_one_block_of_all_its_layers() -> None:
    assert NAMES == [
        "Residual", "Squeeze and excitation", "Inverted residual", "Inception", "Dense block",
    ]  # fmt: skip
    for spec in ready_blocks():
        (block,) = spec.blocks
        assert set(block.nodes) == {node.id for node in spec.nodes}
        assert (block.name, block.times) == (spec.name, 1)
        assert spec.description.endswith(".")
        assert spec.source.endswith(".")
        assert read_design(spec.to_json()) == spec


@pytest.mark.parametrize("spec", ready_blocks(), ids=NAMES)
@pytest.mark.parametrize("maps", [3, 40])
def test_each_fits_after_any_number_of_maps_and_repeated(spec: GraphSpec, maps: int) -> None:
    for times in (1, 3):
        report = infer(placed(spec, times=times, maps=maps), Facts())
        assert report.problems == ()
        block = report.blocks["block"]
        assert (block.before or ())[:2] == (block.after or ())[:2] == (22, 22)


EXPECTED = {"Residual": 32, "Squeeze and excitation": 32, "Inverted residual": 16, "Inception": 56}


@pytest.mark.parametrize("spec", ready_blocks(), ids=NAMES)
def test_what_comes_out_of_each(spec: GraphSpec) -> None:
    block = infer(placed(spec, times=2, maps=10), Facts()).blocks["block"]
    assert block.after == (22, 22, EXPECTED.get(spec.name, 10 + 2 * 3 * 12))


@pytest.mark.keras
def test_each_is_built_as_inferred() -> None:
    from builder.compiler import build

    for spec in ready_blocks():
        drawing = placed(spec, times=2, maps=8)
        model: Any = build(lower(drawing, Facts()))
        totals = infer(drawing, Facts()).totals
        assert model.count_params() == totals.trainable + totals.non_trainable
