"""Dividing a dataset anew: at random by group, or with one source, site or other value held out.

What is held out becomes the test set as a whole, so that a result tells of photographs from
elsewhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from data.errors import DecisionError
from data.readers.records import Split
from data.splits import FRACTIONS, assign_splits

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

COLUMNS: Final = ("source", "site", "sex", "dx_type", "skin_type", "image_type", "diagnosis")
"""Columns whose values a division may balance or hold out."""
_UNKNOWN: Final = ""


@dataclass(frozen=True)
class Division:
    """How to divide.

    Args:
        shares: of train, validation and test among the photographs; they sum to 1.
        seed: the same seed and the same photographs give the same parts.
        balanced: a column that every part is to hold in proportion, beside the class.
        held: a column of which one value is held out as the test set, or None.
        value: that value.
    """

    shares: tuple[float, float, float] = FRACTIONS
    seed: int = 0
    balanced: str | None = None
    held: str | None = None
    value: str | None = None


def check(division: Division, manifest: pd.DataFrame) -> None:
    """Raise unless a dataset can be divided so.

    Raises:
        DecisionError: shares that are none, an unknown column, or a value that no photograph has.
    """
    shares = division.shares
    if min(shares) <= 0 or not math.isclose(sum(shares), 1, abs_tol=1e-6):
        told = ", ".join(f"{100 * share:.0f} %" for share in shares)
        raise DecisionError(
            f"Train, validation and test cannot have {told} of the photographs.",
            "Give each a share above 0 %, 100 % in all.",
        )
    for column in (division.balanced, division.held):
        if column is not None and column not in COLUMNS:
            raise DecisionError(
                f"There is no column “{column}” to divide by.", f"There are: {', '.join(COLUMNS)}."
            )
    if division.held is not None:
        values = sorted(set(manifest[division.held].dropna()))
        if division.value not in values:
            known = ", ".join(f"“{value}”" for value in values) or "none"
            raise DecisionError(
                f"No photograph has “{division.value}” as its {division.held}.",
                f"There are: {known}.",
            )


def divided(manifest: pd.DataFrame, division: Division) -> NDArray[np.str_]:
    """The part of each row of a manifest; groups stay whole.

    Where a value is held out, every group with one photograph of it is in test, the others in train
    and validation.
    """
    strata = manifest["label"].astype(str)
    if division.balanced is not None:
        strata = strata + "\n" + manifest[division.balanced].fillna(_UNKNOWN).astype(str)
    groups = manifest["group"].to_numpy()
    given: list[str | None] | None = None
    if division.held is not None:
        held = (manifest[division.held] == division.value).to_numpy()
        away = np.isin(groups, groups[held])
        given = [Split.TEST.value if one else None for one in away]
    return assign_splits(
        groups, strata.to_numpy(), fractions=division.shares, given=given, seed=division.seed
    )


def parsed(
    *, shares: str, seed: int, balanced: str | None = None, hold_out: str | None = None
) -> Division:
    """A division as the command line words it: shares "70,15,15", held out "source=BCN".

    Raises:
        DecisionError: it is worded otherwise.
    """
    try:
        train, validation, test = (float(share) / 100 for share in shares.split(","))
    except ValueError as error:
        raise DecisionError(
            f"“{shares}” are no shares.", "Give three numbers, e.g. 70,15,15."
        ) from error
    column, equals, value = (hold_out or "").partition("=")
    if hold_out is not None and not (equals and column and value):
        raise DecisionError(f"“{hold_out}” holds nothing out.", "Give it as source=BCN.")
    return Division(
        (train, validation, test), seed, balanced, held=column or None, value=value or None
    )
