"""Advice about a layer where it stands: what comes before it and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from builder.advice.telling import told
from builder.edits import Mend
from layers_catalog.base import Category

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.mends.scene import Scene
    from builder.problems import Problem

_MAPS: Final = 3
_LARGE_SIDE: Final = 16
_PASSING: Final = {"Dropout", "Flatten", "GaussianDropout", "GaussianNoise"}
_DROPPING: Final = {"Dropout", "SpatialDropout2D", "GaussianDropout"}


def of_layer(at: Scene, node: str) -> Iterator[Problem]:
    """What is to be told of one layer."""
    for rule in (_softmax_twice, _unpooled, _dropout_before_norm, _picture_gone, _late_change):
        yield from rule(at, node)


def _softmax_twice(at: Scene, node: str) -> Iterator[Problem]:
    """A Classifier has a softmax of its own."""
    if at.kind(node) != "Classifier":
        return
    before = at.source(node)
    while at.kind(before) in _PASSING:
        before = at.source(before)
    layer: Any = at.layers.get(before)
    if at.kind(before) != "Softmax" and getattr(layer, "activation", "") != "softmax":
        return
    learns = at.reports[before].trainable > 0
    mend = (
        at.change(
            before, f"Set activation of {at.names.of(before)} to “relu”", {"activation": "relu"}
        )
        if learns
        else at.without(before)
    )
    yield told(
        at,
        before,
        "softmax-twice",
        f"{at.names.of(before)} makes shares of 1 of its values with “softmax”, and the "
        "Classifier does so again: its answers will all lie close together, and it learns "
        "slowly.",
        "Use “softmax” only at the end, where the Classifier brings it.",
        mend,
    )


def _unpooled(at: Scene, node: str) -> Iterator[Problem]:
    """Flatten of a picture that nothing has made smaller."""
    before = at.source(node)
    if at.kind(node) != "Flatten" or len(at.shape(before)) != _MAPS:
        return
    side = min(dim or 0 for dim in at.shape(before)[:2])
    first = max((one for one in at.nodes if at.kind(one) == "Input"), default="")
    whole = min(dim or 0 for dim in at.shape(first)[:2])
    weighs = any(at.reports[one].trainable for one in at.after[node])
    if side <= _LARGE_SIDE or 2 * side <= whole or not weighs:
        return
    values = at.shape(node)[0]
    pool = Mend("Add MaxPooling2D before it", tuple(at.inserted("MaxPooling2D", at.into[node])))
    mean = Mend(
        "Use GlobalAveragePooling2D in place of Flatten",
        (at.becomes(node, "GlobalAveragePooling2D"),),
    )
    yield told(
        at,
        node,
        "unpooled",
        f"Flatten lays out a picture that no pooling has made smaller: {values:,} values, and "
        "the layer after it learns a weight for each of them and each of its units.",
        "Let pooling come first, or take the mean of each map.",
        mean,
        pool,
    )


def _dropout_before_norm(at: Scene, node: str) -> Iterator[Problem]:
    """Li and others, "Understanding the disharmony between dropout and batch norm…", CVPR 2019."""
    before = at.source(node)
    if at.kind(node) != "BatchNormalization" or at.kind(before) not in _DROPPING:
        return
    alone = len(at.out_of(before)) == 1 and at.source(before) and at.together(before, node)
    yield told(
        at,
        before,
        "dropout-before-norm",
        f"{at.names.of(before)} stands right before {at.names.of(node)}, which then measures "
        "values that are spread differently while training than in use: the network does worse "
        "on new photographs than it seemed to.",
        f"Put {at.names.of(before)} after it, or right before the Classifier.",
        *([at.moved_before(node, before)] if alone else []),
    )


def _picture_gone(at: Scene, node: str) -> Iterator[Problem]:
    """A window over a picture of 1 × 1."""
    layer: Any = at.layers.get(node)
    reach = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)
    if reach is None or max(reach) == 1 or at.shape(at.source(node))[:2] != (1, 1):
        return
    learns = at.reports[node].trainable > 0
    mend = (
        at.change(node, "Set kernel size to 1 × 1", {"kernel_size": [1, 1]})
        if learns
        else at.without(node)
    )
    yield told(
        at,
        node,
        "picture-gone",
        f"{at.names.of(node)} looks at {reach[0]} × {reach[1]} places, but only one is left: "
        "the picture before it is 1 × 1, so all but the middle of its window sees padding.",
        "Use fewer pooling layers and strides before it, or a larger Input.",
        mend,
    )


def _late_change(at: Scene, node: str) -> Iterator[Problem]:
    """Random changes are for photographs."""
    layer = at.layers.get(node)
    if layer is None or layer.category is not Category.AUGMENTATION:
        return
    if node not in at.seen:
        return
    above = at.above(node)
    seen = [one for one in at.nodes if one in above & at.seeing]
    before = at.source(node)
    alone = before == seen[0] and len(seen) == 1 and len(at.out_of(before)) == 1
    movable = alone and at.together(before, node)
    yield told(
        at,
        node,
        "late-change",
        f"{at.names.of(node)} changes what {at.names.of(seen[0])} has found, not the "
        "photographs: the layers before it still see each photograph the same every time.",
        f"Put it before {at.names.of(seen[0])}.",
        at.moved_before(node, before) if movable else at.without(node),
    )
