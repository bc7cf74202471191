"""A layer's result made fit to be shown: which maps of many, and how their values become grey.

Arrays in, values out; no Keras here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MOST_MAPS: Final = 16
MOST_VALUES: Final = 64
_LONGEST: Final = 512
"""Pixels of a picture's longer side that are shown; of larger ones every second, third … is."""
_PHOTOGRAPH, _TOKENS, _LIST = 3, 2, 1
"""Axes, without the batch."""
_COLOURS: Final = 3


class Kind(StrEnum):
    """What a layer's result looks like."""

    PHOTOGRAPH = "photograph"
    """A picture in colours."""
    VIEWS = "views"
    """The same, changed at random several times."""
    MAPS = "maps"
    """A grey picture for each map."""
    ROWS = "rows"
    """One grey picture whose rows are tokens, or the one of all that is left over."""
    VALUES = "values"
    """A list of numbers."""
    SCORES = "scores"
    """A number for each class."""


@dataclass(frozen=True, eq=False)
class Shown:
    """What is shown of a layer's result.

    Args:
        kind: of it.
        shape: of the whole result, without the batch.
        pictures: uint8 of shape (n, height, width) or, in colours, (n, height, width, 3).
        places: which maps or values are shown, counted from 0.
        ranges: the lowest and highest value of each picture, or of all values.
        values: of a list.
    """

    kind: Kind
    shape: tuple[int, ...]
    pictures: NDArray[np.uint8]
    places: tuple[int, ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()
    values: tuple[float, ...] = ()


def shown(values: NDArray[np.float32], *, coloured: bool = False, scores: bool = False) -> Shown:
    """What is shown of a layer's result for one photograph.

    Args:
        values: of it, without the batch.
        coloured: whether it is a photograph still, before anything learns.
        scores: whether it is the answer.
    """
    if scores:
        return _listed(values, Kind.SCORES, range(values.size))
    if values.ndim == _PHOTOGRAPH and coloured and values.shape[-1] == _COLOURS:
        return photographs(values[None], Kind.PHOTOGRAPH)
    if values.ndim == _PHOTOGRAPH:
        return _maps(values)
    if values.ndim == _LIST:
        return _listed(values, Kind.VALUES, largest(values))
    rows = values.reshape(-1, values.shape[-1]) if values.ndim != _TOKENS else values
    return Shown(Kind.ROWS, values.shape, _smaller(grey(rows)[None]), (0,), (range_of(rows),))


def photographs(values: NDArray[np.float32], kind: Kind) -> Shown:
    """Pictures in colours, of shape (n, height, width, 3), all brightened alike."""
    low, high = span(values)
    scaled = (values - low) * (255 / (high - low))
    pictures = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
    return Shown(kind, values.shape[1:], _smaller(pictures), (), (range_of(values),))


def span(values: NDArray[np.float32]) -> tuple[float, float]:
    """What is black and what is white in a photograph that may have been rescaled.

    The first of 0 to 1, -1 to 1 and 0 to 255 that holds all values; else their own range.
    """
    low, high = range_of(values)
    for black, white in ((0.0, 1.0), (-1.0, 1.0), (0.0, 255.0)):
        if black <= low and high <= white:
            return black, white
    return low, high


def strongest(maps: NDArray[np.float32]) -> tuple[int, ...]:
    """The maps of shape (height, width, n) whose values spread most, the widest first.

    The spread is the standard deviation over height and width.
    """
    spread = maps.astype(np.float64).std(axis=(0, 1))
    return tuple(np.argsort(-spread, kind="stable")[:MOST_MAPS].tolist())


def largest(values: NDArray[np.float32]) -> tuple[int, ...]:
    """The values of a list that are farthest from 0, in the order of the list."""
    chosen = np.argsort(-np.abs(values), kind="stable")[:MOST_VALUES]
    return tuple(np.sort(chosen).tolist())


def grey(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The lowest value black, the highest white; all black where there is one value only."""
    low, high = range_of(values)
    scaled: NDArray[np.uint8] = np.rint((values - low) * (255 / ((high - low) or 1.0))).astype(
        np.uint8
    )
    return scaled


def range_of(values: NDArray[np.float32]) -> tuple[float, float]:
    """The lowest and the highest value."""
    return float(values.min()), float(values.max())


def _maps(values: NDArray[np.float32]) -> Shown:
    places = strongest(values)
    each = [values[..., place] for place in places]
    pictures = np.stack([grey(one) for one in each])
    ranges = tuple(range_of(one) for one in each)
    return Shown(Kind.MAPS, values.shape, _smaller(pictures), places, ranges)


def _listed(values: NDArray[np.float32], kind: Kind, places: Sequence[int]) -> Shown:
    """A list of numbers, without pictures."""
    chosen = tuple(float(values[place]) for place in places)
    none = np.zeros((0, 1, 1), np.uint8)
    return Shown(kind, values.shape, none, tuple(places), (range_of(values),), chosen)


def _smaller(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """With fewer pixels where there are more than a page has room for."""
    step = -(-max(pictures.shape[1:3]) // _LONGEST)
    return pictures[:, ::step, ::step]
