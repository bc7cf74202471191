"""A drawing becomes a Keras config, and the config the same drawing again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from builder.expansion import expanded
from builder.lowering import lower
from builder.opening import reading
from builder.opening.drawing import Drawing, drawn
from builder.spec import Edge, GraphSpec, Node
from builder.templates import templates
from layers_catalog import Layer
from layers_catalog.base import Category
from layers_catalog.facts import Facts

SKIN = {one for one, kind in Layer.catalog.items() if kind.category is Category.DERMATOLOGY}
"""Networks of many operations, which no config tells from any other."""
WITHOUT_SKIN = [
    name for name, spec in templates().items() if not SKIN & {node.type for node in spec.nodes}
]
NOT_IN_A_CONFIG = {"weights", "C", "gamma", "fit"}
"""Where weights start from, how a head was fitted, and how photographs were brought to size."""


def config_of(spec: GraphSpec, facts: Facts) -> dict[str, Any]:
    from builder.compiler import build
    from builder.networks.unfilled import unfilled

    with unfilled():
        return dict(json.loads(build(lower(spec, facts)).to_json()))


def rounded(value: Any) -> Any:
    """Keras is given some numbers as the two ends of a range."""
    return round(value, 9) if isinstance(value, float) else value


def layers(nodes: tuple[Node, ...]) -> dict[str, tuple[str, dict[str, Any]]]:
    """By id, the type and every parameter, written out or not."""
    found = {}
    for node in nodes:
        layer = Layer.catalog[node.type].model_validate(node.params)
        left = {
            k: rounded(v)
            for k, v in layer.model_dump(mode="json").items()
            if k not in NOT_IN_A_CONFIG
        }
        if "pool_size" in left and left["strides"] == left["pool_size"]:
            left["strides"] = None  # what None means, and what Keras writes of either
        if node.type == "RandomErasing":
            left["scale"] = sorted(left["scale"])  # Keras takes a range from either end
        found[node.id] = (node.type, left)
    return found


def wires(edges: tuple[Edge, ...]) -> list[tuple[str, int, str]]:
    return sorted((edge.target, edge.slot, edge.source) for edge in edges)


def same(made: Drawing, spec: GraphSpec) -> None:
    assert not made.unknown
    assert made.differences == []
    assert layers(made.nodes) == layers(spec.nodes)
    assert wires(made.edges) == wires(spec.edges)


def looks_twice(spec: GraphSpec, node: Node) -> bool:
    """Whether attention was given one picture twice, which is one network with given it once."""
    given = [edge.source for edge in spec.edges if edge.target == node.id]
    return node.type == "MultiHeadAttention" and len(given) == 2 and len(set(given)) == 1


@pytest.mark.keras
@pytest.mark.parametrize("name", WITHOUT_SKIN)
def test_every_template_comes_back(name: str) -> None:
    spec = templates()[name]
    facts = Facts(class_names=("akiec", "bcc", "mel", "nv"))
    made = drawn(reading.read(config_of(spec, facts)))
    same(made, spec)
    assert made.classes == 4


_SLOW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],  # each takes a second: shrinking takes minutes
)


@pytest.mark.keras
def test_any_drawing_comes_back(
    sound_designs: Callable[..., st.SearchStrategy[GraphSpec]], facts: Facts
) -> None:
    @_SLOW
    @given(sound_designs())
    def comes_back(spec: GraphSpec) -> None:
        assume(not any(looks_twice(spec, node) for node in spec.nodes))
        assume(not SKIN & {node.type for node in spec.nodes})
        same(drawn(reading.read(config_of(spec, facts))), spec)

    comes_back()


@pytest.mark.keras
def test_any_drawing_with_blocks_comes_back_drawn_out(
    block_designs: Callable[..., st.SearchStrategy[GraphSpec]], facts: Facts
) -> None:
    """A config knows no blocks: each repetition comes back as layers."""
    met = Counter[str]()

    @_SLOW
    @given(block_designs(most=6))
    def comes_back(spec: GraphSpec) -> None:
        network = expanded(spec).spec
        assume(not any(looks_twice(network, node) for node in network.nodes))
        assume(not SKIN & {node.type for node in network.nodes})
        met["repeated"] += len(network.nodes) > len(spec.nodes)
        same(drawn(reading.read(config_of(spec, facts))), network)

    comes_back()
    assert met["repeated"] >= 3
