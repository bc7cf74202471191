"""A pretrained network of which the first blocks stay as they are, as two steps instead of one.

So that what those blocks make of a photograph can be computed once, as for one that stays as it is
to its end. Calls and weights only; what is gained by it is ``prefix``'s affair.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from layers_catalog.call import CallKind, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import keras

    from layers_catalog.call import Call

_FROZEN: Final = ".frozen"
"""Ends the name of a first half; no drawn layer's name has a dot."""


def halved(calls: Iterable[Call]) -> tuple[Call, ...]:
    """The steps, with two in place of each pretrained network that learns from some block on.

    The second half keeps the name. Not where several stages are joined: some may lie before.
    """
    return tuple(half for call in calls for half in _halves(call))


def halves(calls: Iterable[Call]) -> list[str]:
    """The names of the networks that ``halved`` has put into two steps."""
    ends = (call.name for call in calls if call.name.endswith(_FROZEN))
    return [name.removesuffix(_FROZEN) for name in ends]


def give_halves(whole: keras.Model, first: keras.Model, second: keras.Model, name: str) -> None:
    """Give both halves of a network their weights.

    All that comes before the one place where the halves meet stands first among the weights.

    Args:
        whole: holds the network undivided.
        first: holds its first half.
        second: holds its second half.
        name: of the network.
    """
    weights, half = whole.get_layer(name).get_weights(), first.get_layer(name + _FROZEN)
    place = len(half.weights)
    half.set_weights(weights[:place])
    second.get_layer(name).set_weights(weights[place:])


def take_half(whole: keras.Model, second: keras.Model, name: str) -> None:
    """Give the undivided network what its second half has learned."""
    learned, network = second.get_layer(name).get_weights(), whole.get_layer(name)
    network.set_weights(network.get_weights()[: -len(learned)] + learned)


def _halves(call: Call) -> Iterator[Call]:
    place = call.part.frozen_until
    if call.kind is not CallKind.MODEL or not call.trainable or not place or call.part.joined:
        yield call
        return
    first = call.name + _FROZEN
    taken = Part(starts_at=call.part.starts_at, ends_at=(place,))
    yield replace(call, name=first, trainable=False, part=taken)
    left = replace(call.part, starts_at=place, frozen_until=None)
    yield replace(call, inputs=(first,), part=left)
