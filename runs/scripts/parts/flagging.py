"""The class at the saved operating point; used by the program and printed into ``predict.py``."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def at_point(
    probabilities: Mapping[str, float], point: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """What an operating point says of one image: flagged where its score is at or above it.

    Args:
        probabilities: of each class; empty where there is no class.
        point: ``positive`` (names of classes) and ``threshold``; None where none was saved.

    Returns:
        ``{positive, threshold, score, flagged}``, the score being the sum over the positive
        classes; None where there is nothing to say.
    """
    if point is None or not probabilities:
        return None
    score = min(1.0, sum(probabilities[name] for name in point["positive"]))
    return {
        "positive": list(point["positive"]),
        "threshold": point["threshold"],
        "score": score,
        "flagged": score >= point["threshold"],
    }


def with_point(
    results: Iterable[Mapping[str, Any]], point: Mapping[str, Any] | None
) -> Iterator[dict[str, Any]]:
    """``predict_images``'s results as they come, each with its ``operating_point``."""
    for result in results:
        yield {**result, "operating_point": at_point(result["probabilities"], point)}


def flagged_in_words(told: Mapping[str, Any]) -> str:
    """The class at the operating point, as "malignant (score 0.710, threshold 0.412)"."""
    name = " or ".join(told["positive"])
    said = name if told["flagged"] else f"not {name}"
    return f"{said} (score {told['score']:.3f}, threshold {told['threshold']:.3f})"
