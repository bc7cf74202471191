"""How long a cross-validation takes: each photograph is looked at once, and each fold learns."""

from __future__ import annotations

from itertools import pairwise

import pytest

from builder.inference import infer
from builder.spec import Edge, GraphSpec, Node
from builder.templates import template
from layers_catalog.facts import Facts
from runs.training import forecast
from runs.training.efforts import Effort, recipe_of
from runs.training.expected import as_asked, rates_here
from runs.training.recipe import Recipe

COUNTS = {"train": 680, "validation": 120, "test": 200}
FROZEN = template("EfficientNet-Lite0, frozen")
START = 10.0


def pace_of(counts: dict[str, int]) -> forecast.PaceOf:
    return lambda spec: forecast.pace(spec, infer(spec, Facts()), counts, [], start=START)


def folded(spec: GraphSpec, recipe: Recipe, folds: int, repeats: int = 1) -> float:
    one = forecast.in_a_fold(COUNTS, folds)
    all_of, one_of = pace_of(forecast.for_looking(COUNTS)), pace_of(one)
    found = forecast.of_folds(spec, recipe, folds, all_of=all_of, one_of=one_of, repeats=repeats)
    assert found is not None
    return found


@pytest.mark.parametrize(("folds", "held", "choosing"), [(5, 160, 113), (3, 267, 94)])
def test_a_fold_has_the_parts_that_it_is_divided_into(folds: int, held: int, choosing: int) -> None:
    parts = forecast.in_a_fold(COUNTS, folds)
    assert (parts["test"], parts["validation"]) == (held, choosing)
    assert sum(parts.values()) == 800


def test_what_is_frozen_looks_once_for_all_folds() -> None:
    recipe = Recipe(epochs=10, views=4)
    looked, learned = (
        pace_of(of)(FROZEN) for of in (forecast.for_looking(COUNTS), forecast.in_a_fold(COUNTS, 5))
    )
    assert looked is not None
    assert learned is not None
    whole = looked.once + 5 * (10 * learned.epoch + learned.around)
    assert folded(FROZEN, recipe, 5) == pytest.approx(whole)
    five_times = 5 * (forecast.whole(FROZEN, recipe, pace_of(COUNTS)) or 0.0)
    assert folded(FROZEN, recipe, 5) < five_times - 3 * looked.once


@pytest.mark.parametrize(
    ("change", "views", "anew"),
    [
        ("RandomRotation", 4, 3 / 4),  # the first view is the photograph as it is
        ("RandomRotation", 1, 0),
        ("RandomFlip", 4, 0),  # gone through, whatever the seed
    ],
)
def test_every_repeat_looks_anew_at_what_chance_has_changed(
    change: str, views: int, anew: float
) -> None:
    names = ("Input", change, "Backbone", "GlobalAveragePooling2D", "Classifier")
    told = {"RandomRotation": {"factor": 0.1}}
    nodes = tuple(Node(id=name.lower(), type=name, params=told.get(name, {})) for name in names)
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in pairwise(nodes))
    spec = GraphSpec(nodes=nodes, edges=edges)
    recipe = Recipe(epochs=10, views=views)
    asking = as_asked(spec, recipe)
    looked = pace_of(forecast.for_looking(COUNTS))(asking)
    learned = pace_of(forecast.in_a_fold(COUNTS, 5))(asking)
    assert looked is not None
    assert learned is not None
    each = 10 * learned.epoch + learned.around
    assert folded(spec, recipe, 5) == pytest.approx(looked.once + 5 * each)
    found = folded(spec, recipe, 5, repeats=3)
    assert found == pytest.approx(looked.once * (1 + 2 * anew) + 15 * each)


def test_what_learns_everywhere_takes_as_many_times_as_long() -> None:
    cnn = template("Two-convolution CNN (64, 64)")
    recipe = Recipe(epochs=10)
    learned = pace_of(forecast.in_a_fold(COUNTS, 5))(cnn)
    assert learned is not None
    assert folded(cnn, recipe, 5) == pytest.approx(5 * (10 * learned.epoch + learned.around))


def test_each_phase_looks_once_and_learns_in_every_fold() -> None:
    recipe = recipe_of(Effort.BEST, FROZEN, Recipe())
    assert len(recipe.phases) == 2
    more = folded(FROZEN, recipe, 10) - folded(FROZEN, recipe, 5)
    assert more > 4 * START
    assert folded(FROZEN, recipe, 5) > 5 * START


def test_of_a_fitted_head_the_fit_counts_once_a_fold() -> None:
    spec = template("SVM on backbone features")
    looked = pace_of(forecast.for_looking(COUNTS))(spec)
    learned = pace_of(forecast.in_a_fold(COUNTS, 5))(spec)
    assert looked is not None
    assert learned is not None
    assert learned.fitted
    found = folded(spec, Recipe(epochs=10), 5)
    assert found == pytest.approx(looked.once + 5 * (learned.epoch + learned.around))


def test_who_looks_four_times_judges_four_times() -> None:
    once, four = Recipe(views=4), Recipe(views=4, flips_at_use=True)
    took = [pace_of(COUNTS)(as_asked(FROZEN, recipe)) for recipe in (once, four)]
    judged = [pace.around - START - forecast.ENDING_S for pace in took if pace]
    looks = 320 * infer(FROZEN, Facts()).totals.macs / rates_here().looking
    assert judged == pytest.approx([looks, 4 * looks])
    whole = [forecast.whole(FROZEN, recipe, pace_of(COUNTS)) for recipe in (once, four)]
    assert (whole[1] or 0.0) - (whole[0] or 0.0) == pytest.approx(3 * looks)
