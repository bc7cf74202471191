"""``operating_point.json``: the threshold that was chosen for a run, written whole or not at all.

Choosing it is left to ``rules``, and what it is worth to ``measures``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from runs.operating.errors import OperatingPointError
from runs.operating.rules import Kind, Rule
from runs.operating.scored import check_positive
from runs.training.process import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

OPERATING_POINT: Final = "operating_point.json"
HIGHEST: Final = math.nextafter(1.0, 2.0)
"""Above every score: nothing is flagged."""


class OperatingPoint(BaseModel):
    """Which classes count as positive, and from which score on an image is flagged.

    Args:
        positive: the classes, in the order of the network's outputs.
        called: what they are in words, such as "malignant or pre-malignant".
        threshold: an image is flagged where the sum of the positive classes' scores is at or above.
        rule: that chose it.
        prevalence: among the user's own lesions, where it was given.
        chosen_on: the split whose scores were used.
        chosen_at: when.
        test_opened: how often the run's test set had been opened by then.
        validation: as ``measures.measured`` gives it, and ``predictive`` with a prevalence.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    positive: Annotated[tuple[str, ...], Field(min_length=1)]
    called: Annotated[str, Field(min_length=1)]
    threshold: Annotated[float, Field(ge=0, le=HIGHEST)]
    rule: Rule
    prevalence: Annotated[float, Field(gt=0, lt=1)] | None = None
    chosen_on: Literal["validation"] = "validation"
    chosen_at: AwareDatetime
    test_opened: Annotated[int, Field(ge=0)] = 0
    validation: dict[str, int | float | str | None]

    @field_validator("validation")
    @classmethod
    def _whole(cls, told: dict[str, Any]) -> dict[str, Any]:
        missing = {"images", "groups", "sensitivity", "specificity"} - told.keys()
        if missing:
            raise ValueError(f"validation lacks {', '.join(sorted(missing))}")
        return told

    @property
    def by_hand(self) -> bool:
        """Whether no rule but a person chose the threshold."""
        return self.rule.kind is Kind.BY_HAND

    def as_json(self) -> dict[str, Any]:
        """As the file holds it."""
        return self.model_dump(mode="json")


def read_point(folder: Path, classes: Sequence[str]) -> OperatingPoint | None:
    """The point that was saved with a run; ``None`` where none was.

    Args:
        folder: of the run.
        classes: of the run.

    Raises:
        OperatingPointError: the file is damaged, or speaks of other classes.
    """
    path = folder / OPERATING_POINT
    try:
        point = OperatingPoint.model_validate_json(path.read_bytes())
        check_positive(point.positive, classes)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise OperatingPointError(
            f"The saved operating point in {path} cannot be read: it is damaged.",
            "Choose the threshold again and save it, or delete the file.",
        ) from error
    return point


def write_point(folder: Path, point: OperatingPoint) -> None:
    """Save a point with its run, over an earlier one.

    Raises:
        OperatingPointError: the disk is full or may not be written to.
    """
    try:
        text = point.model_dump_json(indent=1) + "\n"
        write_atomically(folder / OPERATING_POINT, text.encode())
    except OSError as error:
        raise OperatingPointError(
            f"The operating point cannot be saved in {folder} ({error.strerror}).",
            "Make room on the disk, or allow writing there, and save it again.",
        ) from error
