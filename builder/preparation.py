"""Where the preparation of the photographs ends in a drawing: what a person can look at.

Building and running it is left to ``runs.helper``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.topology import ancestors
from layers_catalog.base import Category

if TYPE_CHECKING:
    from builder.inference import GraphReport
    from builder.spec import GraphSpec

_MAPS = 3
"""Axes of a picture: height, width and colours."""


def preparation_ends(spec: GraphSpec, report: GraphReport) -> tuple[str, ...]:
    """The layers for skin whose result is the last photograph before anything learns.

    The rest of the drawing may be unfinished or wrong.

    Args:
        spec: the drawing.
        report: what was inferred of it.

    Returns:
        Ids in the order of the drawing; one, or one for each branch.
    """
    skin = [node.id for node in spec.nodes if _for_skin(report, node.id)]
    before = {one: ancestors(spec, one) for one in skin}
    found = [one for one in skin if _prepares(report, one, before[one])]
    return tuple(one for one in found if not any(one in before[other] for other in found))


def _for_skin(report: GraphReport, node_id: str) -> bool:
    layer = report.layers.get(node_id)
    return layer is not None and layer.category is Category.DERMATOLOGY


def _prepares(report: GraphReport, node_id: str, before: frozenset[str]) -> bool:
    shape = report.nodes[node_id].shape
    learns = any(report.nodes[one].trainable or report.nodes[one].non_trainable for one in before)
    return shape is not None and len(shape) == _MAPS and not learns
