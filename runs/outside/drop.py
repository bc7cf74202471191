"""What a run's AUC loses on another collection, with its interval, in words.

Light enough for the pages. The two are of different photographs: their intervals are independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Drop:
    """Inside minus outside, positive where it is worse outside, with its 95 % interval."""

    value: float
    low: float | None
    high: float | None


def drop(inside: Mapping[str, Any], outside: Mapping[str, Any]) -> Drop | None:
    """The difference of two independent AUCs.

    The interval is put together from theirs (Zou & Donner, Statistics in Medicine 27, 2008), so it
    is no wider or narrower than what stands beside each.

    Args:
        inside: ``auc, auc_low, auc_high`` on the run's own photographs.
        outside: the same on the others.
    """
    own, theirs = inside.get("auc"), outside.get("auc")
    if own is None or theirs is None:
        return None
    value = own - theirs
    ends = [told.get(key) for told in (inside, outside) for key in ("auc_low", "auc_high")]
    if any(end is None for end in ends):
        return Drop(value, None, None)
    own_low, own_high, low, high = (float(end or 0.0) for end in ends)
    return Drop(
        value,
        value - sqrt((own - own_low) ** 2 + (high - theirs) ** 2),
        value + sqrt((own_high - own) ** 2 + (theirs - low) ** 2),
    )


def in_words(inside: Mapping[str, Any], outside: Mapping[str, Any], *, own: str, name: str) -> str:
    """What is lost, in a sentence.

    “AUC 0.87 on its own test set, 0.74 on “Clinic”: a drop of 0.13 (0.08 to 0.18).”

    Args:
        inside: as ``drop`` takes it.
        outside: as ``drop`` takes it.
        own: what the inside is called, e.g. "its own test set".
        name: of the other collection.
    """
    found = drop(inside, outside)
    if found is None:
        return f"The AUC on {own} or on “{name}” is undefined: a class has no photograph there."
    both = f"AUC {inside['auc']:.2f} on {own}, {outside['auc']:.2f} on “{name}”"
    if found.low is None or found.high is None:
        return f"{both}: {_sign(found.value)} apart; how sure that is cannot be told."
    if found.low > 0:
        return f"{both}: a drop of {found.value:.2f} ({found.low:.2f} to {found.high:.2f})."
    if found.high < 0:
        return f"{both}: a gain of {-found.value:.2f} ({-found.high:.2f} to {-found.low:.2f})."
    ends = f"{_sign(-found.high)} to {_sign(-found.low)}"
    return f"{both}: {_sign(-found.value)} ({ends}), which cannot be told from no change."


def _sign(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
