"""What sort of system a drawing is, for the gallery's filters; read from its layers."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from builder.starting_weights import IMAGENET
from layers_catalog.architectures import ARCHITECTURES
from layers_catalog.base import Category
from layers_catalog.pretrained import Backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.inference import GraphReport
    from layers_catalog import Layer


class Kind(StrEnum):
    """How a system comes to know what lesions look like."""

    SCRATCH = "Learns from scratch"
    FROZEN = "Pretrained, frozen"
    TUNED = "Pretrained, fine-tuned"
    FITTED = "Fitted at once"


def kind(report: GraphReport) -> Kind:
    """The kind of a drawing, from what was inferred of it."""
    if any(layer.fitted for layer in report.layers.values()):
        return Kind.FITTED
    pretrained = [node_id for node_id, _ in _pretrained(report)]
    if not pretrained:
        return Kind.SCRATCH
    learns = any(report.nodes[node_id].trainable for node_id in pretrained)
    return Kind.TUNED if learns else Kind.FROZEN


def needs_internet(report: GraphReport) -> bool:
    """Whether weights are fetched when the first training starts."""
    return any(
        layer.weights == IMAGENET and ARCHITECTURES[layer.architecture].imagenet == IMAGENET
        for _, layer in _pretrained(report)
        if isinstance(layer, Backbone)
    )


def _pretrained(report: GraphReport) -> Iterator[tuple[str, Layer]]:
    """Networks that start from what they learnt elsewhere."""
    for node_id, layer in report.layers.items():
        from_nothing = getattr(layer, "weights", None) == "none"
        if layer.category is Category.PRETRAINED and not from_nothing:
            yield node_id, layer
