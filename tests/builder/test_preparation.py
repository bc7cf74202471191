"""Where the preparation of photographs ends, in drawings finished and not."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from builder.inference import infer
from builder.lowering import lower_until
from builder.preparation import change_ends, preparation_ends
from builder.problems import NotSoundError
from builder.spec import GraphSpec
from builder.topology import until
from layers_catalog.facts import Facts

Draw = Callable[..., GraphSpec]
CONV: tuple[str, dict[str, Any]] = ("Conv2D", {"filters": 3, "kernel_size": [3, 3]})
LAYERS: dict[str, Any] = {
    "i": "Input",
    "h": "HairRemoval",
    "c": "ColourConstancy",
    "l": "LesionCrop",
    "b": "Backbone",
    "g": "GlobalAveragePooling2D",
    "a": "ABCDFeatures",
    "v": CONV,
    "f": "RandomFlip",
    "e": "Classifier",
}


def drawn(draw: Draw, wires: str) -> GraphSpec:
    used = set(wires.replace(">", " ").split())
    return draw(wires, **{name: layer for name, layer in LAYERS.items() if name in used})


@pytest.mark.parametrize(
    ("wires", "ends"),
    [
        ("i>h>c>l>b>g>e", ("l",)),
        ("i>h>l", ("l",)),
        ("i>f>h", ("h",)),
        ("i>h>b i>c>v", ("h", "c")),
        ("i>a>e", ()),
        ("i>b>g>e", ()),
        ("i>v>l", ()),
        ("h>l", ()),
        ("i", ()),
    ],
)
def test_the_last_photograph_before_anything_learns(
    draw: Draw, wires: str, ends: tuple[str, ...]
) -> None:
    spec = drawn(draw, wires)
    assert preparation_ends(spec, infer(spec, Facts())) == ends


@pytest.mark.parametrize(
    ("wires", "ends"),
    [
        ("i>f>b>g>e", ("f",)),
        ("i>f>h>l>b", ("l",)),
        ("i>h>f>c", ("c",)),
        ("i>h>l", ()),
        ("i>b>f", ()),
        ("i>f i>h", ("f",)),
    ],
)
def test_the_last_photograph_after_random_changes(
    draw: Draw, wires: str, ends: tuple[str, ...]
) -> None:
    spec = drawn(draw, wires)
    assert change_ends(spec, infer(spec, Facts())) == ends


def test_asking_costs_little_beside_inferring(draw: Draw) -> None:
    """It is asked at every edit: of a long drawing without layers for skin, next to nothing."""
    names = ["i", *(f"n{number}" for number in range(200))]
    layers: dict[str, Any] = dict.fromkeys(names[1:], "Dropout") | {"i": "Input"}
    spec = draw(">".join(names), **layers)
    began = time.perf_counter()
    report = infer(spec, Facts())
    inferred = time.perf_counter()
    assert preparation_ends(spec, report) == ()
    assert time.perf_counter() - inferred < (inferred - began) / 5


def test_a_part_is_lowered_though_the_rest_is_unfinished(draw: Draw) -> None:
    spec = drawn(draw, "i>h>l>v i>c")
    assert {node.id for node in until(spec, "l").nodes} == {"i", "h", "l"}
    calls = lower_until(spec, Facts(), "l")
    assert [call.name for call in calls] == ["i", "h", "l"]


def test_a_part_that_is_wrong_itself_is_refused(draw: Draw) -> None:
    spec = drawn(draw, "i>g>l")
    with pytest.raises(NotSoundError, match="needs an image"):
        lower_until(spec, Facts(), "l")
