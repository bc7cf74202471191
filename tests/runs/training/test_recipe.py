"""What a recipe takes, and the sentences about what it does not."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from runs.training.recipe import Optimiser, Recipe, RecipeError


def test_settings_win_over_the_designs_advice() -> None:
    recipe = Recipe.from_settings(
        {"epochs": 3, "learning_rate": 0.01},
        {"epochs": "7", "optimiser": "sgd", "class_weights": "false"},
    )
    assert recipe == Recipe(
        epochs=7, learning_rate=0.01, optimiser=Optimiser.SGD, class_weights=False
    )


def test_defaults() -> None:
    recipe = Recipe.from_settings()
    assert (recipe.epochs, recipe.batch_size, recipe.learning_rate) == (10, 32, 1e-3)
    assert recipe.class_weights
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe


def test_a_recipe_is_frozen() -> None:
    with pytest.raises(ValidationError):
        Recipe().epochs = 3  # type: ignore[misc]  # the point of the test


def test_unknown_field_lists_the_known_ones() -> None:
    with pytest.raises(RecipeError, match=r"no field “epoch”. Its fields are: epochs, batch_size"):
        Recipe.from_settings(overrides={"epoch": "3"})


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("epochs", "0", "epochs cannot be “0”. epochs takes a whole number from 1 to 500."),
        ("epochs", "ten", "epochs cannot be “ten”"),
        ("batch_size", "513", "a whole number from 1 to 512"),
        ("learning_rate", "0", "a number above 0"),
        ("learning_rate", "nan", "a number above 0"),
        ("warmup", "0.6", "warmup takes a number from 0 to 0.5."),
        ("schedule", "linear", "one of constant, cosine"),
        ("optimiser", "lion", "one of adam, adamw, sgd"),
        ("class_weights", "perhaps", "true or false"),
    ],
)
def test_each_wrong_value_is_a_sentence(field: str, text: str, words: str) -> None:
    with pytest.raises(RecipeError) as failure:
        Recipe.from_settings(overrides={field: text})
    assert words in str(failure.value)


def test_two_wrong_values_are_told_together() -> None:
    with pytest.raises(RecipeError) as failure:
        Recipe.from_settings({"epochs": 501}, {"patience": "-1"})
    assert (
        failure.value.message == "In the recipe epochs cannot be “501” and patience cannot be “-1”."
    )


def test_every_field_has_a_title_and_help() -> None:
    assert all(field.title and field.description for field in Recipe.model_fields.values())
