"""A 95 % interval, and Wilson's for a share: what the worker and the pages both compute.

The intervals that need more than arithmetic are ``runs.evaluation.intervals``'s.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Interval:
    """A 95 % interval in [0, 1], and how it was made; bounds are ``None`` where undefined."""

    low: float | None
    high: float | None
    method: str


UNDEFINED = Interval(None, None, "undefined")


def wilson(share: float | None, n: int) -> Interval:
    """Wilson's score interval for a share seen on ``n`` independent units.

    Where several images show one lesion, give the number of lesions as ``n``: the share then need
    not be a whole number of them. Source: Wilson, JASA 22 (1927); for whole counts equal to
    ``scipy.stats.binomtest(k, n).proportion_ci(method="wilson")``.
    """
    if share is None or n == 0:
        return UNDEFINED
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Interval(max(0.0, centre - half), min(1.0, centre + half), "Wilson on groups")
