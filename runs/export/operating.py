"""The operating point in a bundle's ``README.md``: from which score on a photograph is flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.operating.point import OperatingPoint
from runs.operating.sentences import chosen, worth

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    point = OperatingPoint.model_validate(told)
    yield f"- `predict.py` flags a photograph from this score on: {_plain(chosen(point))}"
    for split in ("validation", "test"):
        if split in told:
            said = worth(
                told[split],
                point.called,
                grouped_by=run.dataset["grouped_by"],
                prevalence=point.prevalence,
            )
            yield f"- On {split}: {_plain(said)}"


def _plain(text: str) -> str:
    """Text that may name classes of others, without what would be a tag."""
    return " ".join(text.split()).replace("<", "&lt;")
