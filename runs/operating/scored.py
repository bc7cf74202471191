"""The scores of one split as a run left them, and the two sides that a choice of classes makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runs.operating.errors import OperatingPointError, PointCallError
from runs.tempering import tempered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Booleans = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sides:
    """Images with one score each, and which of them are positive.

    Args:
        score: of shape (n,), 0 to 1.
        positive: of shape (n,).
        groups: of shape (n,), the same value for images of one lesion or patient.
    """

    score: Floats
    positive: Booleans
    groups: Integers


@dataclass(frozen=True, eq=False)
class Scored:
    """The images of a split.

    Args:
        classes: in the order of the scores.
        scores: of shape (n, classes).
        labels: of shape (n,), indices into ``classes``.
        groups: of shape (n,), the same value for images of one lesion or patient.
        ids: of the images, n of them, where it matters which they are.
    """

    classes: tuple[str, ...]
    scores: Floats
    labels: Integers
    groups: Integers
    ids: tuple[str, ...] = ()

    def sides(self, positive: Sequence[str]) -> Sides:
        """Positive against the rest; the score is the sum of the positive classes' scores.

        Raises:
            PointCallError: no class, all classes or an unknown one is positive.
        """
        places = self._places(positive)
        score = np.minimum(1.0, self.scores[:, places].sum(axis=1))
        return Sides(score, np.isin(self.labels, places), self.groups)

    def at_temperature(self, temperature: float) -> Scored:
        """The same images with their scores at a temperature, in float32 as a network has them."""
        scores = tempered(self.scores, temperature).astype(np.float32)
        return replace(self, scores=scores.astype(np.float64))

    def named_positive(self, positive: Sequence[str]) -> Booleans:
        """Which images have their highest score in one of the positive classes, of shape (n,)."""
        return np.isin(self.scores.argmax(axis=1), self._places(positive))

    def _places(self, positive: Sequence[str]) -> list[int]:
        check_positive(positive, self.classes)
        return [place for place, name in enumerate(self.classes) if name in positive]


def check_positive(positive: Sequence[str], classes: Sequence[str]) -> None:
    """Some classes must be positive, and some not.

    Raises:
        PointCallError: no class, all classes or an unknown one is positive.
    """
    there = ", ".join(f"“{name}”" for name in classes)
    for name in positive:
        if name not in classes:
            raise PointCallError(f"The run has no class “{name}”.", f"It has {there}.")
    if not 0 < len(set(positive)) < len(classes):
        raise PointCallError(
            "Some classes must count as positive, and at least one as negative.",
            f"Choose among {there}.",
        )


def read_scored(path: Path, columns: Mapping[str, str], *, split: str) -> Scored:
    """The scores that a run left for one split.

    Args:
        path: of its ``predictions.parquet``.
        columns: for each class, in order, the column that holds its scores.
        split: "validation" or "test".

    Raises:
        OperatingPointError: the file is missing or damaged, or has no image of that split.
    """
    classes = tuple(columns)
    try:
        table = pd.read_parquet(path)
        rows = table[table["split"] == split]
        scores = rows[list(columns.values())].to_numpy(dtype=np.float64)
        labels = np.array([classes.index(name) for name in rows["label"]], dtype=np.int64)
        groups = np.unique(rows["group"].to_numpy(), return_inverse=True)[1].astype(np.int64)
        ids = tuple(map(str, rows["image_id"]))
    except FileNotFoundError:
        raise OperatingPointError(
            f"There are no scores in {path}, so no threshold can be chosen.",
            "Choose a run that has trained at least one epoch to its end.",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OperatingPointError(
            f"The scores in {path} cannot be read ({error}).",
            "Restore the file from a backup, or train again.",
        ) from error
    if not len(rows):
        raise OperatingPointError(f"{path} has no image of {split}.", "Choose another run.")
    return Scored(classes, scores, labels, groups, ids)
