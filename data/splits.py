"""Train, validation and test: whole groups only, every class in proportion, by a seed.

Arrays in, an array out; what makes a group is for ``data.guards``.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.readers.records import Split
from data.room import Room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

FRACTIONS = (0.70, 0.15, 0.15)
ORDER = (Split.TRAIN, Split.VALIDATION, Split.TEST)
LARGE = 0.5
"""A group above this share of the smallest part is placed first, where most room is."""


def assign_splits(
    groups: ArrayLike,
    labels: ArrayLike,
    *,
    fractions: Sequence[float] = FRACTIONS,
    given: Sequence[str | None] | None = None,
    seed: int,
) -> NDArray[np.str_]:
    """Give every image its part.

    Args:
        groups: one value an image; images of one group stay together.
        labels: the class of each image.
        fractions: shares of train, validation and test among the images.
        given: parts known already, None where unknown (that counts as train). Parts that nobody
            names are taken out of train, with their fraction of it.
        seed: the same seed and the same images give the same parts.

    Returns:
        "train", "validation" or "test" for each image. A class with at least as many groups as
        there are parts is in each of them.

    Raises:
        ValueError: arrays of different lengths, or fractions that are no shares.
    """
    group_of, label_of = _codes(groups), _codes(labels)
    shares = np.asarray(fractions, dtype=float)
    if len(group_of) != len(label_of) or (given is not None and len(given) != len(group_of)):
        raise ValueError(
            f"Expected as many labels and given parts as groups. Received {len(group_of)} groups, "
            f"{len(label_of)} labels and {0 if given is None else len(given)} given parts"
        )
    if shares.shape != (len(ORDER),) or (shares <= 0).any():
        raise ValueError(f"Expected three fractions above 0. Received fractions={fractions}")
    parts = np.full(len(group_of), Split.TRAIN.value, dtype="<U10")
    open_parts = np.ones(len(group_of), dtype=bool)
    if given is not None:
        parts[:] = [str(part or Split.TRAIN) for part in given]
        named = set(np.unique(parts).tolist())
        shares = np.array([_carved(part, named, fractions) for part in ORDER])
        open_parts = parts == Split.TRAIN.value
    if open_parts.any() and (shares > 0).sum() > 1:
        counts = _counts(group_of[open_parts], label_of[open_parts])
        of_group = _place(counts, shares / shares.sum(), np.random.default_rng(seed))
        rows = _codes(group_of[open_parts])
        parts[open_parts] = np.array([part.value for part in ORDER])[of_group[rows]]
    return parts


def assign_folds(
    groups: ArrayLike, labels: ArrayLike, *, folds: int, seed: int
) -> NDArray[np.intp]:
    """Give every image the fold in which it is held out, from 0.

    Args:
        groups: one value an image; images of one group stay together.
        labels: the class of each image; every fold gets its share.
        folds: how many.
        seed: the same seed and the same images give the same folds.
    """
    group_of, label_of = _codes(groups), _codes(labels)
    shares = np.full(folds, 1 / folds)
    of_group = _place(_counts(group_of, label_of), shares, np.random.default_rng(seed))
    return of_group[group_of]


def _carved(part: Split, named: set[str], fractions: Sequence[float]) -> float:
    """The share of train's images that goes to a part."""
    fraction = dict(zip(ORDER, fractions, strict=True))
    missing = sum(fraction[other] for other in ORDER if other.value not in named)
    if part is Split.TRAIN:
        return 1 - missing
    return 0.0 if part.value in named else fraction[part]


def _codes(values: ArrayLike) -> NDArray[np.intp]:
    """The place of each value among the different ones in their order."""
    return pd.factorize(np.asarray(values), sort=True)[0]


def _counts(group_of: NDArray[np.intp], label_of: NDArray[np.intp]) -> NDArray[np.float64]:
    """Images by group and class, shape (groups, classes)."""
    rows = _codes(group_of)
    counts = np.zeros((rows.max() + 1, label_of.max() + 1))
    np.add.at(counts, (rows, label_of), 1)
    return counts[:, counts.sum(axis=0) > 0]


def _place(
    counts: NDArray[np.float64], shares: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.intp]:
    """The part of each group, as an index into ``shares``.

    Groups come in random order, rare classes first, and each goes where its classes are filled
    least, whatever its own size: so parts differ from their share by about one group a class, and
    lesions photographed often are spread evenly.
    """
    wanted = shares[:, None] * counts.sum(axis=0)
    parts = np.flatnonzero(shares > 0)
    room = Room(wanted[parts].T.tolist(), (counts > 0).sum(axis=0).tolist())
    held, images = _held(counts)
    placed = np.zeros(len(counts), dtype=np.intp)
    for group in _turns(counts, wanted, rng).tolist():
        placed[group] = room.take(held[group], images[group])
    return parts[placed]


def _held(counts: NDArray[np.float64]) -> tuple[list[list[int]], list[list[float]]]:
    """Of each group the classes it holds, and how many images of each."""
    rows, classes = np.nonzero(counts)
    numbers = counts[rows, classes].tolist()
    ends = np.searchsorted(rows, np.arange(len(counts) + 1)).tolist()
    between = list(pairwise(ends))
    of_group = classes.tolist()
    return (
        [of_group[first:last] for first, last in between],
        [numbers[first:last] for first, last in between],
    )


def _turns(
    counts: NDArray[np.float64], wanted: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.intp]:
    """Large groups first, then by the rarest class they hold, at random within it."""
    rarity = np.argsort(np.argsort(counts.sum(axis=0), kind="stable"), kind="stable")
    rarest = np.where(counts > 0, rarity, counts.shape[1]).min(axis=1)
    smallest = np.where(wanted > 0, wanted, np.inf).min(axis=0)
    large = (counts > LARGE * np.maximum(smallest, 2)).any(axis=1)
    size = np.where(large, -counts.sum(axis=1), 0)
    return np.lexsort((rng.permutation(len(counts)), rarest, size))
