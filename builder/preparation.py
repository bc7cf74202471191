"""Where the preparation and the random changes of photographs end: what a person can look at.

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
    return _last(spec, report, {Category.DERMATOLOGY})


def change_ends(spec: GraphSpec, report: GraphReport) -> tuple[str, ...]:
    """The layers whose result is a photograph after all random changes, before anything learns.

    Args:
        spec: the drawing; the rest of it may be unfinished or wrong.
        report: what was inferred of it.

    Returns:
        Ids in the order of the drawing; none where nothing is changed at random.
    """
    ends = _last(spec, report, {Category.DERMATOLOGY, Category.AUGMENTATION})
    return tuple(one for one in ends if _changes(spec, report, one))


def _changes(spec: GraphSpec, report: GraphReport, node_id: str) -> bool:
    way = (*ancestors(spec, node_id), node_id)
    return any(_category(report, one) is Category.AUGMENTATION for one in way)


def _last(spec: GraphSpec, report: GraphReport, wanted: set[Category]) -> tuple[str, ...]:
    """The last layers of some families that still give a photograph."""
    chosen = [node.id for node in spec.nodes if _category(report, node.id) in wanted]
    before = {one: ancestors(spec, one) for one in chosen}
    found = [one for one in chosen if _prepares(report, one, before[one])]
    return tuple(one for one in found if not any(one in before[other] for other in found))


def _category(report: GraphReport, node_id: str) -> Category | None:
    layer = report.layers.get(node_id)
    return None if layer is None else layer.category


def _prepares(report: GraphReport, node_id: str, before: frozenset[str]) -> bool:
    shape = report.nodes[node_id].shape
    learns = any(report.nodes[one].trainable or report.nodes[one].non_trainable for one in before)
    return shape is not None and len(shape) == _MAPS and not learns
