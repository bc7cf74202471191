"""How long a recipe should take on this computer, in words.

How long it is, is told by ``runs.training.forecast``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.inference import infer
from runs.training import forecast
from runs.training.expected import as_asked
from ui.frame import session, wording
from ui.pages.train import pace as paces
from ui.pages.train.pace import in_words

if TYPE_CHECKING:
    from builder.spec import GraphSpec
    from runs.training.forecast import PaceOf
    from runs.training.recipe import Recipe
    from ui.pages.train.folds_form import Judged

_MINUTE = 60


def estimate(spec: GraphSpec, recipe: Recipe, pace_of: PaceOf) -> str:
    """How long a recipe takes on this computer, as a sentence."""
    took = forecast.whole(spec, recipe, pace_of)
    if took is None:
        return "How long that takes is known after the first epoch."
    most = "at most " if recipe.patience and took >= _MINUTE else ""
    said = f"{most}{wording.roughly(took)}"
    if recipe.phases:
        return f"Perhaps {said} in all on this computer."
    pace = pace_of(as_asked(spec, recipe))
    if pace and pace.measured:
        return f"{said[0].upper()}{said[1:]}, as this computer did before."
    told = in_words(pace) if pace else ""
    return f"Perhaps {said} in all on this computer ({told}); the first epoch will tell."


def of_folds(spec: GraphSpec, recipe: Recipe, judged: Judged, dataset: str) -> str:
    """How long a cross-validation takes on this computer, as a sentence."""
    counts, facts = paces.counts(dataset), session.facts()

    def with_counts(images: dict[str, int]) -> PaceOf:
        return lambda drawn: paces.with_counts(drawn, infer(drawn, facts), images)

    took = forecast.of_folds(
        spec,
        recipe,
        judged.folds,
        all_of=with_counts(forecast.for_looking(counts)),
        one_of=with_counts(forecast.in_a_fold(counts, judged.folds)),
        repeats=judged.repeats,
    )
    return wording.expected(took, folds=judged.folds * judged.repeats)


def of_fitting(spec: GraphSpec, recipe: Recipe, pace_of: PaceOf) -> str:
    """The same where a head is fitted in one go; empty where nothing can be told."""
    pace = pace_of(as_asked(spec, recipe))
    if pace is None:
        return ""
    took = pace.around + pace.once + pace.epoch
    around = f"about {wording.brief(pace.around)} to start and to judge"
    return (
        f"Perhaps {wording.roughly(took)} in all on this computer: {in_words(pace)}, and {around}."
    )
