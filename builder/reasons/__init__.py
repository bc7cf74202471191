"""“Why is this here?”: one sentence for a layer, from its place in the drawing.

What a layer does is its help, in the catalog; here stands what it does just there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.mends.scene import Scene
from builder.problems import Names
from builder.reasons.chain import CHAIN, change
from builder.reasons.joins import JOINS
from layers_catalog.base import Category

if TYPE_CHECKING:
    from builder.inference import GraphReport
    from builder.spec import GraphSpec


def reasons(spec: GraphSpec, report: GraphReport) -> dict[str, str]:
    """For each layer that stands in a usual place why it is there; others are left out.

    Args:
        spec: the drawing; the rest of it may be unfinished or wrong.
        report: what was inferred of it.
    """
    at = Scene(report.drawn, report.layers, report.nodes, Names(spec))
    told = {
        node.id: CHAIN[node.type](at, node.id)
        for node in spec.nodes
        if node.type in CHAIN and at.shape(node.id) and at.source(node.id)
    }
    changes = {
        node.id: change(at, node.id)
        for node in spec.nodes
        if node.id in at.layers and at.layers[node.id].category is Category.AUGMENTATION
    }
    joins = {
        node.id: JOINS[node.type](at, node.id)
        for node in spec.nodes
        if node.type in JOINS and at.shape(node.id)
    }
    return {node_id: why for node_id, why in {**told, **changes, **joins}.items() if why}
