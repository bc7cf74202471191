"""Why a layer of one input stands where it does, by its type; nothing where that is unusual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers_catalog.pretrained import IMAGENET, NO_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.mends.scene import Scene

    Reason = Callable[[Scene, str], str]

_MAPS = 3
_BRIGHTEST = 255
_STRAIGHT = {"linear", "softmax"}
"""What gives a weighted sum as it is, or as shares of 1."""
_ENDS = {"Classifier", "SVM", "LogisticRegression"}
_POOLS = {"MaxPooling2D": "the strongest of each window", "AveragePooling2D": "the mean of each"}


def _after(at: Scene, node: str) -> str:
    """What follows it and Dropout, in words; nothing where that is not one layer."""
    after = at.after[node]
    if len(after) != 1:
        return ""
    return _after(at, after[0]) if at.kind(after[0]) == "Dropout" else at.names.of(after[0])


def _rescaling(at: Scene, node: str) -> str:
    layer: Any = at.layers[node]
    low, high = sorted((layer.offset, layer.offset + _BRIGHTEST * layer.scale))
    kinds = {at.kind(one) for one in at.above(node)}
    if "Input" not in kinds or node in at.seen:
        return ""
    return (
        f"It comes first, so that every layer after it sees small numbers, from {low:.3g} to "
        f"{high:.3g}, with which networks learn well."
    )


def change(at: Scene, node: str) -> str:
    """Of a random change."""
    if node in at.seen:
        return ""
    return (
        "It changes each photograph at random while training, before anything is learned from it, "
        "so that the network does not learn the photographs by heart; in use it does nothing."
    )


def _pooling(at: Scene, node: str) -> str:
    layer: Any = at.layers[node]
    before, after = at.shape(at.source(node)), at.shape(node)
    if before[:2] == after[:2] or max(layer.strides or layer.pool_size) == 1:
        return ""
    return (
        f"From here on the picture is {after[0]} × {after[1]} instead of {before[0]} × "
        f"{before[1]}, {_POOLS[at.kind(node)]}: less work, and each window after it sees more of "
        "the lesion."
    )


def _convolution(at: Scene, node: str) -> str:
    layer: Any = at.layers[node]
    before, after = at.shape(at.source(node)), at.shape(node)
    if tuple(layer.kernel_size) == (1, 1):
        joins = [one for one in at.after[node] if at.kind(one) == "Add"]
        if joins and _leads_otherwise(at, at.source(node), joins[0], node):
            return (
                f"It brings the shortcut to {after[2]:,} maps, as the other branch has them, so "
                "that both can be added."
            )
        return (
            f"It makes {after[2]:,} maps of {before[2]:,} at each place and looks at no "
            "neighbours: a cheap way to mix what was found, or to have fewer or more maps."
        )
    if before[:2] != after[:2] and max(layer.strides) > 1:
        return (
            f"With steps of {layer.strides[0]} it also makes the picture smaller, {after[0]} × "
            f"{after[1]} instead of {before[0]} × {before[1]}, as pooling would."
        )
    if at.kind(at.source(node)) in {"Input", "Rescaling"}:
        return (
            f"It looks at the photograph itself: its {after[2]} filters learn to find edges, spots "
            "and changes of colour, of which later layers make signs."
        )
    return ""


def _leads_otherwise(at: Scene, node: str, join: str, own: str) -> bool:
    """Whether a layer leads to one of the other inputs of a join, or is one."""
    others = [edge.source for edge in at.into[join] if edge.source != own]
    return any(node == other or at.leads(node, other) for other in others)


def _global(at: Scene, node: str) -> str:
    maps = at.shape(node)[-1]
    told = _after(at, node)
    takes = f", so that {told} needs few weights" if told else ", so that few weights follow"
    mean = "the mean" if "Average" in at.kind(node) else "the strongest"
    return (
        f"It leaves one number of each of the {maps:,} maps, {mean} over the picture{takes} and a "
        "sign counts wherever in the picture it lies."
    )


def _flatten(at: Scene, node: str) -> str:
    told = _after(at, node)
    if not told or len(at.shape(at.source(node))) != _MAPS:
        return ""
    return (
        f"It lays all {at.shape(node)[0]:,} values of the picture in one list, since {told} takes "
        "a list; where each value was in the picture is kept."
    )


def _dropout(at: Scene, node: str) -> str:
    layer: Any = at.layers[node]
    told = _after(at, node)
    if not told or not layer.rate:
        return ""
    where = "right before the end, " if at.kind(at.after[node][0]) in _ENDS else ""
    return (
        f"It hides {100 * layer.rate:.0f} % of what {told} sees at each step of training, "
        f"{where}so that no answer hangs on a single sign; in use everything passes."
    )


def _normalising(at: Scene, node: str) -> str:
    before = at.source(node)
    if not at.reports[before].trainable:
        return ""
    return (
        f"It keeps what {at.names.of(before)} gives in one range while that learns, so that the "
        "layers after it need not follow each of its changes and larger steps are safe."
    )


def _activation(at: Scene, node: str) -> str:
    before = at.source(node)
    known = {
        "BatchNormalization",
        "Conv2D",
        "Dense",
        "DepthwiseConv2D",
        "Add",
        "GroupNormalization",
    }
    bends = getattr(at.layers[node], "activation", "relu") not in _STRAIGHT
    if at.kind(before) not in known or not bends:
        return ""
    return (
        f"It lets {at.names.of(before)} answer with more than a weighted sum: without a bend in "
        "between, several layers would be no more than one."
    )


def _backbone(at: Scene, node: str) -> str:
    layer: Any = at.layers[node]
    blocks = layer.learning_blocks
    if layer.weights == NO_WEIGHTS:
        learns = layer.trainable and blocks is None
        form = "It has the form of a known network and learns everything from your photographs."
        return form if learns else ""
    everyday = layer.weights == IMAGENET
    where = "from everyday photographs" if everyday else "in an earlier training"
    if not layer.trainable:
        return (
            f"It has learned to see {where} and stays as it is: only what comes after it learns, "
            "so that a few hundred photographs can be enough."
        )
    what = {None: "all of it learns", 1: "its last block learns"}.get(
        blocks, f"its last {blocks} blocks learn"
    )
    return (
        f"It starts from what it learned {where}, and {what} on{' to suit lesions' * everyday}: "
        "choose small steps, and some thousand photographs."
    )


def _end(at: Scene, node: str) -> str:
    numbers = at.shape(at.source(node))
    return (
        f"It is the end: it weighs the {numbers[0]:,} numbers that are left of the photograph into "
        f"a score for each of {at.shape(node)[0]} classes."
        if len(numbers) == 1
        else ""
    )


CHAIN: dict[str, Reason] = {
    "Rescaling": _rescaling,
    "MaxPooling2D": _pooling,
    "AveragePooling2D": _pooling,
    "Conv2D": _convolution,
    "GlobalAveragePooling2D": _global,
    "GlobalMaxPooling2D": _global,
    "Flatten": _flatten,
    "Dropout": _dropout,
    "BatchNormalization": _normalising,
    "LayerNormalization": _normalising,
    "Activation": _activation,
    "ReLU": _activation,
    "Backbone": _backbone,
    **dict.fromkeys(_ENDS, _end),
}
