"""What of a drawing is computed before training and kept, foretold without Keras.

What is done about it, and why, is told by ``prefix``, which must come to the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from builder.topology import reach
from layers_catalog.base import Category
from layers_catalog.measured import Normalization

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from builder.topology import Graph

_CHANGES: Final = "Random"
"""How the names of layers begin that change pictures at random: they are computed in views."""
_CHANCE: Final = (_CHANGES, "Gaussian", "Dropout", "SpatialDropout2D")
_FLIP: Final = "RandomFlip"
_BOTH: Final = "horizontal_and_vertical"


@dataclass(frozen=True)
class Kept:
    """What is computed once.

    Args:
        macs: by the id of a layer, how many of its multiply-adds for a photograph.
        views: of each training photograph that are computed.
        drawn: whether they are made by chance, and so differ from seed to seed; of mirroring, all
            ways are gone through. Not the first view, which is the photograph as it is.
    """

    macs: dict[str, int]
    views: int
    drawn: bool = False


def kept(report: GraphReport, *, views: int) -> Kept:
    """What is computed a single time before training; no layer where nothing is gained.

    Args:
        report: what was inferred of a drawing.
        views: how many the recipe asks for; 0: changes are made anew in every epoch.
    """
    graph = report.graph
    kinds = {node.id: node.type for node in graph.spec.nodes}

    def same(node_id: str) -> bool:
        return not (_changes(report, node_id) or kinds[node_id].startswith(_CHANCE))

    def allowed(node_id: str) -> bool:
        return same(node_id) or (views > 0 and kinds[node_id].startswith(_CHANGES))

    most = _closed(graph, allowed)
    halved = {
        node_id: told.still_macs
        for node_id, told in report.nodes.items()
        if told.still_macs and most.issuperset(graph.before[node_id])
    }
    costly = {node_id for node_id in most if _costly(report, node_id)} | halved.keys()
    if not costly:
        return Kept({}, 1)
    before = costly | reach(graph.before, costly)
    still = _closed(graph, lambda one: same(one) or (one in before and allowed(one)))
    found = {node_id: report.nodes[node_id].macs for node_id in still}
    random = [node_id for node_id in still if kinds[node_id].startswith(_CHANGES)]
    drawn = any(kinds[node_id] != _FLIP for node_id in random)
    differ = views if drawn else min(max(1, views), _mirrored(graph.spec, random))
    return Kept({**found, **halved}, differ, drawn)


def _mirrored(spec: GraphSpec, flips: list[str]) -> int:
    """How many views differ by mirroring alone: each layer of it makes two or four."""
    nodes = [node for node in spec.nodes if node.id in flips]
    return int(2 ** sum(2 if node.params.get("mode", _BOTH) == _BOTH else 1 for node in nodes))


def _closed(graph: Graph, wanted: Callable[[str], bool]) -> set[str]:
    """The layers that are wanted and take the results of such ones only."""
    found: set[str] = set()
    for node_id in graph.order.ids:
        if found.issuperset(graph.before[node_id]) and wanted(node_id):
            found.add(node_id)
    return found


def _changes(report: GraphReport, node_id: str) -> bool:
    """Whether training changes weights of a layer, moving averages included."""
    told, layer = report.nodes[node_id], report.layers.get(node_id)
    return layer is not None and layer.trains and bool(told.trainable or told.non_trainable)


def _costly(report: GraphReport, node_id: str) -> bool:
    """Whether it is worth keeping what a layer makes: networks for skin work without weights."""
    layer = report.layers.get(node_id)
    if isinstance(layer, Normalization):
        return False
    prepares = layer is not None and layer.category is Category.DERMATOLOGY
    return prepares or bool(report.nodes[node_id].non_trainable)
