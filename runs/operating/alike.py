"""Of the validation lesions that scored like this one, how many were positive?

Where images are not grouped by lesion, they are counted one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from runs.operating.scored import Booleans, Floats, Sides

MOST: Final = 60
LEAST: Final = 10
_SHARE: Final = 5


@dataclass(frozen=True, eq=False)
class Lesions:
    """Lesions with the mean score of their images, by rising score.

    Args:
        score: of shape (n,).
        positive: of shape (n,); a lesion is positive where one of its images is labelled so.
        unit: "lesion", or "image" where no lesions are known.
    """

    score: Floats
    positive: Booleans
    unit: str

    def near(self, score: float) -> dict[str, Any] | None:
        """The lesions whose scores are nearest: the nearest fifth, but 10 to 60 (more with ties).

        Returns:
            ``unit`` ("lesion" or "image"), ``count``, ``positive_count`` and their scores,
            ``score_low, score_high``; ``None`` where there are fewer than 10 in all.
        """
        count = len(self.score)
        if count < LEAST:
            return None
        window = min(MOST, max(LEAST, count // _SHARE))
        distance = np.abs(self.score - score)
        inside = distance <= np.partition(distance, window - 1)[window - 1]
        scores = self.score[inside]
        return {
            "unit": self.unit,
            "count": int(inside.sum()),
            "positive_count": int(self.positive[inside].sum()),
            "score_low": float(scores.min()),
            "score_high": float(scores.max()),
        }


def by_lesion(sides: Sides, *, grouped_by: str) -> Lesions:
    """One score a lesion: the mean over its images.

    Args:
        sides: of the images.
        grouped_by: "lesion", "patient" or "image": what the groups are.
    """
    lesions = grouped_by == "lesion"
    _, lesion = np.unique(
        sides.groups if lesions else np.arange(len(sides.score)), return_inverse=True
    )
    score = np.bincount(lesion, weights=sides.score) / np.bincount(lesion)
    positive = np.bincount(lesion, weights=sides.positive.astype(np.float64)) > 0
    order = np.argsort(score, kind="stable")
    return Lesions(score[order], positive[order], "lesion" if lesions else "image")
