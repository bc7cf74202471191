"""How long a work of equal steps still takes, at its pace so far."""

from __future__ import annotations

from typing import Final

_TELLING: Final = 0.02
"""The share that must be done before its pace says anything."""


def seconds_left(done: float, total: int, seconds: float) -> float | None:
    """Seconds until all is done; ``None`` while it is too early to tell.

    Args:
        done: steps that are behind.
        total: of them.
        seconds: that those behind took.
    """
    if not done or done < _TELLING * total or seconds < 1:
        return None
    return seconds * max(0, total - done) / done
