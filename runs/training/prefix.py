"""The frozen beginning of a network, told apart from the part that learns.

What does not learn and acts the same in training and in use gives the same numbers in every
epoch: it is computed once (``features``), and only the rest is trained. Where random changes of the
photographs stand before it, it is computed once for each of a few ``views``. The parts are built
from the Calls of the whole, so nothing of Keras's inner graph is needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from builder.compiler import build
from layers_catalog import dermatology
from layers_catalog.call import CallKind
from layers_catalog.fitted import NORMALIZATION
from runs.training.computing import fastest, in_tensorflow
from runs.training.cut import Cut, crossing, entry, shape_of
from runs.training.halving import give_halves, halved, halves, take_half
from runs.training.network import CHANCE, copy_weights
from runs.training.views import changes_pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import keras

    from layers_catalog.call import Call
    from runs.training.computing import Pass
    from runs.training.standing import Arrays

_ROW: Final = 2
"""Dimensions of a batch of plain rows of numbers."""


@dataclass(frozen=True)
class Split:
    """A network in its parts.

    Args:
        whole: the network, with its starting weights.
        prefix: from photographs, or what ``changes`` make of them, to features.
        head: from features to scores; the part that learns.
        frozen: the steps of the prefix.
        changes: the steps before it, some of them random; mostly none.
        halves: the pretrained networks that lie half in the prefix and half in the head.
    """

    whole: keras.Model
    prefix: keras.Model
    head: keras.Model
    frozen: tuple[Call, ...]
    changes: tuple[Call, ...] = ()
    halves: tuple[str, ...] = ()

    def way(self, *, precise: bool) -> Pass:
        """The fastest way through the prefix; got ready once, which takes seconds."""
        if precise not in self._ways:
            way = fastest(self.prefix, precise=precise)
            self._ways[precise] = way
            if way.precision == "float32":  # not worse than what was asked for
                self._ways[True] = way
        return self._ways[precise]

    @cached_property
    def _ways(self) -> dict[bool, Pass]:
        return {}

    @cached_property
    def own(self) -> Pass:
        """Keras's way through the whole, to compare with.

        As a graph: called as they are, networks keep what every layer made until the last is done.
        """
        return in_tensorflow(self.whole, "To compare with.")

    @cached_property
    def own_head(self) -> Pass:
        """Keras's way through the head; of a few layers on a row of numbers, the quickest."""
        return in_tensorflow(self.head, "Of the rest only a few layers.")

    @property
    def bytes_per_image(self) -> int:
        """What the features of one photograph take, as float32."""
        return 4 * math.prod(int(side) for side in self.prefix.output_shape[1:])

    @property
    def gives_rows(self) -> bool:
        """Whether the features of a photograph are plain numbers in a row, not maps."""
        return len(self.prefix.output_shape) == _ROW

    @property
    def exact(self) -> bool:
        """Whether 16 bits would be too few: layers for skin tell single grey values apart."""
        return any(call.path in dermatology.NETWORKS for call in self.frozen)

    def stitched(self, learned: Arrays) -> Arrays:
        """The weights of the whole network, the head's ``learned`` ones in it."""
        self.head.set_weights(learned)
        copy_weights(self.head, self.whole, but=self.halves)
        for name in self.halves:
            take_half(self.whole, self.head, name)
        weights: Arrays = self.whole.get_weights()
        return weights


def split(whole: keras.Model, calls: Sequence[Call]) -> Split | None:
    """The network in its parts; ``None`` where nothing would be gained.

    Gained is something where weights or a whole network come before the cut: to store pixels
    multiplied by a constant, or standardised, is no help. ``kept`` foretells the same from the
    drawing.

    Args:
        whole: built from ``calls``.
        calls: in order, as lowered.
    """
    steps = halved(calls)
    still = _still(whole, steps)
    frozen = [call for call in steps if call.name in still]
    learning = [call for call in steps if call.name not in still]
    names = crossing(frozen, learning)
    if not names or halves(learning):  # nothing learns
        return None
    if not any(_costly(whole, call) for call in frozen):
        return None
    changes = _changes(frozen)
    computed = [call for call in frozen if call not in changes]
    if changes and crossing(changes, [*computed, *learning]) != (changes[-1].name,):
        return None
    begin = [entry(changes[-1].name, shape_of(build(changes)))] if changes else []
    cut = Cut.behind([*begin, *computed], names)
    try:
        head = build([*cut.parting, *learning])
    except ValueError:  # a network whose last blocks take more than what the ones before give
        return None
    divided = tuple(halves(frozen))
    for part in (cut.before, head):
        copy_weights(whole, part, but=divided)
    for name in divided:
        give_halves(whole, cut.before, head, name)
    return Split(whole, cut.before, head, cut.steps[len(begin) :], tuple(changes), divided)


def cut_at(whole: keras.Model, calls: Sequence[Call], node: str) -> Split:
    """The network in two parts: what leads to a layer, and that layer, which ends it.

    Args:
        whole: built from ``calls``.
        calls: in order, as lowered; the last ones are the layer's.
        node: the layer, which takes one input.
    """
    frozen = [call for call in calls if call.node != node]
    prefix = build(frozen)
    head = head_of(prefix, calls, node)
    for part in (prefix, head):
        copy_weights(whole, part)
    return Split(whole, prefix, head, tuple(frozen))


def head_of(prefix: keras.Model, calls: Sequence[Call], node: str) -> keras.Model:
    """The layer that ends a network, alone, with fresh weights; it takes what ``prefix`` gives."""
    own = [call for call in calls if call.node == node]
    return build([entry(own[0].inputs[0], shape_of(prefix)), *own])


def _still(whole: keras.Model, calls: Sequence[Call]) -> set[str]:
    """Names of the Calls that are computed in vain from the second epoch on.

    Random changes of the pictures are among them where something costly comes after: that is
    computed for a few views.
    """
    allowed = _closed(calls, lambda call: changes_pictures(call) or _acts_the_same(whole, call))
    costly = {call.name for call in calls if call.name in allowed and _costly(whole, call)}
    before = _leading_to(costly, calls)
    return _closed(
        calls,
        lambda call: (
            _acts_the_same(whole, call) or (changes_pictures(call) and call.name in before)
        ),
    )


def _closed(calls: Iterable[Call], wanted: Callable[[Call], bool]) -> set[str]:
    """The Calls that are wanted and take the results of such ones only."""
    found: set[str] = set()
    for call in calls:
        if found.issuperset(call.inputs) and wanted(call):
            found.add(call.name)
    return found


def _leading_to(ends: Iterable[str], calls: Sequence[Call]) -> set[str]:
    """The names of some Calls and of all before them."""
    found = set(ends)
    for call in reversed(calls):
        if call.name in found:
            found.update(call.inputs)
    return found


def _changes(frozen: Sequence[Call]) -> list[Call]:
    """What leads to the last random change, all steps of that drawn layer included."""
    random = [place for place, call in enumerate(frozen) if changes_pictures(call)]
    if not random:
        return []
    last = frozen[random[-1]]
    ends = {call.name for call in frozen if call is last or (last.node and call.node == last.node)}
    before = _leading_to(ends, frozen)
    return [call for call in frozen if call.name in before]


def _acts_the_same(whole: keras.Model, call: Call) -> bool:
    match call.kind:
        case CallKind.LAYER:
            layer = whole.get_layer(call.name)
            if any(variable.name == CHANCE for variable in layer.variables):
                return False
            # BatchNormalization moves its averages even without gamma and beta.
            return not (layer.weights and layer.trainable)
        case CallKind.MODEL:  # where it does not learn, its dropout does nothing
            return not call.trainable or not whole.get_layer(call.name).weights
        case _:
            return True


def _costly(whole: keras.Model, call: Call) -> bool:
    """Whether it is worth keeping what it makes: networks for skin have no weights, but work."""
    if call.kind is CallKind.LAYER:
        return call.path != NORMALIZATION and bool(whole.get_layer(call.name).weights)
    return call.kind is CallKind.MODEL
