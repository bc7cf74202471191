"""What ``predict``, ``explain`` and ``control`` print for people; see ``printing``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs.control.records import Control
from runs.control.sentences import in_words
from runs.operating import sentences
from runs.scripts.parts.flagging import flagged_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Document = dict[str, Any]


def predicted(found: Sequence[Document]) -> Iterable[str]:
    """Each photograph in sentences: the class, the scores, what the operating point says."""
    for one in found:
        if one["problem"]:
            yield f"{one['image']}: {one['problem']}"
            continue
        yield f"{one['image']}: {one['class']}"
        alike = sentences.alike(one["scored_alike"]) if one["scored_alike"] else None
        said = (*one["notes"], _scores(one), _flagged(one), alike)
        yield from (f"  {sentence}" for sentence in said if sentence)


def table_written(told: Document) -> Iterable[str]:
    """What a table of predictions holds."""
    yield f"{told['csv']}: {told['predicted']:,} of {told['images']:,} photographs predicted."
    yield "  " + ", ".join(f"{name} {count:,}" for name, count in told["classes"].items()) + "."
    if told["flagged"] is not None:
        yield f"  At or above the operating point: {told['flagged']:,}."
    if told["not_predicted"]:
        yield f"  Not predicted: {told['not_predicted']:,}; each row says why."


def explained(found: Sequence[Document]) -> Iterable[str]:
    """Each photograph in sentences, in the order of Predict's cards."""
    for one in found:
        yield f"{one['image']}:"
        if one["problem"]:
            yield f"  {one['problem']}"
            continue
        heat = one["heat"]
        said = [
            one["unlike"],
            *one["notes"],
            *([f"{heat['called']}: {heat['overlay']}", *heat["sentences"]] if heat else []),
            _scores(one),
            _flagged(one),
            one["spread"],
            one["folds_spread"],
        ]
        yield from (f"  {sentence}" for sentence in said if sentence)
        if one["nearest"]:
            near = ", ".join(f"{like['image_id']} ({like['label']})" for like in one["nearest"])
            yield f"  Nearest training images: {near}."


def _scores(one: Document) -> str:
    scores = ", ".join(f"{name} {score:.2f}" for name, score in one["probabilities"].items())
    return f"Scores: {scores}."


def _flagged(one: Document) -> str | None:
    point = one["operating_point"]
    return f"At the operating point: {flagged_in_words(point)}." if point else None


def control(told: Document) -> Iterable[str]:
    """The control with the lesion masked, in sentences."""
    return in_words(Control.model_validate(told))
