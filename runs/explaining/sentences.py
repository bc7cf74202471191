"""What stands beside a heat map, in words; the pages and the command line say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CALLED: Final = "Where the score reacts: not a reason, not a border"
"""What a heat map is called, wherever one is shown."""
_MADE: Final = {
    "gradcam": "Made by Grad-CAM, from the network’s last maps.",
    "occlusion": "Made by covering the photograph piece by piece with grey (occlusion).",
}
_ALL: Final = 0.995
_HALF: Final = 0.5


def in_words(told: Mapping[str, Any]) -> list[str]:
    """Sentences about a heat map: of which score it is, and how much lies outside the lesion.

    Args:
        told: as ``runs.explaining.making.explained`` gives it, without a ``problem``.
    """
    return list(_sentences(told))


def in_short(told: Mapping[str, Any]) -> str:
    """How much of the reaction lies outside the lesion, where there is room for a few words."""
    if told["nothing"]:
        return "nothing raises the score"
    if told["outside"] is None:
        return "no lesion found by its colour"
    return f"{100 * told['outside']:.0f} % outside the lesion"


def of_several(each: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sentences about the heat maps of several photographs for one score.

    Args:
        each: as ``runs.explaining.making.explained`` gives them, without a ``problem``; one at
            least.
    """
    name = " or ".join(each[0]["positive"])
    what = f"What raises the score of {name} is coloured, the most in yellow;"
    said = [f"{what} the lesion, estimated by its colour, is dashed."]
    shares = [told["outside"] for told in each if told["outside"] is not None]
    if shares:
        mostly = sum(share > _HALF for share in shares)
        said.append(
            f"Of {len(shares):,} with a lesion found, the reaction lies mostly outside of it in "
            f"{mostly:,}."
        )
    return [*said, *dict.fromkeys(made_by(told) for told in each)]


def made_by(told: Mapping[str, Any]) -> str:
    """How it was made, and why not by Grad-CAM where that was asked for."""
    why = f" {told['why']}" if told["why"] else ""
    return f"{_MADE[told['method']]}{why}"


def _sentences(told: Mapping[str, Any]) -> Iterator[str]:
    name = " or ".join(told["positive"])
    if told["nothing"]:
        yield f"No part of the photograph raises the score of {name}."
    else:
        yield f"What raises the score of {name} is coloured, the most in yellow."
        yield _outside(told)
    if told["seen"] < _ALL:
        yield (
            f"The network looked at {100 * told['seen']:.0f} % of the photograph only; the rest is "
            "darkened."
        )
    if told["why"]:
        yield made_by(told)


def _outside(told: Mapping[str, Any]) -> str:
    if told["outside"] is None:
        return (
            "No lesion was found by its colour, so how much of the reaction lies outside it is not "
            "known."
        )
    lesion = {
        "given": "the lesion (dashed, as outlined in your file)",
        "estimated": "the lesion (dashed, estimated by its colour)",
    }[told["lesion"]]
    return f"{100 * told['outside']:.0f} % of the reaction lies outside {lesion}."
