"""Seeds drawn from a run's recipe: the same place in training gives the same chance, always.

Nothing depends on Python's ``hash()``, the run's number or what was drawn before, so a resumed
run needs no stored random state.
"""

from __future__ import annotations

import hashlib
import json

BITS = 31
"""NumPy, TensorFlow and Python all take a seed of 31 bits."""


def derive(seed: int, *place: str | int) -> int:
    """A seed in [0, 2^31) for one place in a run, from SHA-256.

    Args:
        seed: the recipe's.
        place: what it is for, e.g. ``"train", 3, "shuffle"`` (phase, epoch, use).
    """
    text = json.dumps([seed, *place]).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:4], "big") >> (32 - BITS)
