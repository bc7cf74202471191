"""Blocks in a design file: what is read, and a sentence for everything that is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from builder.inference import infer
from builder.spec import Block, Edge, GraphSpec, Node
from builder.templates import template
from builder.upgrade import DesignError, read_design
from layers_catalog.facts import Facts

SPEC = GraphSpec(
    name="Blocks",
    nodes=tuple(Node(id=one, type="Dense", params={"units": 3}) for one in "abcd"),
    edges=(Edge(source="a", target="b"),),
    blocks=(Block(id="one", name="First", nodes=("a", "b"), times=2, folded=True, note="Warum"),),
)


def with_blocks(*blocks: dict[str, Any]) -> str:
    return json.dumps({**SPEC.model_dump(mode="json"), "blocks": blocks})


def test_blocks_come_back_as_they_were_saved() -> None:
    assert read_design(SPEC.to_json()) == SPEC


def test_designs_of_version_1_open_and_are_the_same_network() -> None:
    for spec in (template("VGG-style network, to learn from"), SPEC):
        raw = json.loads(spec.to_json())
        del raw["blocks"]
        opened = read_design(json.dumps({**raw, "version": 1}))
        assert (opened.version, opened.blocks) == (2, ())
        assert opened == spec.model_copy(update={"blocks": ()})
    known = template("VGG-style network, to learn from").digest()
    assert known.startswith("e994f519c4e152d3")  # as runs of version 1 were recorded


ONE = {"id": "x", "name": "X", "nodes": ["a"]}


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([{**ONE, "nodes": ["a", "x"]}], "The block “X” contains itself."),
        (
            [{**ONE, "nodes": ["y"]}, {"id": "y", "nodes": ["x"]}],
            "The block “X” contains the block “y”.",
        ),
        ([{**ONE, "nodes": ["a", "gone"]}], "holds “gone”, but there is no such layer"),
        ([ONE, {**ONE, "id": "y", "name": "Y"}], "“a” is in the block “X” and in the block “Y”"),
        ([ONE, {**ONE, "nodes": ["b"]}], "The id “x” of the block “X” is used more than once"),
        ([{**ONE, "id": "b"}], "The id “b” of the block “X” is used more than once"),
        ([{**ONE, "nodes": ["a", "a"]}], "names the layer “a” more than once"),
        ([{**ONE, "times": 10**9}], "“times” of block number 1 must be"),
        ([{**ONE, "times": 2.5}], "“times” of block number 1"),
        ([{**ONE, "times": 0}], "“times” of block number 1"),
        ([{**ONE, "nodes": []}], "“nodes” of block number 1"),
        ([{**ONE, "name": "x" * 81}], "“name” of block number 1"),
        ([{**ONE, "code": "os.system('x')"}], "“code” of block number 1"),
        ([5], "Block number 1"),
    ],
)
def test_each_mistake_has_its_sentence(blocks: list[Any], words: str) -> None:
    with pytest.raises(DesignError) as caught:
        read_design(with_blocks(*blocks))
    assert words in str(caught.value)


def test_too_many_layers_with_repetitions_are_refused() -> None:
    nodes = tuple(Node(id=f"n{i}", type="ReLU") for i in range(200))
    block = Block(id="b", nodes=tuple(node.id for node in nodes), times=50)
    text = GraphSpec(nodes=nodes, blocks=(block,)).to_json()
    with pytest.raises(DesignError) as caught:
        read_design(text)
    assert str(caught.value) == (
        "With every repetition counted the network would have 10,000 layers; it can have 2,000. "
        "Repeat its blocks less often."
    )


@pytest.mark.parametrize("name", ['"', '\'\n"""', "<img src=x onerror=alert(1)>", "__import__"])
def test_names_of_any_signs_are_kept_as_text(name: str) -> None:
    block = Block(id="one", name=name, nodes=("a",), times=2)
    spec = SPEC.model_copy(update={"blocks": (block,)})
    assert read_design(spec.to_json()).blocks == (block,)


def test_a_drawing_without_blocks_keeps_the_digest_of_version_1() -> None:
    """Runs that were queued or trained before there were blocks are found by it."""
    digest = "0e27e9efb091c1891c3a576e4d959512e29583408b1a6a2516dc8db8b30b3e8a"
    assert template("Two-convolution CNN (64, 64)").digest() == digest


@pytest.mark.parametrize(("held", "code"), [(("c",), "edge-nowhere"), (("c", "gone"), "block")])
def test_names_without_a_layer_in_what_a_program_drew_are_told(
    draw: Callable[..., GraphSpec], held: tuple[str, ...], code: str
) -> None:
    conv = ("Conv2D", {"filters": 4, "kernel_size": [3, 3]})
    spec = draw("i>c>d>e nowhere>c", i="Input", c=conv, d=("Dense", {"units": 3}), e="Classifier")
    blocks = (Block(id="b", nodes=held, times=3),)
    report = infer(spec.model_copy(update={"blocks": blocks}), Facts())
    assert {"edge-nowhere", code} <= {one.code for one in report.problems}
