"""“Why is this here?” is answered from the place of a layer, with the numbers of that drawing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.inference import infer
from builder.reasons import reasons
from builder.spec import GraphSpec
from builder.templates import template, templates
from layers_catalog.facts import Facts

Draw = Callable[..., GraphSpec]
INPUT: tuple[str, dict[str, Any]] = ("Input", {"height": 64, "width": 64})
SCALE: tuple[str, dict[str, Any]] = ("Rescaling", {"scale": 1 / 127.5, "offset": -1.0})
CONV: tuple[str, dict[str, Any]] = (
    "Conv2D",
    {"filters": 8, "kernel_size": [3, 3], "padding": "same"},
)
ONE: tuple[str, dict[str, Any]] = ("Conv2D", {"filters": 8, "kernel_size": [1, 1]})
GAP, END = "GlobalAveragePooling2D", "Classifier"


def why(spec: GraphSpec) -> dict[str, str]:
    return reasons(spec, infer(spec, Facts()))


@pytest.mark.parametrize(
    ("name", "node_id", "words"),
    [
        ("Two-convolution CNN (64, 64)", "rescaling", "from 0 to 1,"),
        ("Two-convolution CNN (64, 64)", "pooling_1", "112 × 112 instead of 224 × 224"),
        ("Two-convolution CNN (64, 64)", "flatten", "all 200,704 values"),
        ("Two-convolution CNN (64, 64)", "conv2d_1", "its 64 filters"),
        ("EfficientNet-Lite0, frozen", "backbone", "stays as it is"),
        (
            "EfficientNet-Lite0, frozen",
            "pooling",
            "1,280 maps, the mean over the picture, so that Classifier",
        ),
        ("EfficientNet-Lite0, frozen", "dropout", "right before the end"),
        ("EfficientNet-Lite0, last blocks learn", "backbone", "last 5 blocks learn on"),
        ("ResNet-style network, to learn from", "shortcut", "as a shortcut"),
        ("ResNet-style network, to learn from", "stem", "64 × 64 instead of 128 × 128"),
    ],
)
def test_usual_patterns_of_the_templates_are_told(name: str, node_id: str, words: str) -> None:
    assert words in why(template(name))[node_id]


@pytest.mark.parametrize("name", templates())
def test_most_layers_of_a_template_have_their_reason(name: str) -> None:
    spec = template(name)
    told = why(spec)
    assert len(told) >= (len(spec.nodes) - 1) / 2
    assert all(re.fullmatch(r"It .*\.|From .*\.|With .*\.", one) for one in told.values())


def test_a_convolution_of_one_place_says_what_it_is_for(draw: Draw) -> None:
    mixing = draw("i>s>c>g>e", i=INPUT, s=SCALE, c=ONE, g=GAP, e=END)
    assert "8 maps of 3 at each place" in why(mixing)["c"]
    assert "from -1 to 1," in why(mixing)["s"]
    shortcut = draw("i>s>c>m s>o>m:1 m>g>e", i=INPUT, s=SCALE, c=CONV, o=ONE, m="Add", g=GAP, e=END)
    assert "brings the shortcut to 8 maps" in why(shortcut)["o"]
    assert "between" not in why(shortcut)["m"]


def test_a_place_that_is_not_usual_has_no_reason(draw: Draw) -> None:
    late = draw("i>b>r>s>g>e", i=INPUT, b=CONV, r="RandomFlip", s=SCALE, g=GAP, e=END)
    assert not {"r", "s"} & why(late).keys()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_drawing_can_be_asked(
    data: st.DataObject, sound_designs: Callable[..., st.SearchStrategy[GraphSpec]]
) -> None:
    spec = data.draw(sound_designs(most=6))
    gone = data.draw(st.sampled_from([node.id for node in spec.nodes]))
    part = spec.model_copy(update={"nodes": tuple(n for n in spec.nodes if n.id != gone)})
    for one in (spec, part):
        assert why(one).keys() <= {node.id for node in one.nodes}


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"trainable": False}, "learned to see from everyday photographs and stays as it is"),
        (
            {"trainable": True, "learning_blocks": 1},
            "everyday photographs, and its last block learns",
        ),
        (
            {"weights": "run 3", "trainable": False},
            "learned to see in an earlier training and stays",
        ),
        (
            {"weights": "/w/model.keras", "trainable": True},
            "what it learned in an earlier training, and all of it learns on: choose small steps",
        ),
        ({"weights": "none", "trainable": True}, "learns everything from your photographs"),
    ],
)
def test_a_backbone_says_what_it_brings(draw: Draw, params: dict[str, Any], words: str) -> None:
    said = why(draw("i>b>g>e", i=INPUT, b=("Backbone", params), g=GAP, e=END))["b"]
    assert words in said
    assert ("everyday" in said) == ("weights" not in params)


def test_a_backbone_that_knows_nothing_and_does_not_learn_has_no_reason(draw: Draw) -> None:
    params = {"weights": "none", "trainable": False}
    assert "b" not in why(draw("i>b>g>e", i=INPUT, b=("Backbone", params), g=GAP, e=END))


def test_a_mean_that_stays_a_picture_is_still_of_each_map(draw: Draw) -> None:
    keeps = (GAP, {"keepdims": True})
    spec = draw("i>s>c>g>f>e", i=INPUT, s=SCALE, c=CONV, g=keeps, f="Flatten", e=END)
    assert "one number of each of the 8 maps" in why(spec)["g"]


def test_pooling_in_steps_of_one_makes_nothing_smaller(draw: Draw) -> None:
    for steps, told in (([1, 1], False), ([2, 2], True), (None, True)):
        pool = ("MaxPooling2D", {"pool_size": [2, 2], "strides": steps})
        spec = draw("i>s>c>p>g>e", i=INPUT, s=SCALE, c=CONV, p=pool, g=GAP, e=END)
        assert ("p" in why(spec)) == told, steps


@pytest.mark.parametrize(("name", "bends"), [("linear", False), ("softmax", False), ("relu", True)])
def test_only_a_function_with_a_bend_is_praised_for_it(
    draw: Draw, *, name: str, bends: bool
) -> None:
    act = ("Activation", {"activation": name})
    spec = draw("i>s>c>a>g>e", i=INPUT, s=SCALE, c=CONV, a=act, g=GAP, e=END)
    assert ("a" in why(spec)) == bends
