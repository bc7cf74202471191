"""The effort: a few recipes by name, each with how long it should take on this computer.

What an effort means is told by ``runs.training.efforts``; the fields that it fills are left to
``recipe_form`` and ``phases_form``, which may be changed by hand afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from runs.training import forecast
from runs.training.efforts import Effort, knows_something, recipe_of
from runs.training.recipe import Recipe, RecipeError
from ui.frame import wording
from ui.pages.train import phases_form, start_form, times

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.spec import GraphSpec
    from runs.training.forecast import PaceOf

_KEY: Final = "recipe_effort"
ADVISED, OWN = "As advised", "Own"
_NAMES: Final[Mapping[str, Effort]] = {
    "Quick": Effort.QUICK,
    "Thorough": Effort.THOROUGH,
    "Best": Effort.BEST,
}
_WHOSE: Final = {OWN: "As you have set it", ADVISED: "What the design recommends"}
_FOUR = (
    "The trained model looks at each photograph four times, so using it takes four times as long."
)
_SAYS_OF_PRETRAINED: Final[Mapping[str, str]] = {
    "Quick": "A first look: what the pretrained network knows stays as it is.",
    "Thorough": f"The last third of the pretrained network learns, too. {_FOUR}",
    "Best": f"All of the pretrained network learns, in small steps. {_FOUR}",
}
_BESIDE: Final = {"seed", "class_weights", "batch_size", "precision", "start"}
"""Fields that are no matter of effort."""
_OF_EACH_PHASE: Final = {"epochs", "learning_rate"}


def fill(spec: GraphSpec, recipe: Recipe) -> None:
    """Let every field of the form show a recipe."""
    for field, value in recipe.model_dump(exclude={"phases", "start"}).items():
        st.session_state[f"recipe_{field}"] = value
    start_form.fill(spec, recipe.start)
    phases_form.fill(spec, recipe.phases)


def chosen(spec: GraphSpec, advised: Recipe, pace_of: PaceOf) -> None:
    """Show the choice, which fills the fields, and what the one that they show means.

    Args:
        spec: the drawing.
        advised: what it recommends.
        pace_of: how long an epoch of a drawing should take.
    """
    offered = {ADVISED: advised}
    offered |= {name: recipe_of(effort, spec, advised) for name, effort in _NAMES.items()}
    shown = _shown(spec, advised)
    name = OWN if shown is None else _name(shown, offered)
    st.session_state[_KEY] = name
    st.segmented_control(
        "Effort",
        [*offered, OWN] if name == OWN else list(offered),
        key=_KEY,
        required=True,
        wrap=True,
        persist_state="session",
        on_change=_fill_chosen,
        args=(spec, offered),
        help="How much of the network learns, and how often training looks at every image. More "
        "takes longer.",
    )
    each = _times(spec, {one: offered[one] for one in _NAMES}, pace_of)
    if shown is not None:
        told_below = name in _NAMES and each
        time = "" if told_below else times.estimate(spec, shown, pace_of)
        st.caption(f"{_says(name, shown, spec)} {time}".strip())
    if each:
        st.caption(each)


def _shown(spec: GraphSpec, advised: Recipe) -> Recipe | None:
    """The recipe that the fields show; ``None`` where one of them makes no sense."""
    fields = Recipe.model_fields.keys() - {"phases"}
    told = {field: st.session_state.get(f"recipe_{field}") for field in fields}
    known = {field: value for field, value in told.items() if value is not None}
    try:
        phases = phases_form.shown(spec)
        return Recipe.model_validate({**advised.model_dump(), **known, "phases": phases})
    except (RecipeError, ValueError):
        return None


def _name(shown: Recipe, offered: Mapping[str, Recipe]) -> str:
    """By which name the fields show a recipe."""
    for name, recipe in offered.items():
        if _told(recipe) == _told(shown):
            return name
    return OWN


def _told(recipe: Recipe) -> dict[str, Any]:
    """What of a recipe is a matter of effort."""
    beside = _BESIDE | _OF_EACH_PHASE if recipe.phases else _BESIDE
    return recipe.model_dump(exclude=beside)


def _fill_chosen(spec: GraphSpec, offered: Mapping[str, Recipe]) -> None:
    recipe = offered.get(st.session_state[_KEY])
    if recipe is None:
        return
    keeps = {
        field: st.session_state[f"recipe_{field}"]
        for field in _BESIDE
        if f"recipe_{field}" in st.session_state
    }
    fill(spec, recipe.model_copy(update=keeps))


def _says(name: str, shown: Recipe, spec: GraphSpec) -> str:
    """What an effort means."""
    if name in _NAMES and knows_something(spec):
        return _SAYS_OF_PRETRAINED[name]
    who = _WHOSE.get(name, "")
    if shown.phases:
        return f"{who}."
    times_through = f"{wording.plural(shown.epochs, 'time')} through the images"
    if shown.patience:
        times_through = f"up to {times_through}, fewer when nothing improves for {shown.patience}"
    said = f"{who}: {times_through}." if who else f"{times_through}."
    return f"{said[0].upper()}{said[1:]}"


def _times(spec: GraphSpec, offered: Mapping[str, Recipe], pace_of: PaceOf) -> str:
    """How long each should take here, as a sentence; empty where that cannot be told."""
    whole = {name: forecast.whole(spec, recipe, pace_of) for name, recipe in offered.items()}
    known = [f"{name} {wording.roughly(took)}" for name, took in whole.items() if took is not None]
    return f"Perhaps on this computer: {', '.join(known)}." if known else ""
