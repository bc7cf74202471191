"""What an effort means for a drawing."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.spec import GraphSpec
from builder.templates import template
from layers_catalog.errors import WrongCallError
from runs.training.asked import asked
from runs.training.efforts import Effort, last_blocks, recipe_of
from runs.training.learning_phases import in_words
from runs.training.recipe import Recipe, RecipeError


def recipe(effort: Effort, spec: GraphSpec) -> Recipe:
    return recipe_of(effort, spec, Recipe.from_settings(spec.recipe))


def test_a_pretrained_network_learns_more_the_more_time_there_is() -> None:
    spec = template("EfficientNet-Lite0, frozen")
    found = {effort: recipe(effort, spec) for effort in Effort}
    learns = {effort: [phase.learns for phase in one.phases] for effort, one in found.items()}
    assert learns[Effort.QUICK] == ["head"]
    assert learns[Effort.THOROUGH] == ["last 5 blocks"]
    assert learns[Effort.BEST][-1] == "all"
    assert [found[effort].views for effort in Effort] == [1, 4, 1]
    assert [found[effort].flips_at_use for effort in Effort] == [False, True, True]


def test_without_one_it_looks_at_the_photographs_more_often() -> None:
    spec = template("Two-convolution CNN (64, 64)")
    found = [recipe(effort, spec) for effort in Effort]
    assert [one.epochs for one in found] == [5, 20, 60]
    assert all(one.phases == () for one in found)
    assert {one.learning_rate for one in found} == {spec.recipe["learning_rate"]}


def test_random_weights_know_nothing_yet() -> None:
    spec = template("SqueezeNet as in Deep Learning Studio")
    assert recipe(Effort.BEST, spec).phases == ()


@pytest.mark.parametrize(
    ("architecture", "phase"),
    [
        ("EfficientNet-Lite0", "last 5 blocks, 8 epochs, 0.0004"),
        ("ResNet50", "last 5 blocks, 8 epochs, 0.0004"),
        ("no such network", "last 2 blocks, 8 epochs, 0.0004"),
    ],
)
def test_the_last_third_of_its_blocks_learns(architecture: str, phase: str) -> None:
    spec = template("EfficientNet-Lite0, frozen")
    assert last_blocks(spec.with_params("Backbone", architecture=architecture)) == phase


def test_a_head_that_is_fitted_in_one_go_has_none() -> None:
    with pytest.raises(RecipeError, match="fitted in one go"):
        recipe(Effort.QUICK, template("EfficientNet-Lite0, several stages joined"))


def test_the_command_line_takes_its_name_and_settings_go_before_it(tmp_path: Path) -> None:
    design = "EfficientNet-Lite0, frozen"
    _, plain = asked(workspace=tmp_path, design=design, settings=["views=2"], effort="thorough")
    assert in_words(plain.phases) == "last 5 blocks, 8 epochs, 0.0004"
    assert (plain.views, plain.schedule) == (2, "cosine")
    with pytest.raises(WrongCallError, match="no effort “great”"):
        asked(workspace=tmp_path, design=design, settings=[], effort="great")
    with pytest.raises(WrongCallError, match="“quick” means phases, each with its own epochs"):
        asked(workspace=tmp_path, design=design, settings=[], effort="quick", epochs=9)


def test_a_network_that_starts_from_a_trained_one_learns_on_in_small_steps() -> None:
    drawn = template("Two-convolution CNN (64, 64)")
    spec = drawn.model_copy(update={"recipe": {**drawn.recipe, "start": "opened/network"}})
    found = [recipe(effort, spec) for effort in Effort]
    assert [one.learning_rate for one in found] == [0.0004] * 3
    assert [one.epochs for one in found] == [4, 8, 16]
    assert {(one.schedule, one.warmup, one.start) for one in found} == {
        ("cosine", 0.1, "opened/network")
    }
    assert all(one.phases == () and not one.flips_at_use for one in found)
