"""No drawing whatever makes inference raise, and it is quick."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from builder.inference import GraphReport, infer
from builder.spec import Edge, GraphSpec, Node
from layers_catalog import Layer
from layers_catalog.facts import Facts

Draw = Callable[..., GraphSpec]
CONV: tuple[str, dict[str, Any]] = ("Conv2D", {"filters": 4, "kernel_size": [3, 3]})
POOL = "MaxPooling2D"
SMALL: tuple[str, dict[str, Any]] = ("Input", {"height": 32, "width": 32})
SCALE: tuple[str, dict[str, Any]] = ("Rescaling", {"scale": 1 / 255})
GAP = "GlobalAveragePooling2D"


def found(report: GraphReport) -> list[tuple[str | None, str]]:
    return [(problem.node_id, problem.code) for problem in report.problems]


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
_FIELDS = sorted({field for layer in Layer.catalog.values() for field in layer.model_fields})
_NODES = st.builds(
    Node,
    id=st.sampled_from("abcdefgh"),
    type=st.sampled_from([*Layer.catalog, "Nonsense"]),
    params=st.dictionaries(st.sampled_from(_FIELDS), _ANYTHING | st.integers(0, 9), max_size=3),
    title=st.sampled_from(["", "Mine"]),
)
_EDGES = st.builds(
    Edge,
    source=st.sampled_from("abcdefghz"),
    target=st.sampled_from("abcdefghz"),
    slot=st.integers(0, 3),
)


@st.composite
def _presets_or_anything(draw: st.DrawFn) -> Node:
    node = draw(_NODES)
    known = Layer.catalog.get(node.type)
    if known is not None and draw(st.booleans()):
        return node.model_copy(update={"params": dict(known.presets)})
    return node


@given(st.lists(_presets_or_anything(), max_size=10), st.lists(_EDGES, max_size=14))
def test_no_drawing_whatever_raises(nodes: list[Node], edges: list[Edge]) -> None:
    spec = GraphSpec(nodes=tuple(nodes), edges=tuple(edges))
    report = infer(spec, Facts())
    assert report.nodes.keys() == {node.id for node in nodes}
    assert all(problem.message.endswith((".", "”")) for problem in report.problems)
    for told in report.nodes.values():
        assert told.waits_for is None or report.nodes[told.waits_for].shape is None


def test_thirty_layers_are_told_in_a_few_milliseconds(draw: Draw, facts: Facts) -> None:
    ids = [f"c{number}" for number in range(28)]
    layers = dict.fromkeys(ids, ("Conv2D", {**CONV[1], "padding": "same"}))
    spec = draw(f"i>s>{'>'.join(ids)}>g>e", i="Input", s=SCALE, g=GAP, e="Classifier", **layers)
    infer(spec, facts)
    begun = perf_counter()
    assert infer(spec, facts).sound
    assert perf_counter() - begun < 0.05


def test_the_largest_drawing_is_told_within_seconds(facts: Facts) -> None:
    nodes = tuple(Node(id=f"n{i}", type="Dense", params={"units": 3}) for i in range(2000))
    edges = tuple(
        Edge(source=f"n{i}", target=f"n{(i * 7) % 2000}", slot=i % 5) for i in range(9999 // 5)
    )
    begun = perf_counter()
    infer(GraphSpec(nodes=nodes, edges=edges), facts)
    assert perf_counter() - begun < 5
