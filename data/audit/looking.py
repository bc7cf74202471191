"""One pass over the photographs of an import: what they measure, and which are copies of others."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.audit.likeness import (
    Pair,
    Signatures,
    exact_copies,
    joined,
    near_duplicates,
    signatures,
)
from data.audit.measures import Measure, measured
from data.parallel import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from data.audit.measures import Values

    Read = Callable[[Sequence[int]], NDArray[np.uint8]]
    Progress = Callable[[int, int, str], None]

_TOGETHER = 64
_LOOKING, _COMPARING = "Looking at photographs", "Comparing photographs"


@dataclass(frozen=True)
class Looked:
    """What one pass tells of photographs, in their order.

    Args:
        signatures: by which copies are found.
        measures: values of shape (n,) for each measure.
    """

    signatures: Signatures
    measures: dict[Measure, Values]


def look(read: Read, count: int, progress: Progress) -> Looked:
    """Look at each photograph once, on all cores.

    Args:
        read: gives the pixels of some, uint8 of shape (n, 224, 224, 3); asked by several threads.
        count: how many there are.
        progress: called with photographs done, in all, and what is being done.
    """

    def some(start: int) -> tuple[Signatures, dict[Measure, Values]]:
        pixels = read(range(start, min(start + _TOGETHER, count)))
        return signatures(pixels), measured(pixels)

    parts = []
    with closing(in_order(some, range(0, count, _TOGETHER))) as results:
        for part in results:
            parts.append(part)
            progress(min(len(parts) * _TOGETHER, count), count, _LOOKING)
    return Looked(
        joined([part for part, _ in parts]),
        {name: np.concatenate([found[name] for _, found in parts]) for name in Measure},
    )


def copies(
    pixel_hashes: Sequence[str], found: Signatures, read: Read, progress: Progress
) -> list[Pair]:
    """Photographs that are copies of each other, exact or near.

    Args:
        pixel_hashes: of each photograph.
        found: of each.
        read: as for ``look``.
        progress: as for ``look``.
    """
    places, exact = exact_copies(pixel_hashes)
    near = near_duplicates(
        Signatures(found.hashes[places], found.grey[places]),
        lambda chosen: read([places[place] for place in chosen.tolist()]),
        lambda done, total: progress(done, total, _COMPARING),
    )
    return [*exact, *(Pair(places[one.row], places[one.other], one.apart) for one in near)]
