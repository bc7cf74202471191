"""What ``explain`` and ``control`` print for people; see ``printing``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs.control.records import Control
from runs.control.sentences import in_words
from runs.scripts.parts.flagging import flagged_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Document = dict[str, Any]


def explained(found: Sequence[Document]) -> Iterable[str]:
    """Each photograph in sentences, in the order of Predict's cards."""
    for one in found:
        yield f"{one['image']}:"
        if one["problem"]:
            yield f"  {one['problem']}"
            continue
        point, heat = one["operating_point"], one["heat"]
        scores = ", ".join(f"{name} {score:.2f}" for name, score in one["probabilities"].items())
        said = [
            one["unlike"],
            *one["notes"],
            *([f"{heat['called']}: {heat['overlay']}", *heat["sentences"]] if heat else []),
            f"Scores: {scores}.",
            f"At the operating point: {flagged_in_words(point)}." if point else None,
            one["spread"],
            one["folds_spread"],
        ]
        yield from (f"  {sentence}" for sentence in said if sentence)
        if one["nearest"]:
            near = ", ".join(f"{like['image_id']} ({like['label']})" for like in one["nearest"])
            yield f"  Nearest training images: {near}."


def control(told: Document) -> Iterable[str]:
    """The control with the lesion masked, in sentences."""
    return in_words(Control.model_validate(told))
