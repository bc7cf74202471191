"""The orders in which runs can be listed; light, for commands to name them."""

from __future__ import annotations

from enum import StrEnum


class Order(StrEnum):
    """How runs are sorted; among equals, and where a number is missing, the newest come first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    BEST = "best"
    """By validation AUC. Never by test: the test set is not there to choose by."""
    NAME = "name"
    DESIGN = "design"
    DATASET = "dataset"
    LONGEST = "longest"
    """By how long training took."""
