"""What a network finds in a photograph, as a list of numbers; needs Keras.

That is the mean of each of its last maps: of a frozen backbone, its features. A network that keeps
no maps is taken by what it measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import keras
    from keras import KerasTensor

    from runs.evaluation.heatmap.ends import End
    from runs.evaluation.heatmap.making import HeatMaps

_TOKENS: Final = 3
_LONGEST: Final = 4_096
"""Longer lists are pixels: the colours of so many parts of the picture stand for them."""
_PARTS: Final = 8


@dataclass(frozen=True, eq=False)
class Findings:
    """A part of a network.

    Args:
        network: from photographs, of shape (n, height, width, 3), to findings, of shape (n, k).
        measured: they are measures in units of their own, no findings that the network learned.
    """

    network: keras.Model
    measured: bool


def findings_of(maps: HeatMaps) -> Findings:
    """What a network finds, from where its maps end."""
    import keras

    learned = [end for end in maps.ends.found if end.learned]
    ends = learned or maps.ends.found
    parts = [part for end in ends for part in (_mean(end) if learned else _measured(end))]
    joined = parts[0] if len(parts) == 1 else keras.layers.Concatenate()(parts)
    return Findings(keras.Model(maps.flat.inputs[0], joined), measured=not learned)


def _mean(end: End) -> list[KerasTensor]:
    """Of the maps over all places."""
    from keras import ops

    axes = 1 if len(end.maps.shape) == _TOKENS else (1, 2)
    return [ops.mean(end.maps, axis=axes)]


def _measured(end: End) -> list[KerasTensor]:
    """The lists that are made of an end; of pixels, the colours of its parts."""
    from keras import ops

    lists = [one for one in end.lists if len(one.shape) == 2]  # noqa: PLR2004  a batch of lists
    if lists and all(one.shape[1] <= _LONGEST for one in lists):
        return lists
    small = ops.image.resize(end.maps, (_PARTS, _PARTS), antialias=True)
    return [ops.reshape(small, (-1, _PARTS * _PARTS * small.shape[-1]))]
