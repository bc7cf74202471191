"""Thin dark things in photographs: hairs, and the ticks of a ruler. Arrays in, arrays out.

Both start from grey-level closings along lines (J. Serra: Image Analysis and Mathematical
Morphology, 1982), as hair removal does (T. Lee et al.: DullRazor, 1997): a closing fills what is
dark and shorter than the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_DIRECTIONS: Final = ((0, 1), (1, 2), (1, 1), (2, 1), (1, 0), (2, -1), (1, -1), (1, -2))
"""Steps along eight lines, 22.5° or so apart: rows down, columns to the right."""
HAIR_LENGTH: Final = 9
TICK_LENGTH: Final = 7
"""Pixels of 224: lines that fill a hair across and not along, and that fill a ruler's tick."""
_HAIR: Final = 40
"""Grey levels that a hair is darker than what it lies on."""
_TICK, _DARKEST = 35, 60
"""Grey levels from which a tick counts, and above which more counts no more."""
_TILE, _STEP, _LAGS = 56, 28, 64
_SMALLEST: Final = 50_000.0
"""Of a tile's squared grey levels: what speckles amount to."""


def hair(grey: Grey) -> NDArray[np.float32]:
    """The share of each photograph that thin dark lines cover.

    A closing across a hair fills it, one along it does not: what the most and the least filling
    direction differ by is large on lines only, not on dots, nor on a lesion.

    Args:
        grey: of shape (n, 224, 224).

    Returns:
        0 to 1, of shape (n,).
    """
    most, least = _closings(grey, HAIR_LENGTH)
    found: NDArray[np.float32] = (most - least > _HAIR).mean(axis=(1, 2), dtype=np.float32)
    return found


def ruler(grey: Grey) -> NDArray[np.float32]:
    """How much of the thin dark things at a photograph's border stands at equal distances.

    The autocorrelation of ticks is high at one, two and three times their distance and low half-way
    between, also half a pixel beside that: a hair in pixels is a staircase, and seems to come and
    go at equal distances along a line that misses every other step. The highest of eight
    overlapping tiles around the middle counts.

    Args:
        grey: of shape (n, 224, 224).

    Returns:
        0 for nothing of the kind, above 0.1 for most rulers, of shape (n,).
    """
    most, _ = _closings(grey, TICK_LENGTH)
    halves = (most - grey).reshape(len(grey), 112, 2, 112, 2).max(axis=(2, 4))
    ticks = (np.clip(halves, _TICK, _TICK + _DARKEST) - _TICK).astype(np.float32)
    found = np.zeros(len(grey), dtype=np.float32)
    for top in range(0, 112 - _TILE + 1, _STEP):
        for left in range(0, 112 - _TILE + 1, _STEP):
            if (top, left) != (_STEP, _STEP):
                tile = ticks[:, top : top + _TILE, left : left + _TILE]
                found = np.maximum(found, _regular(tile))
    return found


def _regular(tiles: NDArray[np.float32]) -> NDArray[np.float32]:
    waves = np.fft.rfft2(tiles, s=(_LAGS, _LAGS))
    power = (waves * waves.conj()).real
    lags = np.fft.irfft2(power, s=(_LAGS, _LAGS)).reshape(len(tiles), -1)
    at = lags[:, _COMB]
    regular = at[:, :3].min(axis=1) - at[:, 3:].max(axis=1)
    found: NDArray[np.float32] = (regular.max(axis=(1, 2)) / (lags[:, 0] + _SMALLEST)).astype(
        np.float32
    )
    return found


def _comb() -> NDArray[np.int64]:
    """Places of lags, of shape (30, angles, distances).

    At 1, 2, 3 distances; then at 0.5, 1.5, 2.5, and half a pixel to each side of those.
    """
    distance, angle = np.arange(2.5, 9, 0.25), np.deg2rad(np.arange(0, 180, 5))[:, None]
    near = (-0.5, 0.0, 0.5)
    lags = [(times, 0.0, 0.0) for times in (1.0, 2.0, 3.0)]
    lags += [(times, on, aside) for times in (0.5, 1.5, 2.5) for on in near for aside in near]
    times, on, aside = np.array(lags).T[:, :, None, None]
    length = times * distance + on
    down = np.round(length * np.sin(angle) + aside * np.cos(angle)).astype(np.int64)
    right = np.round(length * np.cos(angle) - aside * np.sin(angle)).astype(np.int64)
    places: NDArray[np.int64] = down % _LAGS * _LAGS + right % _LAGS
    return places


_COMB: Final = _comb()


def _closings(grey: Grey, length: int) -> tuple[Grey, Grey]:
    """The closing along the direction that fills most at each pixel, and along the one least."""
    first = _closing(grey, _DIRECTIONS[0], length)
    most, least = first.copy(), first.copy()
    for step in _DIRECTIONS[1:]:
        closed = _closing(grey, step, length)
        np.maximum(most, closed, out=most)
        np.minimum(least, closed, out=least)
    return most, least


def _closing(grey: Grey, step: tuple[int, int], length: int) -> Grey:
    steps = max(round(length / float(np.hypot(*step))), 1)
    widened = _along(grey, step, steps, highest=True)
    return _along(widened, (-step[0], -step[1]), steps, highest=False)


def _along(grey: Grey, step: tuple[int, int], steps: int, *, highest: bool) -> Grey:
    """The highest or lowest of each pixel and the next ones in a direction, by doubling."""
    found, have = grey, 1
    while have < steps + 1:
        more = min(have, steps + 1 - have)
        moved = _moved(found, more * step[0], more * step[1], fill=0 if highest else 255)
        found = np.maximum(found, moved) if highest else np.minimum(found, moved)
        have += more
    return found


def _moved(grey: Grey, down: int, right: int, *, fill: int) -> Grey:
    """What lies so far down and to the right of each pixel."""
    found = np.full_like(grey, fill)
    height, width = grey.shape[1:]
    found[
        :,
        max(-down, 0) : height - max(down, 0),
        max(-right, 0) : width - max(right, 0),
    ] = grey[
        :,
        max(down, 0) : height - max(-down, 0),
        max(right, 0) : width - max(-right, 0),
    ]
    return found
