"""Where the preparation of the photographs ends in a drawing: what a person can look at.

Building and running it is left to ``runs.helper``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.inference import infer
from builder.topology import ancestors
from layers_catalog.base import Category

if TYPE_CHECKING:
    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from layers_catalog.facts import Facts

_MAPS = 3
"""Axes of a picture: height, width and colours."""


def preparation_ends(spec: GraphSpec, facts: Facts) -> tuple[str, ...]:
    """The layers for skin whose result is the last photograph before anything learns.

    The rest of the drawing may be unfinished or wrong.

    Args:
        spec: the drawing.
        facts: what the dataset tells.

    Returns:
        Ids in the order of the drawing; one, or one for each branch.
    """
    report = infer(spec, facts)
    before = {node.id: ancestors(spec, node.id) for node in spec.nodes}
    found = [node.id for node in spec.nodes if _prepares(report, node.id, before[node.id])]
    return tuple(one for one in found if not any(one in before[other] for other in found))


def _prepares(report: GraphReport, node_id: str, before: frozenset[str]) -> bool:
    layer, shape = report.layers.get(node_id), report.nodes[node_id].shape
    if layer is None or layer.category is not Category.DERMATOLOGY:
        return False
    learns = any(report.nodes[one].trainable or report.nodes[one].non_trainable for one in before)
    return shape is not None and len(shape) == _MAPS and not learns
