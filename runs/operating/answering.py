"""What stands beside the scores of a photograph: the class at the saved point, and its like.

The network is asked by ``runs.helper``; this needs its answers only, so a point that is saved anew
holds for answers that are there already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from runs.operating.alike import by_lesion
from runs.operating.choosing import saved, scored
from runs.operating.naming import usual_positive
from runs.results import dataset_of
from runs.scripts.parts.flagging import at_point, with_point

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from runs.operating.alike import Lesions
    from runs.operating.point import OperatingPoint


@dataclass(frozen=True, eq=False)
class Beside:
    """A run's saved point, and the scores of its validation lesions.

    Args:
        point: ``None`` where none was saved: then the highest score is all there is.
        positive: of the point; without one, as ``usual_positive`` tells.
        lesions: of validation.
    """

    point: OperatingPoint | None
    positive: tuple[str, ...]
    lesions: Lesions

    @classmethod
    def of(cls, workspace: Path, run_id: int) -> Self:
        """Of a run with a trained network.

        Raises:
            ModelError: its classes are not known.
            OperatingPointError: its scores or its point are damaged.
        """
        point, images = saved(workspace, run_id), scored(workspace, run_id)
        positive = point.positive if point else usual_positive(images.classes)
        grouped_by = str(dataset_of(workspace, run_id).get("grouped_by", "image"))
        return cls(point, positive, by_lesion(images.sides(positive), grouped_by=grouped_by))

    def added(self, answers: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Answers with two more keys, both ``None`` where there is nothing to say.

        ``operating_point``: ``{positive, threshold, score, flagged}``. ``scored_alike``:
        ``{positive, unit, count, positive_count, score_low, score_high}`` of the validation lesions
        whose scores are nearest.
        """
        point = {} if self.point is None else {"threshold": self.point.threshold}
        asked = {"positive": self.positive, "threshold": 0.0, **point}
        for answer in with_point(answers, asked if self.point else None):
            told = at_point(answer["probabilities"], asked)
            near = None if told is None else self.lesions.near(told["score"])
            alike = None if near is None else {"positive": list(self.positive), **near}
            yield {**answer, "scored_alike": alike}
