"""What gives the answer away without the lesion: the AUC that each single thing reaches alone.

A rate per value is learned on train and judged on validation and test, so that it is no better than
a network could be that sees this thing and nothing else. Of what is measured in a photograph
counts only whether it stands out: below that, the lesion itself is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from data.audit.measures import USUAL
from data.readers.records import Split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

HIGH: Final = 0.70
"""An AUC from which a thing alone is a warning, where its interval does not reach ``CHANCE``."""
CHANCE: Final = 0.55
_BINS: Final = 10
_PRIOR: Final = 5.0
"""Photographs of the usual mix that every value is given, so that rare values say little."""
_FEWEST: Final = 10
"""Photographs of the class, and of all others, without which no AUC is told."""
_UNKNOWN: Final = "\x00unknown"


class Of(StrEnum):
    """What a thing is of."""

    PICTURE = "picture"
    """The photograph as it was taken and stored: has nothing to do with the skin."""
    PATIENT = "patient"
    """What is known of the patient and lesion: may well go with the diagnosis."""


@dataclass(frozen=True)
class Alone:
    """How well one thing alone tells the classes apart.

    Args:
        name: of the thing, a column of the manifest, a measure, or "size and source".
        of: what it is of.
        auc: on validation and test; of more than two classes that of the class it tells best.
        low: where its 95 % interval begins (J. A. Hanley, B. J. McNeil, 1982), each photograph
            counted as one of its own.
        label: that class, against all others; of two classes the positive one.
        images: how many photographs it was judged on.
    """

    name: str
    of: Of
    auc: float
    low: float
    label: str
    images: int

    @property
    def gives_away(self) -> bool:
        """Whether the picture alone, without its lesion, tells too much."""
        return self.of is Of.PICTURE and self.auc >= HIGH and self.low > CHANCE


_PATIENT: Final = ("site", "age", "sex", "skin_type", "dx_type")


def alone(
    manifest: pd.DataFrame, measures: pd.DataFrame | None, classes: Sequence[str]
) -> list[Alone]:
    """Every thing by itself, the best first; things that are the same everywhere are left out.

    Args:
        manifest: the rows in use.
        measures: of the same rows, or None.
        classes: their names; of two, the positive one is at index 1.
    """
    things = [(name, Of.PICTURE, values) for name, values in _pictures(manifest, measures)]
    things += [(name, Of.PATIENT, _binned(manifest, name)) for name in _PATIENT]
    learned = (manifest["split"] == Split.TRAIN.value).to_numpy()
    labels = manifest["label"].to_numpy()
    found = []
    for name, of, values in things:
        codes = pd.factorize(values)[0]
        if codes.max(initial=0) > 0:
            judged = _judged(codes, labels, learned, classes)
            if judged is not None:
                found.append(Alone(name, of, *judged, images=int((~learned).sum())))
    return sorted(found, key=lambda one: -one.auc)


def _pictures(
    manifest: pd.DataFrame, measures: pd.DataFrame | None
) -> list[tuple[str, NDArray[np.object_]]]:
    stored = ["width", "height", "source", "image_type"]
    both = manifest.groupby(stored, dropna=False, sort=False).ngroup()
    found = [("size and source", both.astype(object).to_numpy())]
    if measures is not None:
        for name, usual in USUAL.items():
            odd = usual.odd(measures[name.value].to_numpy())
            found.append((name.value, odd.astype(object)))
    return found


def _binned(frame: pd.DataFrame, name: str) -> NDArray[np.object_]:
    """A column as values to count: numbers in tenths of the photographs, what is unknown apart."""
    column = frame[name]
    if pd.api.types.is_numeric_dtype(column):
        ranks = column.rank(method="average", pct=True)
        column = (ranks * _BINS).apply(np.ceil)
    return column.astype(object).where(column.notna(), _UNKNOWN).to_numpy(dtype=object)


def _judged(
    codes: NDArray[np.intp],
    labels: NDArray[np.object_],
    learned: NDArray[np.bool_],
    classes: Sequence[str],
) -> tuple[float, float, str] | None:
    """The best AUC of a class, where its interval begins, and the class; None if all are small."""
    told = []
    _, *others = classes
    for name in others if len(others) == 1 else classes:  # of two classes, one score tells both
        positive = labels == name
        rates = _rates(codes[learned], positive[learned], int(codes.max()) + 1)
        found = _auc(rates[codes[~learned]], positive[~learned])
        if found is not None:
            auc, error = found
            told.append((auc, auc - 1.96 * error, name))
    return max(told, default=None)


def _rates(
    codes: NDArray[np.intp], positive: NDArray[np.bool_], values: int
) -> NDArray[np.float64]:
    """The share of positives at each value, drawn towards the share of all."""
    counts = np.bincount(codes, minlength=values)
    hits = np.bincount(codes, weights=positive, minlength=values)
    found: NDArray[np.float64] = (hits + _PRIOR * positive.mean()) / (counts + _PRIOR)
    return found


def _auc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> tuple[float, float] | None:
    """The AUC, ties counted half, and its standard error."""
    more, fewer = int(positive.sum()), int((~positive).sum())
    if min(more, fewer) < _FEWEST:
        return None
    ranks = pd.Series(scores).rank().to_numpy()
    auc = float((ranks[positive].sum() - more * (more + 1) / 2) / (more * fewer))
    one, two = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = auc * (1 - auc) + (more - 1) * (one - auc**2) + (fewer - 1) * (two - auc**2)
    return auc, float(np.sqrt(max(variance, 0) / (more * fewer)))
