"""What is said of heat maps in few words, and of several together."""

from __future__ import annotations

from typing import Any

import pytest

from runs.explaining.sentences import in_short, of_several


def heat(outside: float | None, *, nothing: bool = False, method: str = "gradcam") -> Any:
    return {
        "positive": ["mel", "bcc"], "method": method, "why": None, "nothing": nothing,
        "outside": outside, "lesion": "estimated", "seen": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (heat(0.634), "63 % outside the lesion"),
        (heat(None), "no lesion found by its colour"),
        (heat(None, nothing=True), "nothing raises the score"),
    ],
)
def test_a_few_words_for_each(told: Any, said: str) -> None:
    assert in_short(told) == said


def test_several_are_counted_by_where_most_of_the_reaction_lies() -> None:
    said = of_several([heat(0.9), heat(0.5), heat(0.51), heat(None), heat(0.1)])
    assert said[0].startswith("What raises the score of mel or bcc is coloured")
    assert said[1] == ("Of 4 with a lesion found, the reaction lies mostly outside of it in 2.")
    assert said[2:] == ["Made by Grad-CAM, from the network’s last maps."]


def test_each_way_of_making_is_told_once() -> None:
    why = heat(None, method="occlusion") | {"why": "It has no maps."}
    said = of_several([why, why, heat(None)])
    assert said[1:] == [
        "Made by covering the photograph piece by piece with grey (occlusion). It has no maps.",
        "Made by Grad-CAM, from the network’s last maps.",
    ]
