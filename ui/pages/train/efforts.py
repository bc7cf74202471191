"""How long training may take: a few efforts by name, in the recipe's own fields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Effort(StrEnum):
    """How long training may take."""

    ADVISED = "As advised"
    QUICK = "Quick"
    THOROUGH = "Thorough"
    BEST = "Best"
    OWN = "Own"


@dataclass(frozen=True)
class Plan:
    """What an effort means in the recipe's own fields."""

    epochs: int
    patience: int
    says: str


PLANS = {
    Effort.QUICK: Plan(5, 0, "A first look: 5 times through the images."),
    Effort.THOROUGH: Plan(20, 6, "Up to 20 times; ends earlier when nothing improves for 6."),
    Effort.BEST: Plan(60, 12, "Up to 60 times; ends earlier when nothing improves for 12."),
}
