"""Mends of what flows: shapes that do not fit, values scaled twice or never, what cannot learn.

Each by the code of its problem; where branches meet is told by ``joining``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.edits import Mend
from builder.mends.joining import different_shapes, mixed_ranks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from builder.mends.scene import Scene

    Rule = Callable[[Scene, str], Iterator[Mend]]

_MAPS = 3
_TOKENS = 2
_USUAL_SIDE = 224
_GLOBAL = {"Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D"}


def _needs_list(at: Scene, node: str) -> Iterator[Mend]:
    """What makes a list of an image; of tokens, only Flatten does."""
    rank = len(at.shape(at.source(node)))
    kinds = {_MAPS: ("GlobalAveragePooling2D", "Flatten"), _TOKENS: ("Flatten",)}
    for kind in kinds.get(rank, ()):
        steps = tuple(at.inserted(kind, at.into[node]))
        yield Mend(f"Add {kind} before it", steps)


def _needs_image(at: Scene, node: str) -> Iterator[Mend]:
    """What made a list of the image goes; or the layer that came too late for it."""
    before = at.source(node)
    if at.kind(before) in _GLOBAL and len(at.shape(at.source(before))) == _MAPS:
        yield at.without(before)
    if at.source(node):
        yield at.without(node)


def _too_small(at: Scene, node: str) -> Iterator[Mend]:
    if at.has(node, "padding"):
        yield at.change(node, "Set padding to “same”", {"padding": "same"})


def _picture_too_small(at: Scene, node: str) -> Iterator[Mend]:
    """A larger Input, where nothing between changes the size."""
    inputs = [one for one in at.above(node) if at.kind(one) == "Input"]
    if len(inputs) != 1 or at.shape(inputs[0]) != at.shape(at.source(node)):
        return
    size = {"height": _USUAL_SIDE, "width": _USUAL_SIDE}
    yield at.change(inputs[0], "Set Input to 224 × 224", size)


def _wrong_axis(at: Scene, node: str) -> Iterator[Mend]:
    if at.has(node, "axis"):
        yield at.change(node, "Set axis to −1", {"axis": -1})


def _never_scaled(at: Scene, node: str) -> Iterator[Mend]:
    steps = tuple(at.inserted("Rescaling", at.into[node]))
    yield Mend("Add Rescaling before it", steps)


def _scaled_twice(at: Scene, node: str) -> Iterator[Mend]:
    """What scales goes, where it stands alone in one chain that leads only to this layer."""
    above = at.above(node)
    found = [one for one in sorted(above) if one in at.layers and at.layers[one].rescales]
    only = [one for one in found if at.source(one) and not _elsewhere(at, one, node, above)]
    if len(only) == len(found) == 1:
        yield at.without(only[0])


def _elsewhere(at: Scene, one: str, node: str, above: frozenset[str]) -> bool:
    """Whether a layer also leads to the end past another one."""
    between = at.behind(one) & above
    return any(target not in {*above, node} for each in between for target in at.after[each])


def _nearest_before(at: Scene, node: str, kind: str) -> str:
    """The layer of a type that leads into another directly or past layers that keep a list."""
    here = at.source(node)
    while here and at.kind(here) in {"Dropout", "GaussianNoise", "BatchNormalization"}:
        here = at.source(here)
    return here if at.kind(here) == kind else ""


def many_weights(at: Scene, node: str) -> Iterator[Mend]:
    """The mean of each map instead of every place of it."""
    flat = _nearest_before(at, node, "Flatten")
    if flat and len(at.shape(at.source(flat))) == _MAPS:
        step = at.becomes(flat, "GlobalAveragePooling2D")
        yield Mend("Use GlobalAveragePooling2D in place of Flatten", (step,))


def _skips_pixels(at: Scene, node: str) -> Iterator[Mend]:
    """Strides of the window's own length, where they are longer."""
    layer: Any = at.layers.get(node)
    reach = getattr(layer, "pool_size", None) or getattr(layer, "kernel_size", None)
    steps = getattr(layer, "strides", None)
    if reach and steps:
        shorter = [min(pair) for pair in zip(reach, steps, strict=True)]
        if getattr(layer, "dilation_rate", (1, 1)) == (1, 1) and min(shorter) == max(shorter):
            yield at.change(
                node, f"Set strides to {shorter[0]} × {shorter[1]}", {"strides": shorter}
            )


def _frozen_at_random(at: Scene, node: str) -> Iterator[Mend]:
    layer: Any = at.layers.get(node)
    if layer is None:
        return
    if not layer.trainable:
        yield at.change(node, "Let the Backbone learn", {"trainable": True})
    else:
        yield at.change(node, "Let all of its blocks learn", {"learning_blocks": None})


def _nothing_learns(at: Scene, _node: str) -> Iterator[Mend]:
    for node_id in at.nodes:
        if at.has(node_id, "trainable"):
            yield at.change(node_id, f"Let {at.names.of(node_id)} learn", {"trainable": True})


def _fitted_behind_learning(at: Scene, node: str) -> Iterator[Mend]:
    """What learns is frozen, where all of it can be; else the end learns with it."""
    kind = at.kind(node)
    yield Mend(f"Use a Classifier in place of {kind}", (at.becomes(node, "Classifier"),))


def _fitted_behind_chance(at: Scene, node: str) -> Iterator[Mend]:
    above = sorted(at.above(node))
    idle = [one for one in above if one in at.layers and at.layers[one].only_by_chance]
    if len(idle) == 1 and at.source(idle[0]):
        yield at.without(idle[0])


def _measured_behind_learning(at: Scene, node: str) -> Iterator[Mend]:
    step = at.becomes(node, "BatchNormalization")
    yield Mend("Use BatchNormalization in its place", (step,))


def _blank(at: Scene, node: str) -> Iterator[Mend]:
    yield at.change(node, "Set scale to 1/255", {"scale": 1 / 255})


def _softmax_of_one(at: Scene, node: str) -> Iterator[Mend]:
    if at.has(node, "activation"):
        yield at.change(node, "Set activation to “sigmoid”", {"activation": "sigmoid"})


def _already_flat(at: Scene, node: str) -> Iterator[Mend]:
    if at.source(node):
        yield at.without(node)


FLOW: Mapping[str, Rule] = {
    "needs-list": _needs_list,
    "dense-on-image": _needs_list,
    "needs-image": _needs_image,
    "too-small": _too_small,
    "picture-too-small": _picture_too_small,
    "batch-axis": _wrong_axis,
    "no-such-axis": _wrong_axis,
    "mixed-ranks": mixed_ranks,
    "different-shapes": different_shapes,
    "never-scaled": _never_scaled,
    "scaled-twice": _scaled_twice,
    "many-weights": many_weights,
    "too-many-weights": many_weights,
    "skips-pixels": _skips_pixels,
    "frozen-at-random": _frozen_at_random,
    "nothing-learns": _nothing_learns,
    "fitted-behind-learning": _fitted_behind_learning,
    "fitted-behind-chance": _fitted_behind_chance,
    "measured-behind-learning": _measured_behind_learning,
    "blank": _blank,
    "softmax-of-one": _softmax_of_one,
    "already-flat": _already_flat,
}
