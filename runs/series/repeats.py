"""Which repeat of a cross-validation a series is: its name says it, ``WHOLE-2of5``.

Each repeat is a series of its own, with folds by its own seed; together they are one thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from layers_catalog.errors import WrongCallError

if TYPE_CHECKING:
    from runs.training.recipe import Recipe

FEWEST, MOST = 1, 20
_REPEAT, _FOLD = ", repeat ", ", fold "
_LONGEST: Final = 160
"""Letters of a name that leave room for its end."""
LARGEST_SEED: Final = 2**31 - 1
SPREAD: Final = (
    "The spread tells how much the division and chance in training matter. It is no confidence "
    "interval over lesions: every repeat judges the same ones."
)
"""What must stand beside the spread over repeats."""


class Repeat(NamedTuple):
    """A series' place among its repeats; ``repeat`` counts from 1 to ``repeats``."""

    whole: str
    repeat: int
    repeats: int


def series_name(place: Repeat) -> str:
    """The name of a series; a cross-validation that is not repeated has the bare one."""
    if place.repeats == 1:
        return place.whole
    return f"{place.whole}-{place.repeat}of{place.repeats}"


def place_of(series: str) -> Repeat:
    """What the name of a series says."""
    whole, dash, place = series.partition("-")
    repeat, _, repeats = place.partition("of")
    return Repeat(whole, int(repeat), int(repeats)) if dash else Repeat(series, 1, 1)


def fold_name(called: str, place: Repeat, *, fold: int, folds: int) -> str:
    """What the run of a fold is called; ``shared_name`` takes the end away again."""
    repeat = f"{_REPEAT}{place.repeat} of {place.repeats}" if place.repeats > 1 else ""
    return f"{called[:_LONGEST]}{repeat}{_FOLD}{fold} of {folds}"


def shared_name(name: str) -> str:
    """What the folds of a cross-validation are called together."""
    return name.rpartition(_FOLD)[0].rpartition(_REPEAT)[0] or name.rpartition(_FOLD)[0]


def recipes(recipe: Recipe, repeats: int) -> list[Recipe]:
    """The recipe of each repeat: seeds count up from the recipe's own.

    Raises:
        WrongCallError: too few or too many repeats, or a seed too large to count up from.
    """
    if not FEWEST <= repeats <= MOST:
        raise WrongCallError(
            f"A cross-validation cannot be repeated {repeats} times.",
            f"Choose {FEWEST} to {MOST}.",
        )
    if recipe.seed + repeats - 1 > LARGEST_SEED:
        raise WrongCallError(
            f"Seed {recipe.seed} leaves no others for {repeats} repeats.",
            f"Choose one of at most {LARGEST_SEED - repeats + 1}.",
        )
    return [recipe.model_copy(update={"seed": recipe.seed + more}) for more in range(repeats)]
