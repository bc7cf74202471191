"""Near duplicates: copies of a photograph that were turned, mirrored, resized or encoded anew.

Two steps. A hash of 64 bits tells which pairs may be one photograph: the signs of its low
frequencies (C. Zauner: Implementation and benchmarking of perceptual image hash functions, 2010),
taken in all eight ways of turning and mirroring. Lesions in the middle of skin look alike, so those
pairs are then laid over each other in small. Arrays in, pairs out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Read = Callable[[NDArray[np.int64]], Pixels]

SIDE: Final = 32
"""Photographs are compared at this size; theirs must be a multiple of it."""
FREQUENCIES: Final = 8
MOST_BITS: Final = 6
"""Hashes that differ in more of their 64 bits are of different photographs."""
MOST_APART: Final = 0.25
"""How far two photographs may be apart: the root mean square of their difference, each without its
mean colour, as a share of what each has itself (their geometric mean). Measured on HAM10000:
copies at a third of the size, or as JPEG of quality 50, are within 0.24 (99 of 100); photographs of
different lesions hardly ever. Colour may differ: one lesion was stored in two white balances."""
_MANY: Final = 10_000
_HALVING: Final = 0.05
"""Pairs of different lesions that are this much nearer are half as many, measured on HAM10000."""
_BRIGHTNESS: Final = 16.0
"""Copies differ by less in their mean grey level, so only such pairs are looked at."""
_BLOCK: Final = 256
_WINDOW: Final = 4096
_FAINT: Final = 1.0
"""Grey levels: photographs with less contrast show nothing by which they could be one."""


@dataclass(frozen=True)
class Signatures:
    """What is kept of each photograph to find its copies.

    Args:
        hashes: uint64 of shape (n, 8), one for each way of turning and mirroring, as it is first.
        grey: mean grey level, 0 to 255, of shape (n,).
    """

    hashes: NDArray[np.uint64]
    grey: NDArray[np.float32]


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two photographs that are one.

    Args:
        row: of the first.
        other: of the second, which comes later.
        apart: how far they are from each other, from 0 to ``MOST_APART``.
    """

    row: int
    other: int
    apart: float


def surely_apart(count: int) -> float:
    """Within which distance two photographs are one although their ids say otherwise.

    ``MOST_APART`` for up to 10,000 photographs; less among more of them, so that as few pairs of
    different lesions come so near by chance.
    """
    doublings = max(math.log2(max(count, 1) / _MANY), 0)
    return max(MOST_APART - 2 * _HALVING * doublings, _HALVING)


def small(pixels: Pixels) -> NDArray[np.float32]:
    """Photographs at ``SIDE`` × ``SIDE``, each pixel the mean of those in its place.

    Args:
        pixels: of shape (n, height, width, 3), height and width multiples of ``SIDE``.

    Returns:
        float32 of shape (n, 32, 32, 3), 0 to 255.

    Raises:
        ValueError: another shape.
    """
    count, height, width, channels = pixels.shape
    if height % SIDE or width % SIDE:
        raise ValueError(f"Expected sides that are multiples of {SIDE}. Received {pixels.shape}")
    down, across = height // SIDE, width // SIDE
    rows = pixels.reshape(count, SIDE, down, width * channels).sum(axis=2, dtype=np.uint32)
    cells = rows.reshape(count, SIDE, SIDE, across, channels).sum(axis=3, dtype=np.uint32)
    found: NDArray[np.float32] = (cells / (down * across)).astype(np.float32)
    return found


def signatures(pixels: Pixels) -> Signatures:
    """The signatures of photographs of shape (n, height, width, 3)."""
    grey = small(pixels).mean(axis=3)
    waves = _cosines()
    low: NDArray[np.float32] = waves @ grey @ waves.T
    return Signatures(_packed(_turned(low)), grey.mean(axis=(1, 2)))


def joined(parts: list[Signatures]) -> Signatures:
    """Several one after the other."""
    return Signatures(
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.grey for part in parts]),
    )


def exact_copies(pixel_hashes: Sequence[str]) -> tuple[list[int], list[Pair]]:
    """The places of all different photographs, and each copy paired with the first of its kind."""
    first: dict[str, int] = {}
    for place, pixel_hash in enumerate(pixel_hashes):
        first.setdefault(pixel_hash, place)
    copies = [
        Pair(first[pixel_hash], place, 0.0)
        for place, pixel_hash in enumerate(pixel_hashes)
        if first[pixel_hash] != place
    ]
    return list(first.values()), copies


def near_duplicates(
    found: Signatures, read: Read, told: Callable[[int, int], None] = lambda *_: None
) -> list[Pair]:
    """All pairs of photographs that are one, by row.

    Args:
        found: of all photographs.
        read: gives the pixels of some rows, as ``signatures`` took them.
        told: called with photographs done and in all.
    """
    pairs: list[Pair] = []
    done = 0
    for rows, others in _alike(found):
        for start in range(0, len(rows), _BLOCK):  # no more photographs at once than that
            some, more = rows[start : start + _BLOCK], others[start : start + _BLOCK]
            apart = _apart(small(read(some)), small(read(more)))
            pairs += [
                Pair(min(one, other), max(one, other), distance)
                for one, other, distance in zip(
                    some.tolist(), more.tolist(), apart.tolist(), strict=True
                )
                if distance <= MOST_APART
            ]
        done = min(done + _BLOCK, len(found.grey))
        told(done, len(found.grey))
    return sorted(pairs)


def _alike(found: Signatures) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs whose hashes are alike in some way of turning, for a block of photographs at a time."""
    order = np.argsort(found.grey, kind="stable")
    grey, plain = found.grey[order], found.hashes[order, 0]
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        end = int(np.searchsorted(grey, found.grey[block[-1]] + _BRIGHTNESS, side="right"))
        places = [
            _near(found.hashes[block], plain[at : min(at + _WINDOW, end)], at)
            for at in range(start, end, _WINDOW)
        ]
        rows, others = np.concatenate(places).T
        later = others > start + rows
        yield block[rows[later]], order[others[later]]


def _near(ways: NDArray[np.uint64], plain: NDArray[np.uint64], at: int) -> NDArray[np.int64]:
    """Where hashes (n, 8) and (m,), the latter counted from ``at`` on, are alike: shape (k, 2)."""
    bits = np.bitwise_count(ways[:, :, None] ^ plain[None, None]).min(axis=1)
    rows, others = np.nonzero(bits <= MOST_BITS)
    return np.stack([rows, others + at], axis=1)


def _apart(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """See ``MOST_APART``; the nearest of eight ways of turning, of shape (n,)."""
    one, other = (part - part.mean(axis=(1, 2), keepdims=True) for part in (one, other))
    powers = [np.sqrt((part**2).mean(axis=(1, 2, 3))) for part in (one, other)]
    size = np.maximum(np.sqrt(powers[0] * powers[1]), _FAINT)
    faint = np.minimum(*powers) < _FAINT
    ways = [((one - way) ** 2).mean(axis=(1, 2, 3)) for way in _ways(other)]
    nearest: NDArray[np.float32] = np.sqrt(np.min(ways, axis=0)) / size
    return np.where(faint, np.float32(np.inf), nearest)


def _ways(pixels: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """All eight ways of turning and mirroring pictures of shape (n, side, side, 3)."""
    for turned in (pixels, pixels.swapaxes(1, 2)):
        for over in (turned, turned[:, ::-1]):
            yield from (over, over[:, :, ::-1])


def _cosines() -> NDArray[np.float32]:
    """The lowest waves of the discrete cosine transform, of shape (8, 32)."""
    place, wave = np.arange(SIDE) + 0.5, np.arange(FREQUENCIES)[:, None]
    found: NDArray[np.float32] = np.cos(np.pi * wave * place / SIDE).astype(np.float32)
    return found


def _turned(low: NDArray[np.float32]) -> NDArray[np.float32]:
    """The frequencies (n, 8, 8) of all eight ways, (n, 8, 8, 8): mirroring changes signs only."""
    sign = (-1.0) ** np.arange(FREQUENCIES, dtype=np.float32)
    down, across = sign[:, None], sign[None, :]
    both = (low, low.swapaxes(1, 2))
    ways = [way * turn for way in both for turn in (1.0, down, across, down * across)]
    return np.stack(ways, axis=1).astype(np.float32)


def _packed(ways: NDArray[np.float32]) -> NDArray[np.uint64]:
    """The signs of frequencies of shape (n, 8, 8, 8) as 64 bits each; the mean counts for none."""
    bits = (ways > 0).reshape(*ways.shape[:2], FREQUENCIES**2)
    bits[..., 0] = False
    return np.packbits(bits, axis=-1).view(np.uint64)[..., 0]
