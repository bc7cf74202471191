"""How long a recipe should take on this computer, in words.

How long an epoch takes is told by ``pace``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from builder.spec import GraphSpec
from runs.training.expected import views_of
from ui.frame import wording
from ui.pages.train.pace import Pace

if TYPE_CHECKING:
    from runs.training.recipe import Recipe

PaceOf = Callable[[GraphSpec], Pace | None]
"""How long an epoch of a drawing should take, where that can be told."""
_MINUTE = 60


def whole(spec: GraphSpec, recipe: Recipe, pace_of: PaceOf) -> float | None:
    """Seconds from the start to the judgement, over all phases; ``None`` where nothing is known.

    Args:
        spec: the drawing.
        recipe: how it is to learn.
        pace_of: how long an epoch of a drawing should take.
    """
    looked_at = _with_views(spec, recipe.views)
    parts = [(phase.drawn(looked_at), phase.epochs) for phase in recipe.phases]
    paces = [(pace_of(drawn), epochs) for drawn, epochs in parts or [(looked_at, recipe.epochs)]]
    known = [(pace, epochs) for pace, epochs in paces if pace]
    if len(known) < len(paces):
        return None
    learning = sum(pace.once + epochs * pace.epoch for pace, epochs in known)
    return learning + max(pace.around for pace, _ in known)


def _with_views(spec: GraphSpec, views: int) -> GraphSpec:
    """The design, asking for as many views as the recipe does: the time hangs on them."""
    if views == views_of(spec):
        return spec
    return spec.model_copy(update={"recipe": {**spec.recipe, "views": views}})


def roughly(seconds: float) -> str:
    """In words; nobody plans with less than a minute."""
    return "under a minute" if seconds < _MINUTE else f"about {wording.duration(seconds)}"


def estimate(spec: GraphSpec, recipe: Recipe, pace_of: PaceOf) -> str:
    """How long a recipe takes on this computer, as a sentence."""
    took = whole(spec, recipe, pace_of)
    if took is None:
        return "How long that takes is known after the first epoch."
    most = "at most " if recipe.patience and took >= _MINUTE else ""
    said = f"{most}{roughly(took)}"
    if recipe.phases:
        return f"Perhaps {said} in all on this computer."
    pace = pace_of(_with_views(spec, recipe.views))
    if pace and pace.measured:
        return f"{said[0].upper()}{said[1:]}, as this computer did before."
    return f"Perhaps {said} in all on this computer ({pace}); the first epoch will tell."


def of_fitting(spec: GraphSpec, recipe: Recipe, pace_of: PaceOf) -> str:
    """The same where a head is fitted in one go; empty where nothing can be told."""
    pace = pace_of(_with_views(spec, recipe.views))
    if pace is None:
        return ""
    took = pace.around + pace.once + pace.epoch
    around = f"about {wording.brief(pace.around)} to start and to judge"
    return f"Perhaps {roughly(took)} in all on this computer: {pace}, and {around}."
