"""A drawing of eight times as many layers is thought about in about eight times the time."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest

from builder.expansion import expanded
from builder.inference import infer
from builder.lowering import lower
from builder.mends.scene import Scene
from builder.problems import Names
from builder.reasons import reasons
from builder.spec import Block, Edge, GraphSpec, Node
from builder.topology import Graph
from builder.wiring import spec_problems
from layers_catalog.facts import Facts

CONV = {"filters": 8, "kernel_size": [3, 3], "padding": "same"}
ONE = {"filters": 8, "kernel_size": [1, 1]}


def residual(blocks: int) -> GraphSpec:
    """Blocks of two convolutions, each beside a shortcut with one of its own."""
    layers: list[tuple[str, str, dict[str, Any], list[str]]] = [
        ("i", "Input", {}, []),
        ("s", "Rescaling", {"scale": 1 / 255}, ["i"]),
        ("m", "Conv2D", CONV, ["s"]),
    ]
    last = "m"
    for number in range(blocks):
        a, b, c, m = (f"{kind}{number}" for kind in "abcm")
        layers += [
            (a, "Conv2D", CONV, [last]),
            (b, "Conv2D", CONV, [a]),
            (c, "Conv2D", ONE, [last]),
        ]
        layers.append((m, "Add", {}, [b, c] if number % 2 else [b, last]))
        if not number % 2:
            layers.remove((c, "Conv2D", ONE, [last]))
        last = m
    layers += [("g", "GlobalAveragePooling2D", {}, [last]), ("e", "Classifier", {}, ["g"])]
    return GraphSpec(
        nodes=tuple(Node(id=one, type=kind, params=params) for one, kind, params, _ in layers),
        edges=tuple(
            Edge(source=source, target=one, slot=slot)
            for one, _, _, before in layers
            for slot, source in enumerate(before)
        ),
    )


def explained(spec: GraphSpec) -> Callable[[], object]:
    report = infer(spec, Facts())
    assert report.sound
    return lambda: reasons(spec, report)


def lowered(spec: GraphSpec) -> Callable[[], object]:
    report = infer(spec, Facts())
    return lambda: lower(spec, Facts(), report)


def held_together(spec: GraphSpec) -> Callable[[], object]:
    return lambda: list(spec_problems(spec))


def inferred(spec: GraphSpec) -> Callable[[], object]:
    return lambda: infer(spec, Facts())


@pytest.mark.parametrize("work", [explained, lowered, held_together, inferred])
def test_what_is_done_at_every_edit_grows_with_the_layers(
    work: Callable[[GraphSpec], Callable[[], object]],
) -> None:
    short, long = (_seconds(work(residual(blocks))) for blocks in (65, 520))
    assert long < 20 * short  # the square of it would be 64


def repeated(blocks: int) -> GraphSpec:
    """The same, with each block as one that stands a dozen times."""
    spec = residual(blocks)
    held = [tuple(f"{kind}{number}" for kind in "abcm") for number in range(blocks)]
    there = {node.id for node in spec.nodes}
    made = (
        Block(id=f"block_{number}", nodes=tuple(one for one in ids if one in there), times=12)
        for number, ids in enumerate(held)
    )
    return spec.model_copy(update={"blocks": tuple(made)})


def drawn_out(spec: GraphSpec) -> Callable[[], object]:
    return lambda: expanded(spec)


@pytest.mark.parametrize("work", [drawn_out, inferred])
def test_what_is_done_with_blocks_grows_with_the_layers(
    work: Callable[[GraphSpec], Callable[[], object]],
) -> None:
    few, many = (_seconds(work(repeated(blocks))) for blocks in (5, 40))
    assert many < 20 * few  # the square of it would be 64


def _seconds(done: Callable[[], object]) -> float:
    took: list[float] = []
    while len(took) < 4 or sum(took) < 0.05:  # of what is short, many: others work here, too
        begun = process_time()
        done()
        took.append(process_time() - begun)
    return min(took)


def test_shortcuts_are_told_along_the_whole_depth() -> None:
    spec = residual(6)
    why = reasons(spec, infer(spec, Facts()))
    assert "It adds Add “m1”, as a shortcut" in why["m2"]
    assert "so that each may correct the others" in why["m3"]
    assert "brings the shortcut to 8 maps" in why["c3"]


def test_who_leads_to_whom_is_the_same_however_it_is_asked() -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    for _ in range(60):
        ids = [f"n{number}" for number in range(8)]
        pairs = {tuple(chance.choices(ids, k=2)) for _ in range(chance.randrange(14))}
        spec = GraphSpec(
            nodes=tuple(Node(id=one, type="Add") for one in ids),
            edges=tuple(
                Edge(source=source, target=target, slot=slot)
                for slot, (source, target) in enumerate(sorted(pairs))
            ),
        )
        at = Scene(Graph(spec), {}, {}, Names(spec))
        assert all(at.leads(one, other) == (one in at.above(other)) for one in ids for other in ids)
