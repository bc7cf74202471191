"""Templates: their names, how they look at first sight, what they recommend."""

from __future__ import annotations

import pytest

from builder.inference import infer
from builder.lowering import lower
from builder.problems import NotSoundError
from builder.sizes import input_of
from builder.spec import GraphSpec, Node
from builder.templates import template, templates
from layers_catalog.errors import UserError
from layers_catalog.facts import Facts
from runs.training.recipe import Recipe

LITE = "EfficientNet-Lite0"
LEARN = "to learn from"


def test_names_and_their_order() -> None:
    assert list(templates()) == [
        "Two-convolution CNN (64, 64)",
        f"{LITE}, several stages joined",
        f"{LITE}, frozen",
        f"{LITE}, last blocks learn",
        f"{LITE}, all layers learn",
        "SVM on backbone features",
        "SVM on colour and ABCD features",
        "Region of interest, transfer learning",
        "ResNet50, frozen",
        "SqueezeNet as in Deep Learning Studio",
        "DenseNet121 as in Deep Learning Studio",
        "InceptionV3 as in Deep Learning Studio",
        "ResNet50 as in Deep Learning Studio",
        f"VGG-style network, {LEARN}",
        f"ResNet-style network, {LEARN}",
        f"Attention over image tokens, {LEARN}",
    ]


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(UserError, match=r"no design or template “VGG”. Templates: “Two-conv"):
        template("VGG")


@pytest.mark.parametrize("name", templates())
def test_each_is_told_and_fits_on_a_screen(name: str) -> None:
    spec = template(name)
    assert 3 <= len(spec.nodes) <= (16 if LEARN in name else 8)
    assert len(spec.description) > 100
    assert len(spec.source) > 20
    assert spec.reported
    assert len(spec.differs) > 50
    places = [(node.x / 210, node.y / 150) for node in spec.nodes]
    assert all(place == (int(place[0]), int(place[1])) for place in places)
    assert len(set(places)) == len(places)
    height, width, fit = input_of(spec)
    assert 128 <= height == width <= 299
    assert fit == "stretch"


@pytest.mark.parametrize("name", templates())
def test_each_is_sound_for_two_classes_and_for_seven(name: str) -> None:
    for classes in (("benign", "malignant"), tuple("abcdefg")):
        report = infer(template(name), Facts(class_names=classes), memory_mb=16_000)
        assert report.sound
        assert [problem.message for problem in report.problems] == []


@pytest.mark.parametrize("name", templates())
def test_each_recommends_settings_that_the_recipe_knows(name: str) -> None:
    recommended = template(name).recipe
    assert {"epochs", "learning_rate"} <= recommended.keys()
    assert Recipe.model_validate(recommended).epochs == recommended["epochs"]


def test_backbones_are_called_backbone() -> None:
    for spec in templates().values():
        assert all(node.id == "backbone" for node in spec.nodes if node.type == "Backbone")
    frozen = template(f"{LITE}, frozen").nodes[2]
    assert frozen.params["trainable"] is False


def test_without_internet_everything_but_named_networks_works() -> None:
    fetching = {
        spec.name
        for spec in templates().values()
        for call in lower(spec, Facts())
        if call.weights == "imagenet"
    }
    assert fetching == {
        "ResNet50, frozen",
        *(f"{name} as in Deep Learning Studio" for name in ("DenseNet121", "InceptionV3")),
        "ResNet50 as in Deep Learning Studio",
    }


def test_a_design_without_one_sound_input_has_no_size() -> None:
    with pytest.raises(NotSoundError, match="The drawing has no Input"):
        input_of(GraphSpec())
    bad = GraphSpec(nodes=(Node(id="i", type="Input", params={"height": 3}),))
    with pytest.raises(NotSoundError, match="“Height” of Input must be at least 8, but is 3"):
        input_of(bad)
    sized = {"height": 32, "width": 48, "fit": "pad"}
    assert input_of(GraphSpec(nodes=(Node(id="i", type="Input", params=sized),))) == (
        32,
        48,
        "pad",
    )
