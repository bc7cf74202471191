"""How long an epoch of a drawing should take, from its multiply-adds and a measured rate.

A rough guess before anything has run: memory, decoding and the kind of layer matter, too. Where a
rate comes from is left to the caller. Needs no Keras.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.endings import fitted_end
from builder.topology import order, reach, reversed_arrows, sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.inference import GraphReport
    from builder.spec import GraphSpec

RATE_PER_CORE = 1.2e10
"""Multiply-adds a second of one processor core, before any training was timed: between the
9e9 of depthwise networks and the 3.5e10 of plain convolutions, measured with TensorFlow 2.21."""
_BACKWARD = 2
"""Learning costs the gradients of values and of weights: about two forward passes more."""
_BY_CHANCE = ("Random", "Gaussian", "Dropout", "SpatialDropout")


@dataclass(frozen=True)
class Work:
    """Multiply-adds of a training.

    Args:
        once: before the first epoch, for a frozen beginning that is computed a single time.
        epoch: in each epoch.
    """

    once: float
    epoch: float


def rate_here() -> float:
    """Multiply-adds a second to expect of this computer before any training was timed."""
    return RATE_PER_CORE * (os.cpu_count() or 1)


def work(spec: GraphSpec, report: GraphReport, counts: Mapping[str, int]) -> Work:
    """What a training of a drawing has to compute.

    Args:
        spec: the drawing.
        report: what was inferred of it.
        counts: images in "train", "validation" and "test".
    """
    train, validation = counts.get("train", 0), counts.get("validation", 0)
    if (end := fitted_end(spec)) is not None:  # each photograph is looked at once, as it is
        before_end = report.totals.macs - report.nodes[end[0]].macs
        return Work(once=float(before_end * (train + validation)), epoch=0.0)
    before = sources(spec)
    learning = {node_id for node_id, told in report.nodes.items() if told.trainable}
    backward = learning | reach(reversed_arrows(before), learning)
    still = _still(spec, learning) if _has_frozen(spec, report, learning) else set()
    each = sum(
        told.macs * (train * (1 + _BACKWARD * (node_id in backward)) + validation)
        for node_id, told in report.nodes.items()
        if node_id not in still
    )
    once = sum(report.nodes[node_id].macs for node_id in still) * (train + validation)
    return Work(once=float(once), epoch=float(each))


def heaviest(report: GraphReport) -> str:
    """What most of the work is spent in, e.g. "Backbone ResNet50": rates differ by it."""
    if not report.nodes:
        return ""
    most = max(report.nodes, key=lambda node_id: report.nodes[node_id].macs)
    layer = report.layers.get(most)
    return f"{type(layer).__name__} {getattr(layer, 'architecture', '')}".strip() if layer else ""


def _still(spec: GraphSpec, learning: set[str]) -> set[str]:
    """The nodes that give the same for the same photograph throughout training."""
    kinds, before = {node.id: node.type for node in spec.nodes}, sources(spec)
    still: set[str] = set()
    for node_id in order(spec).ids:
        acts_the_same = node_id not in learning and not kinds[node_id].startswith(_BY_CHANCE)
        if acts_the_same and still.issuperset(before[node_id]):
            still.add(node_id)
    return still


def _has_frozen(spec: GraphSpec, report: GraphReport, learning: set[str]) -> bool:
    """Whether the beginning that stays the same has weights, so that it is worth keeping."""
    return any(report.nodes[node_id].non_trainable for node_id in _still(spec, learning))
