"""What is known about a network as a whole: its size, its work, and the memory of a training.

The layers are told of by ``inference``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder import memory
from builder.topology import reach
from layers_catalog.base import Category
from layers_catalog.shapes import product

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.inference import NodeReport
    from builder.topology import Graph
    from layers_catalog import Layer


@dataclass(frozen=True)
class Totals:
    """What is known about the network.

    Args:
        layers: how many the network has, each repetition of a block counted.
        trainable: number of weights that training changes.
        non_trainable: number of weights that it does not.
        macs: work for one image, in multiply-adds or their equal in time.
        memory_mb: what training with batches of 32 takes, roughly; 0 while nothing can be told.
    """

    layers: int = 0
    trainable: int = 0
    non_trainable: int = 0
    macs: int = 0
    memory_mb: float = 0.0


def totals(graph: Graph, layers: Mapping[str, Layer], reports: Mapping[str, NodeReport]) -> Totals:
    """Sums over all layers that can be told.

    Args:
        graph: the network.
        layers: its nodes as far as the catalog can read them.
        reports: what is known of them.
    """
    trainable = sum(report.trainable for report in reports.values())
    non_trainable = sum(report.non_trainable for report in reports.values())
    values = _values(graph, layers, reports)
    return Totals(
        layers=len(reports),
        trainable=trainable,
        non_trainable=non_trainable,
        macs=sum(report.macs for report in reports.values()),
        memory_mb=memory.training_mb(trainable, non_trainable, values) if values else 0.0,
    )


def _values(graph: Graph, layers: Mapping[str, Layer], reports: Mapping[str, NodeReport]) -> int:
    """How many numbers training keeps for one photograph: all results from the first that learns.

    What comes before it is let go at once; only the largest of these results counts.
    """
    before = graph.before
    learning = [node_id for node_id, report in reports.items() if report.trainable]
    keeping = reach(graph.after, learning).union(learning)
    kept = passing = 0
    for node_id, report in reports.items():
        if report.shape is None:
            continue
        size = product(report.shape) + _inside(layers[node_id], report, before[node_id], reports)
        if node_id in keeping:
            kept += size
        else:
            passing = max(passing, size)
    return kept + passing


def _inside(
    layer: Layer, report: NodeReport, before: tuple[str, ...], reports: Mapping[str, NodeReport]
) -> int:
    """What a layer holds besides its result, in numbers for one photograph."""
    if layer.category is not Category.PRETRAINED:
        return report.inside
    each = memory.INSIDE_LEARNING if report.trainable else memory.INSIDE_FROZEN
    return each * sum(memory.pixels(reports[one].shape or ()) for one in before)
