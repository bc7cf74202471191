"""How like a photograph is to the training images, and how its score spreads, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAME: Final = 0.02
"""Nearer than this, two photographs are one: learned findings are of length 1."""
NOT_AN_INTERVAL: Final = "not a confidence interval"


def unlike(likeness: Mapping[str, Any] | None) -> str | None:
    """The warning that a photograph is far from all training images; ``None`` where it is not.

    Args:
        likeness: as ``runs.likeness.measuring.beside`` tells it.
    """
    if likeness is None or not likeness["unlike"]:
        return None
    return (
        "Unlike anything it was trained on: no score can be relied on here. Its distance to the "
        f"training images is {likeness['distance']:.2f}; of {likeness['validation']:,} validation "
        f"images 99 % are nearer than {likeness['limit']:.2f}."
    )


def seen_before(likeness: Mapping[str, Any] | None) -> str | None:
    """That a photograph is one of the training images; ``None`` where it is not."""
    if likeness is None or not likeness["nearest"] or likeness["nearest"][0]["distance"] > SAME:
        return None
    return (
        "It learnt from this very photograph, or from nearly the same: its score says nothing new."
    )


def compared(likeness: Mapping[str, Any]) -> str:
    """With how many training images it was compared."""
    count, whole = likeness["compared"], likeness["training"]
    return (
        f"{count:,} of {whole:,} training images"
        if count < whole
        else (f"all {whole:,} training images")
    )


def spread(scores: Sequence[float], over: str) -> str:
    """From where to where a score goes: "spread over 4 mirrored views: 0.71 to 0.78; …".

    Args:
        scores: of the same photograph.
        over: what gave several.
    """
    low, high = min(scores), max(scores)
    return f"Spread over {len(scores)} {over}: {low:.2f} to {high:.2f}; {NOT_AN_INTERVAL}."


def scores_of(told: Mapping[str, Sequence[float]], positive: Sequence[str]) -> list[float]:
    """The score of the positive classes in each view, or fold.

    Args:
        told: the scores of each class.
        positive: the classes.
    """
    together = zip(*(told[name] for name in positive), strict=True)
    return [min(1.0, sum(one)) for one in together]
