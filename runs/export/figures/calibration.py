"""A reliability curve: what was scored how high, against how much of it was positive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runs.export.figures import svg

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN: Final = {"before": "as scored", "after": "after temperature scaling"}


def calibration(evaluation: Mapping[str, Any], *, title: str) -> str | None:
    """The curve before and after temperature scaling; None where it was not measured.

    Args:
        evaluation: of one split; its ``calibration`` holds ``before`` and perhaps ``after``, each
            with ``bins: [{score, share, low, high, images}]`` and ``ece``.
        title: of which images it is.
    """
    told = evaluation.get("calibration") or {}
    shown = {name: told[name] for name in _SHOWN if (told.get(name) or {}).get("bins")}
    if not shown:
        return None
    parts = svg.square("mean score", "share that was positive")
    height = svg.TOP + svg.SIDE + 60
    for place, (name, numbers) in enumerate(shown.items()):
        ink, y = svg.COLOURS[place], height + 20 * place
        bins = [one for one in numbers["bins"] if one.get("share") is not None]
        for one in bins:
            parts += _bin(one, ink)
        x, share = [one["score"] for one in bins], [one["share"] for one in bins]
        ece = "" if numbers.get("ece") is None else f", ECE {numbers['ece']:.3f}"
        parts += [
            svg.path(x, share, ink=ink, dash=svg.DASHES[place]),
            svg.line(svg.LEFT, y - 4, svg.LEFT + 28, y - 4, ink=ink, width=2),
            svg.words(svg.LEFT + 36, y, f"{_SHOWN[name]}{ece}"),
        ]
    below = height + 20 * len(shown)
    parts.append(svg.words(svg.LEFT, below, title, size=12, ink=svg.QUIET))
    return svg.document(svg.LEFT + svg.SIDE + 28, below + 12, f"Calibration, {title}", parts)


def _bin(one: Mapping[str, Any], ink: str) -> list[str]:
    x, low, high = svg.across(one["score"]), one.get("low"), one.get("high")
    arm = []
    if low is not None and high is not None:
        arm = [svg.line(x, svg.down(low), x, svg.down(high), ink=ink, width=1.5)]
    return [*arm, svg.dot(one["score"], one["share"], ink=ink, radius=3.5)]
