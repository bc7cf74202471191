"""What a design's recipe and a dataset tell of the training that the design is for.

What follows from it is left to ``builder.advice``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.advice import Phase, Training
from runs.training.learning_phases import HEAD
from runs.training.recipe import Recipe, RecipeError

if TYPE_CHECKING:
    from builder.spec import GraphSpec


def training_of(spec: GraphSpec, photographs: int | None) -> Training:
    """The training that a drawing is for.

    Args:
        spec: the drawing, with the recipe that it recommends.
        photographs: training images of the dataset in hand; ``None`` where there is none.
    """
    try:
        recipe = Recipe.from_settings(spec.recipe)
    except RecipeError:  # told where the recipe is shown
        return Training(photographs)
    return Training(
        photographs,
        None if recipe.phases else recipe.learning_rate,
        starts=bool(recipe.start),
        phases=tuple(
            Phase(str(one), one.learning_rate, tunes=one.learns != HEAD) for one in recipe.phases
        ),
    )
