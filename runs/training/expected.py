"""How long an epoch of a drawing should take, from its multiply-adds and a measured rate.

A rough guess before anything has run: memory, decoding and the kind of layer matter, too. Where a
rate comes from is left to the caller. Needs no Keras.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.endings import fitted_end
from builder.inference import infer
from builder.topology import order, reach, reversed_arrows, sources
from layers_catalog.base import Category
from layers_catalog.facts import Facts
from layers_catalog.measured import Normalization
from runs.training.fit_time import fit_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from data.dataset import Dataset

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


@dataclass(frozen=True)
class Seconds:
    """How long a training should take.

    Args:
        once: for what is computed a single time, before the first epoch.
        epoch: for each epoch; of a head that is fitted at once, for the fit.
        fitted: whether the head is fitted at once.
    """

    once: float
    epoch: float
    fitted: bool


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
    still = computed_once(spec, report)
    each = sum(
        told.macs * (train * (1 + _BACKWARD * (node_id in backward)) + validation)
        for node_id, told in report.nodes.items()
        if node_id not in still
    )
    once = sum(report.nodes[node_id].macs for node_id in still) * (train + validation)
    return Work(once=float(once), epoch=float(each))


def seconds(
    spec: GraphSpec, report: GraphReport, counts: Mapping[str, int], *, rate: float
) -> Seconds | None:
    """How long a training of a drawing should take; ``None`` where nothing can be told.

    Args:
        spec: the drawing.
        report: what was inferred of it.
        counts: images in "train" and "validation".
        rate: multiply-adds a second.
    """
    train, validation = counts.get("train", 0), counts.get("validation", 0)
    computed = work(spec, report, counts)
    fitting = fit_seconds(spec, report, train)
    if not (train or validation) or not (computed.epoch or fitting):
        return None
    epoch = computed.epoch / rate if fitting is None else fitting
    return Seconds(once=computed.once / rate, epoch=epoch, fitted=fitting is not None)


def seconds_here(spec: GraphSpec, dataset: Dataset) -> Seconds | None:
    """How long it should take on this computer, before any training was timed."""
    counts = {split: sum(of.values()) for split, of in dataset.counts().items()}
    report = infer(spec, Facts(class_names=dataset.classes, from_dataset=True))
    return seconds(spec, report, counts, rate=rate_here())


def heaviest(report: GraphReport) -> str:
    """What most of the work is spent in, e.g. "Backbone ResNet50": rates differ by it."""
    if not report.nodes:
        return ""
    most = max(report.nodes, key=lambda node_id: report.nodes[node_id].macs)
    layer = report.layers.get(most)
    return f"{type(layer).__name__} {getattr(layer, 'architecture', '')}".strip() if layer else ""


def computed_once(spec: GraphSpec, report: GraphReport) -> set[str]:
    """The nodes that are computed a single time before training; none where nothing is gained.

    What is done about it, and why, is told by ``runs.training.prefix``.
    """
    still = _still(spec, report)
    return still if any(_costly(report, node_id) for node_id in still) else set()


def _still(spec: GraphSpec, report: GraphReport) -> set[str]:
    """The nodes that give the same for the same photograph throughout training."""
    kinds, before = {node.id: node.type for node in spec.nodes}, sources(spec)
    still: set[str] = set()
    for node_id in order(spec).ids:
        acts_the_same = not (_changes(report, node_id) or kinds[node_id].startswith(_BY_CHANCE))
        if acts_the_same and still.issuperset(before[node_id]):
            still.add(node_id)
    return still


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
