"""Templates: their names, how they look at first sight, what they recommend."""

from __future__ import annotations

from itertools import pairwise

import pytest

from builder.problems import NotSoundError
from builder.sizes import input_of
from builder.spec import GraphSpec, Node
from builder.templates import template, templates
from layers_catalog.errors import UserError
from runs.training.recipe import Recipe


def test_names_and_their_order() -> None:
    assert list(templates()) == [
        "Two-convolution CNN (64, 64)",
        "EfficientNet-Lite0, frozen",
        "ResNet50, frozen",
    ]


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(UserError, match=r"no design or template “VGG”. Templates: “Two-conv"):
        template("VGG")


@pytest.mark.parametrize("name", templates())
def test_each_is_told_and_fits_on_a_screen(name: str) -> None:
    spec = template(name)
    assert 3 <= len(spec.nodes) <= 8
    assert len(spec.description) > 100
    assert len(spec.source) > 20
    assert all(b.x - a.x == 210 for a, b in pairwise(spec.nodes))
    assert input_of(spec) == (224, 224, "stretch")


@pytest.mark.parametrize("name", templates())
def test_each_recommends_settings_that_the_recipe_knows(name: str) -> None:
    recommended = template(name).recipe
    assert {"epochs", "learning_rate"} <= recommended.keys()
    assert Recipe.model_validate(recommended).epochs == recommended["epochs"]


def test_backbones_are_called_backbone() -> None:
    for name in ("EfficientNet-Lite0, frozen", "ResNet50, frozen"):
        nodes = {node.id: node for node in template(name).nodes}
        assert nodes["backbone"].type == "Backbone"
        assert nodes["backbone"].params["trainable"] is False


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
