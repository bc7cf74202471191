"""A drawing with more problems than get mends says so, and none is without them for good."""

from __future__ import annotations

from builder.inference import infer
from builder.problems import Problem
from builder.spec import Edge, GraphSpec, Node
from layers_catalog.facts import Facts

FURTHER = "Clicks that mend are offered for the first 100 problems only"


def loose_ends(layers: int) -> tuple[Problem, ...]:
    """Of a drawing in which so many layers lead nowhere."""
    nodes = tuple(Node(id=f"f{number}", type="Flatten") for number in range(layers))
    edges = tuple(Edge(source="image", target=node.id) for node in nodes)
    spec = GraphSpec(name="x", nodes=(Node(id="image", type="Input"), *nodes), edges=edges)
    return tuple(one for one in infer(spec, Facts()).problems if one.code == "loose-end")


def test_who_has_150_problems_is_told_where_the_clicks_are() -> None:
    found = loose_ends(150)
    assert len(found) == 150
    offered = [one for one in found if one.mends]
    told = [one for one in found if FURTHER in one.hint]
    assert len(offered) in {99, 100}  # a problem of the whole drawing may be one of the hundred
    assert [*offered, *told] == list(found)


def test_who_has_fewer_is_told_nothing() -> None:
    found = loose_ends(60)  # as it is once some were mended
    assert len(found) == 60
    assert all(one.mends and FURTHER not in one.hint for one in found)
