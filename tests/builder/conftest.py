"""Small drawings that many tests start from."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from builder.spec import Edge, GraphSpec, Node


class Draw:
    """Writes drawings in one line: ``draw("input>conv>flat>end", conv=("Conv2D", {...}))``."""

    def __call__(self, wires: str, **layers: tuple[str, dict[str, Any]] | str) -> GraphSpec:
        edges: list[Edge] = []
        for chain in wires.split():
            ids = chain.split(">")
            for source, target in pairwise(ids):
                name, _, slot = target.partition(":")
                edges.append(Edge(source=source.split(":")[0], target=name, slot=int(slot or 0)))
        nodes = [self.node(node_id, layer) for node_id, layer in layers.items()]
        return GraphSpec(nodes=tuple(nodes), edges=tuple(edges))

    @staticmethod
    def node(node_id: str, layer: tuple[str, dict[str, Any]] | str) -> Node:
        kind, params = (layer, {}) if isinstance(layer, str) else layer
        return Node(id=node_id, type=kind, params=params)


@pytest.fixture(scope="session")
def draw() -> Draw:
    return Draw()
