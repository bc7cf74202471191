"""How fast this computer is, before any training was timed: by how it multiplies two matrices."""

from __future__ import annotations

import time
from functools import cache
from typing import Final

import numpy as np

_SIDE: Final = 768
_PRODUCTS: Final = 10


@cache
def product_rate() -> float:
    """Multiply-adds a second in float32 on all cores, of the fastest of ten products of 768 × 768.

    Measured once in each process, in about 0.1 s.
    """
    one, other = np.random.default_rng(0).random((2, _SIDE, _SIDE), dtype=np.float32)
    return float(_SIDE**3) / min(_seconds(one, other) for _ in range(_PRODUCTS))


def _seconds(one: np.ndarray, other: np.ndarray) -> float:
    began = time.perf_counter()
    _ = one @ other
    return time.perf_counter() - began
