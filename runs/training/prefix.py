"""The frozen beginning of a network, told apart from the part that learns.

What does not learn and acts the same in training and in use gives the same numbers in every
epoch: it is computed once (``features``), and only the rest is trained. The two parts are built
from the Calls of the whole, so nothing of Keras's inner graph is needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.compiler import build
from layers_catalog.call import Call, CallKind
from layers_catalog.fitted import NORMALIZATION
from runs.training.network import CHANCE, copy_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras

    from runs.training.standing import Arrays

_NAMED = {CallKind.LAYER, CallKind.MODEL}
"""Calls that are layers of the Keras model, with weights of their own."""


@dataclass(frozen=True)
class Split:
    """A network in two parts.

    Args:
        whole: the network, with its starting weights.
        prefix: from photographs to features.
        head: from features to scores; the part that learns.
    """

    whole: keras.Model
    prefix: keras.Model
    head: keras.Model

    @property
    def bytes_per_image(self) -> int:
        """What the features of one photograph take, as float32."""
        return 4 * math.prod(int(side) for side in self.prefix.output_shape[1:])

    def stitched(self, learned: Arrays) -> Arrays:
        """The weights of the whole network, the head's ``learned`` ones in it."""
        self.head.set_weights(learned)
        copy_weights(self.head, self.whole)
        weights: Arrays = self.whole.get_weights()
        return weights


def split(whole: keras.Model, calls: Sequence[Call]) -> Split | None:
    """The network in two parts; ``None`` where nothing would be gained.

    Gained is something where all that is computed in vain passes through one place, and weights or
    a whole network come before it: to store pixels multiplied by a constant, or standardised, is no
    help. ``expected`` foretells the same from the drawing.

    Args:
        whole: built from ``calls``.
        calls: in order, as lowered.
    """
    still = _still(whole, calls)
    learning = [call for call in calls if call.name not in still]
    cut = {name for call in learning for name in call.inputs if name in still}
    frozen = [call for call in calls if call.name in still]
    if cut != {call.name for call in frozen[-1:]}:
        return None  # several places, or nothing learns
    if not any(_costly(whole, call) for call in frozen):
        return None
    prefix = build(frozen)
    head = build([_entry(cut.pop(), prefix), *learning])
    for part in (prefix, head):
        copy_weights(whole, part)
    return Split(whole, prefix, head)


def cut_at(whole: keras.Model, calls: Sequence[Call], node: str) -> Split:
    """The network in two parts: what leads to a layer, and that layer, which ends it.

    Args:
        whole: built from ``calls``.
        calls: in order, as lowered; the last ones are the layer's.
        node: the layer, which takes one input.
    """
    prefix = build([call for call in calls if call.node != node])
    head = head_of(prefix, calls, node)
    for part in (prefix, head):
        copy_weights(whole, part)
    return Split(whole, prefix, head)


def head_of(prefix: keras.Model, calls: Sequence[Call], node: str) -> keras.Model:
    """The layer that ends a network, alone, with fresh weights; it takes what ``prefix`` gives."""
    own = [call for call in calls if call.node == node]
    return build([_entry(own[0].inputs[0], prefix), *own])


def _still(whole: keras.Model, calls: Sequence[Call]) -> set[str]:
    """Names of the Calls that give the same for the same photograph throughout training."""
    still: set[str] = set()
    for call in calls:
        if still.issuperset(call.inputs) and _acts_the_same(whole, call):
            still.add(call.name)
    return still


def _acts_the_same(whole: keras.Model, call: Call) -> bool:
    if call.kind not in _NAMED:
        return True
    layer = whole.get_layer(call.name)
    if call.kind is CallKind.LAYER and any(v.name == CHANCE for v in layer.variables):
        return False  # a MODEL is applied with training=False: its dropout does nothing
    # A layer that may learn: BatchNormalization moves its averages even without gamma and beta.
    return not (layer.weights and layer.trainable)


def _costly(whole: keras.Model, call: Call) -> bool:
    """Whether it is worth keeping what it makes: networks for skin have no weights, but work."""
    if call.kind is CallKind.LAYER:
        return call.path != NORMALIZATION and bool(whole.get_layer(call.name).weights)
    return call.kind is CallKind.MODEL


def _entry(name: str, prefix: keras.Model) -> Call:
    """Where the features come in, under the name of the Call that made them."""
    kwargs = {"shape": tuple(prefix.output_shape[1:]), "dtype": "float32"}
    return Call(kind=CallKind.INPUT, path="keras.Input", name=name, kwargs=kwargs)
