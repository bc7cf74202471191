"""Two classifiers judged on the same images: how far apart they are, and whether chance does it.

One difference at a time, always second minus first. Which test belongs to which number is told by
``comparison``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import binomtest, chi2, norm, t

from runs.evaluation.bootstrap import LEAST_DEFINED, RESAMPLES
from runs.evaluation.metrics import placements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.evaluation.metrics import Booleans, Floats

POWER = 0.8
ALPHA = 0.05
EXACT_BELOW = 25
"""Images on which exactly one is right, under which McNemar's test is the exact one."""


@dataclass(frozen=True)
class Around:
    """A difference that is spread like a normal variable, or like Student's t.

    Args:
        centre: of its interval.
        error: its standard error.
        freedom: degrees of freedom of Student's t; ``None`` for the normal one.
    """

    centre: float
    error: float
    freedom: float | None = None

    def interval(self, alpha: float) -> tuple[float, float]:
        """The interval of level 1 - ``alpha``, within [-1, 1]."""
        z = _quantile(1 - alpha / 2, self.freedom)
        return (
            max(-1.0, self.centre - z * self.error),
            min(1.0, self.centre + z * self.error),
        )


@dataclass(frozen=True, eq=False)
class Resampled:
    """A difference that is spread like its resamples, of shape (resamples,), all defined."""

    differences: Floats

    def interval(self, alpha: float) -> tuple[float, float]:
        """The percentiles that hold 1 - ``alpha`` of them."""
        low, high = np.percentile(self.differences, [50 * alpha, 100 - 50 * alpha])
        return float(low), float(high)


@dataclass(frozen=True)
class Difference:
    """Second minus first, and how sure that is.

    Args:
        value: in [-1, 1]; ``None`` where it cannot be told from these images.
        low: of the 95 % interval; ``None`` where undefined.
        high: of it.
        p: two-sided, of no difference; not adjusted for others.
        error: the standard error; ``None`` where no difference can vary.
        method: how interval and p were made.
        discordant: images on which exactly one of the two is right, where shares are compared.
        spread: tells the interval of any level; ``None`` where there is none.
    """

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    error: float | None
    method: str
    discordant: int | None = None
    spread: Around | Resampled | None = field(default=None, compare=False, repr=False)


NOTHING = Difference(None, None, None, None, None, "undefined: a class is missing")


def delong_paired(positive: Booleans, first: Floats, second: Floats) -> Difference:
    """The difference of two AUCs on the same independent images.

    Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988): the variance of the difference
    is that of the differences of the structural components.

    Args:
        positive: of shape (n,); at least one image of either side.
        first: scores of shape (n,), higher where positive is more likely.
        second: the other's.
    """
    ours, theirs = (
        two - one
        for one, two in zip(placements(positive, first), placements(positive, second), strict=True)
    )
    value = float(ours.mean())
    if 1 in (len(ours), len(theirs)):  # a variance needs two
        return Difference(value, None, None, None, None, "undefined: one image of a class")
    error = float(np.sqrt(ours.var(ddof=1) / len(ours) + theirs.var(ddof=1) / len(theirs)))
    if error == 0:
        if value == 0:
            return Difference(value, None, None, 1.0, None, "both rank these images alike")
        return Difference(value, None, None, None, None, "undefined: no image differs from others")
    p, spread = float(2 * norm.sf(abs(value) / error)), Around(value, error)
    return Difference(value, *spread.interval(ALPHA), p, error, "DeLong, paired", spread=spread)


def mcnemar(first: Booleans, second: Booleans) -> Difference:
    """The difference of two shares of right answers on the same independent images.

    The test is McNemar's (Psychometrika 12, 1947): exact where fewer than 25 images tell the two
    apart, else the asymptotic one without correction. The interval is Bonett & Price's (Journal of
    Educational and Behavioral Statistics 37, 2012), which stays open where no image does.

    Args:
        first: of shape (n,), n at least 1: where the first is right.
        second: where the second is.
    """
    images = len(first)
    gained, lost = int((second & ~first).sum()), int((first & ~second).sum())
    apart = gained + lost
    exact = apart < EXACT_BELOW
    if exact:
        p = float(binomtest(gained, apart, 0.5).pvalue) if apart else 1.0
    else:
        p = float(chi2.sf((gained - lost) ** 2 / apart, 1))
    up, down = (gained + 1) / (images + 2), (lost + 1) / (images + 2)
    spread = Around(up - down, float(np.sqrt((up + down - (up - down) ** 2) / (images + 2))))
    low, high = spread.interval(ALPHA)
    error = float(np.sqrt((up + down) / (images + 2)))  # were there no difference
    method = f"McNemar, {'exact' if exact else 'asymptotic'}; interval of Bonett and Price"
    value = (gained - lost) / images
    return Difference(value, low, high, p, error, method, discordant=apart, spread=spread)


def resampled(value: float | None, differences: Floats, discordant: int | None) -> Difference:
    """A difference whose spread is that of its resamples, groups drawn whole.

    The interval is the percentiles'; p is what that interval's level would have to be for it to
    end at no difference.

    Args:
        value: on the images themselves.
        differences: of shape (resamples,), NaN where undefined.
        discordant: as in ``Difference``.
    """
    defined = differences[np.isfinite(differences)]
    if value is None or len(defined) < LEAST_DEFINED * len(differences):
        return too_few(value, discordant)
    if not np.ptp(defined):
        p = 1.0 if value == 0 else None
        return Difference(value, None, None, p, None, "no resample differs", discordant)
    spread = Resampled(defined)
    low, high = spread.interval(ALPHA)
    beyond = min(int((defined <= 0).sum()), int((defined >= 0).sum()))
    p = min(1.0, 2 * (beyond + 1) / (len(defined) + 1))
    error = float(defined.std(ddof=1))
    method = f"bootstrap of the difference over groups, {RESAMPLES:,} resamples"
    return Difference(value, low, high, p, error, method, discordant, spread)


def too_few(value: float | None, discordant: int | None) -> Difference:
    """A difference of which nothing tells how it varies, as where a class is a single lesion."""
    why = "undefined: too few groups of a class"
    return Difference(value, None, None, None, None, why, discordant)


def holm(found: Sequence[float | None]) -> list[float | None]:
    """Adjust p values for each other (Holm, Scandinavian Journal of Statistics 6, 1979).

    Those that are ``None`` stay so, and count as no test.
    """
    tested = sorted((p, place) for place, p in enumerate(found) if p is not None)
    adjusted: list[float | None] = [None] * len(found)
    least = 0.0
    for rank, (p, place) in enumerate(tested):
        least = max(least, min(1.0, p * (len(tested) - rank)))
        adjusted[place] = least
    return adjusted


def levels(found: Sequence[float | None]) -> list[float]:
    """The level at which Holm's procedure tests each p value, or stops before it.

    The smallest p of m is tested at 0.05 / m, the next at 0.05 / (m - 1), and so on; from the first
    that is not below its level on, all are taken at that level. An interval of 1 minus this level
    holds no difference exactly where Holm says that there is none to be told.
    """
    tested = sorted((p, place) for place, p in enumerate(found) if p is not None)
    told = [ALPHA] * len(found)
    stopped: float | None = None
    for rank, (p, place) in enumerate(tested):
        level = ALPHA / (len(tested) - rank) if stopped is None else stopped
        stopped = level if p >= level else stopped
        told[place] = level
    return told


def smallest(error: float | None, *, tests: int = 1, freedom: float | None = None) -> float | None:
    """The smallest true difference that such a comparison sees in four of five repetitions.

    (z(1 - 0.05 / 2 / tests) + z(0.80)) times the standard error, two-sided at 5 %; with several
    tests at the level that Holm asks of the first. Quantiles of Student's t where the test is one.
    """
    if error is None:
        return None
    ends = 1 - ALPHA / 2 / max(1, tests), POWER
    return sum(_quantile(end, freedom) for end in ends) * error


def _quantile(share: float, freedom: float | None) -> float:
    """Of the normal distribution, or of Student's t."""
    return NormalDist().inv_cdf(share) if freedom is None else float(t.ppf(share, freedom))


def word(difference: float | None, adjusted: float | None) -> str:
    """Whether it is "better", "worse" or "not distinguishable"; "undefined" without a test."""
    if difference is None or adjusted is None:
        return "undefined"
    if adjusted >= ALPHA:
        return "not distinguishable"
    return "better" if difference > 0 else "worse"
