"""Repeated blocks stand for their copies: one network with what would be drawn out by hand."""

from __future__ import annotations

import runpy
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.codegen import network_source
from builder.expansion import expanded
from builder.inference import infer
from builder.lowering import lower, lower_until
from builder.spec import Block, Edge, GraphSpec, Node
from builder.topology import until
from builder.upgrade import read_design
from layers_catalog.facts import Facts

Draw = Callable[..., GraphSpec]
CONV: tuple[str, dict[str, Any]] = (
    "Conv2D",
    {"filters": 4, "kernel_size": [3, 3], "padding": "same"},
)
SMALL: tuple[str, dict[str, Any]] = ("Input", {"height": 16, "width": 16})
SCALE: tuple[str, dict[str, Any]] = ("Rescaling", {"scale": 1 / 255})
GAP = "GlobalAveragePooling2D"
STEM: tuple[str, dict[str, Any]] = (
    "Conv2D",
    {"filters": 4, "kernel_size": [1, 1], "padding": "same"},
)


def residual(draw: Draw, times: int, **more: Any) -> GraphSpec:
    """Input, a stem of 4 maps, a block of two convolutions with a way around them, and an end."""
    spec = draw(
        "i>s>t>c>d>a>g>e t>a:1",
        i=SMALL, s=SCALE, t=STEM, c=CONV, d=CONV, a="Add", g=GAP, e="Classifier",
    )  # fmt: skip
    block = Block(id="b", name="Residual", nodes=("c", "d", "a"), times=times, **more)
    return spec.model_copy(update={"blocks": (block,)})


def arrows(spec: GraphSpec) -> set[tuple[str, str, int]]:
    return {(edge.source, edge.target, edge.slot) for edge in spec.edges}


def test_copies_stand_one_after_the_other_each_fed_by_the_one_before(draw: Draw) -> None:
    whole = expanded(residual(draw, 3))
    assert arrows(whole.spec) == {
        ("i", "s", 0), ("s", "t", 0), ("g", "e", 0), ("a_3", "g", 0),
        ("t", "c", 0), ("c", "d", 0), ("d", "a", 0), ("t", "a", 1),
        ("a", "c_2", 0), ("c_2", "d_2", 0), ("d_2", "a_2", 0), ("a", "a_2", 1),
        ("a_2", "c_3", 0), ("c_3", "d_3", 0), ("d_3", "a_3", 0), ("a_2", "a_3", 1),
    }  # fmt: skip
    assert whole.origin == {f"{one}_{turn}": one for one in "acd" for turn in (2, 3)}
    assert Counter(whole.turns.values()) == {2: 3, 3: 3}
    assert whole.spec.blocks == ()


def test_what_is_known_of_a_block_is_of_all_its_repetitions(draw: Draw, facts: Facts) -> None:
    report = infer(residual(draw, 5), facts)
    assert report.sound
    block, one = report.blocks["b"], report.nodes["c"].trainable
    assert one == 3 * 3 * 4 * 4 + 4
    assert (block.trainable, block.before, block.after) == (10 * one, (16, 16, 4), (16, 16, 4))
    assert block.macs == 5 * sum(report.nodes[drawn].macs for drawn in "cda")
    assert report.totals.layers == 5 + 5 * 3
    assert len(report.nodes) - len(report.copies) == 8


def test_a_block_that_stands_once_changes_nothing(draw: Draw, facts: Facts) -> None:
    spec = residual(draw, 1, folded=True)
    flat = spec.model_copy(update={"blocks": ()})
    assert expanded(spec).spec == flat
    assert spec.digest() == flat.digest()
    assert lower(spec, facts) == lower(flat, facts)


def test_a_digest_tells_repetitions_and_nothing_of_how_they_are_shown(draw: Draw) -> None:
    twice = residual(draw, 2)
    (block,) = twice.blocks
    shown = block.model_copy(update={"id": "z", "name": "x", "folded": True, "note": "why"})
    assert twice.model_copy(update={"blocks": (shown,)}).digest() == twice.digest()
    digests = {residual(draw, times).digest() for times in (1, 2, 3)}
    assert len(digests) == 3


def test_names_of_copies_are_free_and_short(draw: Draw, facts: Facts) -> None:
    long = "c" * 64
    spec = draw(
        f"i>s>{long}>c_2>c>g>e",
        i=SMALL, s=SCALE, c=CONV, c_2=CONV, g=GAP, e="Classifier", **{long: CONV},
    )  # fmt: skip
    block = Block(id="b", nodes=("c", "c_2", long), times=3)
    whole = expanded(spec.model_copy(update={"blocks": (block,)}))
    ids = [node.id for node in whole.spec.nodes]
    assert len(ids) == len(set(ids)) == 4 + 3 * 3
    assert max(map(len, ids)) == 64
    assert whole.origin["c_2_2"] in {"c", "c_2"}
    mirrored = spec.model_copy(update={"nodes": spec.nodes[::-1], "blocks": (block,)})
    assert expanded(mirrored).origin == whole.origin
    assert infer(spec.model_copy(update={"blocks": (block,)}), facts).sound


def test_blocks_may_follow_each_other_in_any_order_of_their_names(draw: Draw) -> None:
    for first, second in (("c", "d"), ("d", "c")):
        spec = draw(f"i>{first}>{second}>g", i=SMALL, c=CONV, d=CONV, g=GAP)
        blocks = (Block(id="x", nodes=("c",), times=2), Block(id="y", nodes=("d",), times=2))
        flat = expanded(spec.model_copy(update={"blocks": blocks})).spec
        assert arrows(flat) == {
            ("i", first, 0), (first, f"{first}_2", 0), (f"{first}_2", second, 0),
            (second, f"{second}_2", 0), (f"{second}_2", "g", 0),
        }  # fmt: skip


def problems(spec: GraphSpec, facts: Facts) -> list[tuple[str | None, str]]:
    return [(one.node_id, one.code) for one in infer(spec, facts).problems]


def test_what_cannot_be_repeated_is_told_at_the_block_and_stands_once(
    draw: Draw, facts: Facts
) -> None:
    spec = residual(draw, 4)

    def held(*nodes: str) -> GraphSpec:
        return spec.model_copy(update={"blocks": (Block(id="b", nodes=nodes, times=4),)})

    assert problems(held("c", "d"), facts) == []  # a way around it is no way in
    assert ("d", "block-ways-out") not in problems(held("d"), facts)
    assert problems(held("t", "d", "a"), facts) == [("a", "block-ways-in")]
    assert problems(held("t", "c"), facts) == [("c", "block-ways-out")]
    assert problems(held("g", "e"), facts) == [("e", "block-once")]
    assert problems(held("i", "s"), facts) == [("i", "block-once")]
    assert infer(held("t", "c"), facts).totals.layers == 8


def test_a_problem_of_a_later_repetition_says_which_one(draw: Draw, facts: Facts) -> None:
    conv = ("Conv2D", {"filters": 4, "kernel_size": [3, 3], "strides": [2, 2]})
    spec = draw("i>s>c>g>e", i=("Input", {"height": 17, "width": 17}), s=SCALE, c=conv, g=GAP,
                e="Classifier")  # fmt: skip
    block = Block(id="b", name="“Down”\n", nodes=("c",), times=9)
    (problem,) = infer(spec.model_copy(update={"blocks": (block,)}), facts).problems
    assert problem.node_id == "c"
    assert problem.message.startswith("In repetition 4 of the block ““Down””: Conv2D ")
    wrong = draw("i>s>c>g>e", i=SMALL, s=SCALE, c=("Conv2D", {"filters": 0}), g=GAP, e="Classifier")
    told = infer(wrong.model_copy(update={"blocks": (block,)}), facts).problems
    assert not any("repetition" in one.message for one in told)


def test_the_way_to_a_layer_of_a_block_goes_to_its_first_repetition(
    draw: Draw, facts: Facts
) -> None:
    spec = residual(draw, 3)
    assert until(spec, "a").blocks == ()
    assert until(spec, "g").blocks == spec.blocks
    assert [call.name for call in lower_until(spec, facts, "a")][-3:] == ["c", "d", "a"]
    assert "a_3" in {call.name for call in lower_until(spec, facts, "g")}


_STEPS = st.sampled_from(["Conv2D", "BatchNormalization", "ReLU", "Dropout"])


def by_hand(kinds: list[str], times: int, *, around: bool) -> GraphSpec:
    """The same chain, written out layer by layer with names of its own."""
    spec, last = _begun(), "t"
    nodes, edges = list(spec.nodes), list(spec.edges)
    for turn in range(times):
        entry = last
        for place, kind in enumerate(kinds):
            nodes.append(Node(id=f"h{turn}_{place}", type=kind, params=_params(kind)))
            edges.append(Edge(source=last, target=nodes[-1].id))
            last = nodes[-1].id
        if around:
            nodes.append(Node(id=f"h{turn}_add", type="Add"))
            edges += [Edge(source=one, target=nodes[-1].id, slot=slot)
                      for slot, one in enumerate((last, entry))]  # fmt: skip
            last = nodes[-1].id
    return _ended(nodes, edges, last)


def as_block(kinds: list[str], times: int, *, around: bool) -> GraphSpec:
    once = by_hand(kinds, 1, around=around)
    held = tuple(node.id for node in once.nodes if node.id.startswith("h0"))
    return once.model_copy(update={"blocks": (Block(id="b", nodes=held, times=times),)})


def _params(kind: str) -> dict[str, Any]:
    return {"Conv2D": CONV[1], "Dropout": {"rate": 0.5}}.get(kind, {})


def _begun() -> GraphSpec:
    nodes = [("i", *SMALL), ("s", *SCALE), ("t", *STEM)]
    return GraphSpec(
        nodes=tuple(Node(id=one, type=kind, params=params) for one, kind, params in nodes),
        edges=(Edge(source="i", target="s"), Edge(source="s", target="t")),
    )


def _ended(nodes: list[Node], edges: list[Edge], last: str) -> GraphSpec:
    nodes += [Node(id="g", type=GAP), Node(id="e", type="Classifier")]
    edges += [Edge(source=last, target="g"), Edge(source="g", target="e")]
    return GraphSpec(nodes=tuple(nodes), edges=tuple(edges))


_CHAINS = st.lists(_STEPS, min_size=1, max_size=3)


@given(kinds=_CHAINS, times=st.integers(1, 6), around=st.booleans())
def test_a_repeated_block_counts_as_what_is_drawn_by_hand(
    *, kinds: list[str], times: int, around: bool
) -> None:
    blocks, hand = (make(kinds, times, around=around) for make in (as_block, by_hand))
    assert read_design(blocks.to_json()) == blocks
    assert infer(blocks, Facts()).totals == infer(hand, Facts()).totals


def unnamed(model: Any) -> list[tuple[str, dict[str, Any], list[int]]]:
    """Each layer's class and settings without its name, and which layers it takes."""
    place = {layer.name: number for number, layer in enumerate(model.layers)}
    return [
        (
            type(layer).__name__,
            {key: value for key, value in layer.get_config().items() if key != "name"},
            [place[one._keras_history.operation.name] for one in _given(layer)],
        )
        for layer in model.layers
    ]


def _given(layer: Any) -> list[Any]:
    given = layer.input
    return list(given) if isinstance(given, list) else [given]


@pytest.mark.keras
@settings(max_examples=8, deadline=None)
@given(kinds=_CHAINS, times=st.integers(2, 4), around=st.booleans())
def test_a_repeated_block_builds_and_prints_the_network_drawn_by_hand(
    *, kinds: list[str], times: int, around: bool
) -> None:
    import keras

    from builder.compiler import build

    keras.utils.set_random_seed(1)
    calls = lower(as_block(kinds, times, around=around), Facts())
    built = build(calls)
    hand = build(lower(by_hand(kinds, times, around=around), Facts()))
    assert unnamed(built) == unnamed(hand)
    with TemporaryDirectory() as folder:
        printed = Path(folder) / "network.py"
        printed.write_text(network_source(calls), encoding="utf-8")
        model = runpy.run_path(str(printed))["build_model"]()
    assert model.get_config() == built.get_config()
