"""The operating point in a bundle's ``README.md`` and card: from which score it flags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs.export.plain import plain
from runs.operating.point import OperatingPoint
from runs.operating.sentences import chosen, worth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runs.export.frozen import FrozenRun

NONE_SAVED = (
    "None was saved: `predict.py` prints the scores, and the class with the highest score decides."
)


def operating_point(run: FrozenRun) -> Iterator[str]:
    """Lines on the saved point, or that there is none."""
    told = run.results["operating_point"]
    if told is None:
        yield NONE_SAVED
        return
    for sentence in in_sentences(told, grouped_by=run.dataset["grouped_by"]):
        yield f"- {plain(sentence)}"


def in_sentences(told: Mapping[str, Any], *, grouped_by: str) -> Iterator[str]:
    """What a saved point is, and what it is worth on validation and on an opened test set.

    Args:
        told: as ``runs.results.run_json`` gives it.
        grouped_by: "lesion", "patient" or "image".
    """
    point = OperatingPoint.model_validate(told)
    yield f"predict.py flags a photograph from this score on: {chosen(point)}"
    if told.get("moved"):
        yield str(told["moved"])
    for split in ("validation", "test"):
        if split in told:
            said = worth(
                told[split], point.called, grouped_by=grouped_by, prevalence=point.prevalence
            )
            yield f"On {split}: {said}"
