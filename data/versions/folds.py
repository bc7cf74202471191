"""Folds of a dataset: versions in which each group is held out once, with the test set left aside.

Each fold is a version like one that a person decided upon, but never the one in force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from data.errors import DecisionError
from data.manifest import LEFT_OUT
from data.readers.records import Split
from data.splits import FRACTIONS, assign_folds, assign_splits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

FEWEST, MOST = 2, 20
CHOOSING: Final = FRACTIONS[1] / (FRACTIONS[0] + FRACTIONS[1])
"""The share of what is not held out by which the best epoch is chosen."""


def fold_manifests(manifest: pd.DataFrame, *, folds: int, seed: int) -> list[pd.DataFrame]:
    """The manifest of each fold: what it holds out is its test part.

    Groups stay whole and classes in proportion. The dataset's own test photographs are in no part
    of any fold: they stay closed.

    Args:
        manifest: of the version in force.
        folds: how many, 2 to 20.
        seed: the same seed and the same photographs give the same folds.

    Raises:
        DecisionError: too few or too many folds, or a class has fewer groups than there are folds
            and parts.
    """
    if not FEWEST <= folds <= MOST:
        raise DecisionError(f"{folds} folds cannot be made.", f"Choose {FEWEST} to {MOST} of them.")
    open_ones = manifest["split"].isin([Split.TRAIN.value, Split.VALIDATION.value]).to_numpy()
    used = manifest[open_ones]
    held = assign_folds(used["group"], used["label"], folds=folds, seed=seed)
    classes = sorted(set(used["label"]))
    held_out = [(fold, Split.TEST, set(used["label"][held == fold])) for fold in range(folds)]
    _refuse_small(folds, classes, held_out)
    found = []
    for fold in range(folds):
        parts = np.full(len(manifest), LEFT_OUT, dtype=object)
        parts[open_ones] = _parts(used, held == fold, seed)
        found.append(manifest.assign(split=parts))
    there = [
        (fold, part, set(one.loc[one["split"] == part.value, "label"]))
        for fold, one in enumerate(found)
        for part in Split
    ]
    _refuse_small(folds, classes, there)
    return found


def _parts(used: pd.DataFrame, held: NDArray[np.bool_], seed: int) -> Sequence[str]:
    test = Split.TEST.value
    given = [test if one else None for one in held.tolist()]
    shares = (FRACTIONS[0], CHOOSING, FRACTIONS[2])
    parts: Sequence[str] = assign_splits(
        used["group"], used["label"], fractions=shares, given=given, seed=seed
    ).tolist()
    return parts


def _refuse_small(
    folds: int, classes: Sequence[str], there: Iterable[tuple[int, Split, set[str]]]
) -> None:
    """Raise unless every class is in every part of which the classes are told."""
    for fold, part, names in there:
        missing = [name for name in classes if name not in names]
        if missing:
            raise DecisionError(
                f"“{missing[0]}” has too few lesions for {folds} folds: fold {fold + 1} would have "
                f"none for {part.value}.",
                "Choose fewer folds, or add photographs of that class.",
            )
