"""Whatever the rest of the drawing is, a mend takes its problem away."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from mending import kind, left

from builder.inference import infer
from builder.spec import Edge, GraphSpec
from layers_catalog import Layer
from layers_catalog.facts import Facts


@st.composite
def _broken(draw: st.DrawFn, spec: GraphSpec) -> GraphSpec:
    """A sound drawing with something taken away, led elsewhere or set wrongly."""
    for _ in range(draw(st.integers(1, 3))):
        ids = [node.id for node in spec.nodes]
        edges, nodes = spec.edges, spec.nodes
        how = draw(st.sampled_from(["node", "edge", "new", "kind", "value"]))
        if how == "edge" and edges:
            gone = draw(st.sampled_from(edges))
            edges = tuple(one for one in edges if one != gone)
        elif how == "node" and len(nodes) > 1:
            lost = draw(st.sampled_from(ids))
            nodes = tuple(one for one in nodes if one.id != lost)
            edges = tuple(one for one in edges if lost not in (one.source, one.target))
        elif how == "new":
            ends = [draw(st.sampled_from(ids)) for _ in "ab"]
            edges = (*edges, Edge(source=ends[0], target=ends[1], slot=draw(st.integers(0, 2))))
        else:
            chosen = draw(st.sampled_from(ids))
            other = draw(st.sampled_from(sorted(Layer.catalog))) if how == "kind" else ""
            wrong = draw(st.sampled_from([-1, 0, 1.5, "same", None, [0, 3], 10**7]))
            nodes = tuple(_spoilt(one, other, wrong) if one.id == chosen else one for one in nodes)
        spec = spec.model_copy(update={"nodes": nodes, "edges": edges})
    return spec


def _spoilt(node: Any, type_name: str, wrong: object) -> Any:
    if type_name:
        return node.model_copy(
            update={"type": type_name, "params": dict(Layer.catalog[type_name].presets)}
        )
    fields = [*Layer.catalog[node.type].model_fields, "other"]
    return node.model_copy(update={"params": {**node.params, fields[0]: wrong}})


@settings(max_examples=int(os.environ.get("MENDS_EXAMPLES", "60")), deadline=None)
@given(data=st.data())
def test_over_any_drawing_each_mend_takes_its_problem_away(
    data: st.DataObject, sound_designs: Callable[..., st.SearchStrategy[GraphSpec]]
) -> None:
    spec = data.draw(_broken(data.draw(sound_designs(most=5))))
    problems = infer(spec, Facts()).problems
    count = Counter(map(kind, problems))
    for problem in problems:
        for mend in problem.mends:
            assert left(mend.on(spec), problem) < count[kind(problem)], (problem, mend)
