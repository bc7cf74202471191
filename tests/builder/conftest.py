"""Small drawings that many tests start from, and random ones of every layer type."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from builder.inference import infer
from builder.spec import Block, Edge, GraphSpec, Node
from layers_catalog import Layer, describe
from layers_catalog.base import Category
from layers_catalog.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Callable

FACTS = Facts(class_names=("bcc", "mel", "nv"))
_TYPES = {
    one["type"]: one
    for one in describe()
    if one["type"] != "Input"
    and not Layer.catalog[one["type"]].ends
    and one["category"] != Category.PRETRAINED
}
"""Whole networks take a second to build, so they have tests of their own."""


@pytest.fixture(scope="session")
def facts() -> Facts:
    return FACTS


@pytest.fixture(scope="session")
def draw() -> Callable[..., GraphSpec]:
    """Draws in one line: ``draw("a>b>c", a="Input", b=("Dense", {"units": 3}), …)``."""
    return _draw


def _draw(wires: str, **layers: tuple[str, dict[str, Any]] | str) -> GraphSpec:
    nodes = [_node(node_id, layer) for node_id, layer in layers.items()]
    edges = [wire for chain in wires.split() for wire in _wires(chain.split(">"))]
    return GraphSpec(nodes=tuple(nodes), edges=tuple(edges))


def _node(node_id: str, layer: tuple[str, dict[str, Any]] | str) -> Node:
    kind, params = (layer, {}) if isinstance(layer, str) else layer
    return Node(id=node_id, type=kind, params=params)


def _wires(ids: list[str]) -> list[Edge]:
    """``b:1`` is slot 1 of ``b``."""
    split = [part.partition(":") for part in ids]
    return [
        Edge(source=source, target=target, slot=int(slot or 0))
        for (source, _, _), (target, _, slot) in pairwise(split)
    ]


@pytest.fixture(scope="session")
def sound_designs() -> Callable[..., st.SearchStrategy[GraphSpec]]:
    """Random sound drawings with branches; each layer named by ``names``."""
    return _sound_designs


@st.composite
def _sound_designs(
    draw: st.DrawFn, names: st.SearchStrategy[str] | None = None, most: int = 8
) -> GraphSpec:
    named = (
        draw(st.lists(names, min_size=3 * most, max_size=3 * most, unique=True))
        if names is not None
        else [f"n{number}" for number in range(3 * most)]
    )
    side = draw(st.integers(8, 40))
    grown = _Growing(iter(named), {"height": side, "width": draw(st.integers(8, 40))})
    for _ in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(sorted(_TYPES)))
        slots = _TYPES[kind]["slots"]
        count = draw(st.integers(slots["least"], slots["most"] or slots["least"] + 1))
        before = [draw(st.sampled_from(grown.ids)) for _ in range(count)]
        grown.add(kind, draw(_params(kind)), before)
    return grown.ended()


@pytest.fixture(scope="session")
def block_designs() -> Callable[..., st.SearchStrategy[GraphSpec]]:
    """The same with blocks: named, folded, repeated where that is sound."""
    return _block_designs


@st.composite
def _block_designs(draw: st.DrawFn, most: int = 8) -> GraphSpec:
    spec = draw(_sound_designs(most=most))
    free = [node.id for node in spec.nodes]
    while free and len(spec.blocks) < draw(st.integers(1, 3)):
        start = draw(st.integers(0, len(free) - 1))
        held = free[start : start + draw(st.integers(1, 4))]
        free = [node_id for node_id in free if node_id not in held]
        block = Block(
            id=f"b{len(spec.blocks)}",
            name=draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=5)),
            nodes=tuple(held),
            folded=draw(st.booleans()),
            note=draw(st.sampled_from(["", 'Two\nlines and "quotes"'])),
        )
        spec = _repeated(spec, block, draw(st.integers(2, 4)))
    return spec


def _repeated(spec: GraphSpec, block: Block, times: int) -> GraphSpec:
    """With the block so often, or a layer of it alone; once where neither is sound."""
    for nodes in (block.nodes, *((one,) for one in block.nodes)):
        often = block.model_copy(update={"nodes": nodes, "times": times})
        tried = spec.model_copy(update={"blocks": (*spec.blocks, often)})
        if infer(tried, FACTS).sound:
            return tried
    return spec.model_copy(update={"blocks": (*spec.blocks, block)})


class _Growing:
    """A drawing to which layers are added, as long as they take what they are given."""

    def __init__(self, names: Any, size: dict[str, int]) -> None:
        self._names = names
        self.spec = GraphSpec(nodes=(Node(id=next(names), type="Input", params=size),))

    @property
    def ids(self) -> list[str]:
        return [node.id for node in self.spec.nodes]

    def add(self, kind: str, params: dict[str, Any], before: list[str]) -> str | None:
        node = Node(id=next(self._names), type=kind, params=params)
        edges = [
            Edge(source=source, target=node.id, slot=slot) for slot, source in enumerate(before)
        ]
        spec = GraphSpec(nodes=(*self.spec.nodes, node), edges=(*self.spec.edges, *edges))
        report = infer(spec, FACTS)
        scaled_twice = any(problem.code == "scaled-twice" for problem in report.problems)
        if report.nodes[node.id].shape is None or scaled_twice:
            return None
        self.spec = spec
        return node.id

    def ended(self) -> GraphSpec:
        """All loose ends brought into one Classifier."""
        used = {edge.source for edge in self.spec.edges}
        ends = [node_id for node_id in self.ids if node_id not in used]
        flat = [self._flat(node_id) for node_id in ends]
        last = flat[0] if len(flat) == 1 else self.add("Concatenate", {}, flat)
        assert last is not None
        self.add("Classifier", {}, [last])
        return self.spec

    def _flat(self, node_id: str) -> str:
        shape = infer(self.spec, FACTS).nodes[node_id].shape
        assert shape is not None
        if len(shape) == 1:
            return node_id
        kind = "GlobalAveragePooling2D" if len(shape) == len("hwc") else "Flatten"
        listed = self.add(kind, {}, [node_id])
        assert listed is not None
        return listed


@st.composite
def _params(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """Random settings near the smallest, as the type's JSON Schema allows them."""
    described = _TYPES[kind]
    fields = described["schema"]["properties"]
    chosen = {name: draw(_value(schema, described, name)) for name, schema in fields.items()}
    try:
        Layer.catalog[kind].model_validate(chosen)
    except ValidationError:  # fields that do not go together
        return dict(described["defaults"])
    return chosen


def _value(schema: dict[str, Any], described: dict[str, Any], name: str) -> st.SearchStrategy[Any]:
    return st.just(described["defaults"][name]) | _drawn(schema)


def _drawn(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "anyOf" in schema:
        return st.one_of([_drawn(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "prefixItems" in schema:
        return st.tuples(*map(_drawn, schema["prefixItems"])).map(list)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    least, most = schema.get("minimum", 0), schema.get("maximum", 1)
    simple: dict[str, st.SearchStrategy[Any]] = {
        "boolean": st.booleans(),
        "null": st.none(),
        "integer": st.integers(least, min(most, least + 3)),
        "number": st.sampled_from([least, 0.25, 1 / 3, 0.5, 1 / 255]).filter(lambda x: x >= least),
    }
    return simple[schema["type"]]
