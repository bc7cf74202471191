"""How fast this computer is, before any training was timed: by how it multiplies two matrices."""

from __future__ import annotations

import os
import time
from functools import cache
from typing import Final

import numpy as np

_SIDE: Final = 64
"""So small that one core multiplies them alone."""
_AT_A_TIME: Final = 200
_LONG_S: Final = 0.1


@cache
def product_rate() -> float:
    """Multiply-adds a second in float32 on all cores, from products of 64 × 64 matrices on one.

    Measured once in each process, in about 0.1 s of one core's time: so that what else the computer
    does at that moment does not count.
    """
    one, other = np.random.default_rng(0).random((2, _SIDE, _SIDE), dtype=np.float32)
    product = np.empty_like(one)
    products, began, used = 0, time.thread_time(), 0.0
    while used < _LONG_S:
        for _ in range(_AT_A_TIME):
            np.matmul(one, other, out=product)
        products += _AT_A_TIME
        used = time.thread_time() - began
    return products * float(_SIDE**3) / used * (os.cpu_count() or 1)
