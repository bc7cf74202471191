"""Settings that no author of a network would choose: a sentence, never a failure of ours."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder.opening.ending import MOST_CLASSES
from builder.opening.opened import opened
from builder.opening.telling import sentences
from layers_catalog.errors import UserError

Functional = Callable[..., dict[str, Any]]
Saved = Callable[..., Path]
FLAT: tuple[str, str, dict[str, Any], list[str]] = ("Flatten", "f", {}, ["i"])


def end(units: int = 2) -> tuple[str, str, dict[str, Any], list[str]]:
    return ("Dense", "d", {"units": units, "activation": "softmax"}, ["f"])


@pytest.mark.parametrize("units", [MOST_CLASSES + 1, 3_000_000, 10**9, 10**300])
def test_more_classes_than_anybody_tells_apart(
    units: int, functional: Functional, saved: Saved
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fitted = ("Normalization", "d_standardised", {}, ["f"])
    for rows in ([FLAT, end(units)], [FLAT, fitted, (*end(units)[:3], ["d_standardised"])]):
        with pytest.raises(UserError, match="a drawing here tells at most") as refused:
            opened(saved(functional(*rows)))
        assert "without its last layer" in refused.value.hint
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_the_thousand_classes_of_imagenet_are_opened(functional: Functional, saved: Saved) -> None:
    assert opened(saved(functional(FLAT, end(1000)))).drawing.classes == 1000


NORM = {"gamma_initializer": [1]}
HUGE = 10**400


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            ("BatchNormalization", "x", NORM, ["i"]),
            "gamma_initializer of BatchNormalization “x” is",
        ),
        (("Conv2D", "x", {"filters": 3, "kernel_initializer": {"class_name": ["x"]}}, ["i"]), ""),
        (("RandomContrast", "x", {"factor": [HUGE, 1]}, ["i"]), "factor of RandomContrast “x” is"),
        (("RandomContrast", "x", {"factor": HUGE}, ["i"]), "factor of RandomContrast “x” is"),
    ],
)
def test_settings_of_another_kind_are_told(
    row: Any, words: str, functional: Functional, saved: Saved
) -> None:
    found = opened(saved(functional(row, ("Flatten", "f", {}, ["x"]), end())))
    assert found.design is not None
    assert words in " ".join(sentences(found.differences))


def test_half_a_letter_in_a_name_is_a_question_mark(functional: Functional, saved: Saved) -> None:
    name = "a \ud800 b \U0001f600"
    found = opened(saved(functional(("Flatten", name, {}, ["i"]), (*end()[:3], [name]))))
    assert found.design is not None
    assert [node.title for node in found.design.nodes] == ["", "a ? b \U0001f600", ""]
    assert found.design.to_json().encode()


def test_one_layer_used_thousands_of_times_counts_as_often(
    functional: Functional, saved: Saved
) -> None:
    config = functional(("ReLU", "r", {}, ["i"]), ("Flatten", "f", {}, ["r"]), end())
    relu = config["config"]["layers"][1]
    relu["inbound_nodes"] *= 3_000
    with pytest.raises(UserError, match="each counted as often as it is used; a drawing can have"):
        opened(saved(config))


def test_pairs_that_are_almost_a_layer_of_the_catalog(functional: Functional, saved: Saved) -> None:
    sharpness = {"factor": [0.0, 0.3], "value_range": [0, 255]}
    legal = functional(
        ("RandomSharpness", "s", sharpness, ["i"]),
        ("Cropping2D", "c", {"cropping": [[1, 1], [1, 1]]}, ["s"]),
        ("Flatten", "f", {}, ["c"]),
        end(),
    )
    found = opened(saved(legal))
    assert found.design is not None
    assert [node.type for node in found.design.nodes][1:3] == ["RandomSharpness", "Cropping2D"]
    assert "factor of RandomSharpness “s” is [0.0, 0.3]" in sentences(found.differences)[0]
    crops = functional(
        ("RandomCrop", "r", {"height": 0, "width": 5}, ["i"]),
        ("CenterCrop", "c", {"height": 0, "width": 5}, ["r"]),
        ("Flatten", "f", {}, ["c"]),
        end(),
    )
    found = opened(saved(crops))
    assert found.design is not None
    assert [node.type for node in found.design.nodes][1:3] == ["RandomCrop", "CenterCrop"]
    assert [one.setting for one in found.differences] == ["height", "height"]


def test_what_nobody_has_thought_of_is_a_sentence(functional: Functional, tmp_path: Path) -> None:
    many = functional(("Concatenate", "c", {}, ["i"] * 2_000), ("Flatten", "f", {}, ["c"]), end())
    (tmp_path / "many.json").write_text(json.dumps(many))
    with pytest.raises(UserError, match="says something of its network that no version"):
        opened(tmp_path / "many.json")
