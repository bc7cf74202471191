"""The recipe in plain groups: effort first, class balance, and everything else folded.

Fields, ranges and help come from ``Recipe`` itself; what is done with it is left to Train.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.training.recipe import Optimiser, Precision, Recipe, RecipeError, Schedule
from ui.frame import errors
from ui.pages.train import effort_form, phases_form, start_form, times

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.spec import GraphSpec
    from runs.training.forecast import PaceOf
    from runs.training.learning_phases import LearningPhase

_IN_ONE_GO = (
    "The {head} at the end is fitted in one go, to what the layers before it make of each "
    "photograph: there are no epochs, and nothing learns step by step."
)
OPTIMISERS: Mapping[str, str] = {
    Optimiser.ADAM: "Adam",
    Optimiser.ADAMW: "AdamW",
    Optimiser.SGD: "SGD",
}
SCHEDULES: Mapping[str, str] = {
    Schedule.CONSTANT: "Constant",
    Schedule.COSINE: "Cosine",
}
PRECISIONS: Mapping[str, str] = {
    Precision.AUTOMATIC: "Automatic",
    Precision.FLOAT32: "32 bits throughout",
    Precision.BFLOAT16: "Learn in 16 bits",
}


def form(
    spec: GraphSpec,
    *,
    of: str,
    pace_of: PaceOf,
    fitted: str | None = None,
) -> Recipe | None:
    """Show the form; returns the recipe as it stands, ``None`` where what was written is no phases.

    Args:
        spec: the design, with the recipe fields that it recommends.
        of: the design's name: another design brings its own advice.
        pace_of: how long an epoch of a drawing should take, where that can be told.
        fitted: the type of the design's head, where it is fitted at once.

    Raises:
        RecipeError: the design's advice is out of range.
    """
    advised = Recipe.from_settings(spec.recipe)
    if st.session_state.get("recipe_of") != of or "recipe_epochs" not in st.session_state:
        st.session_state["recipe_of"] = of
        effort_form.fill(spec, advised)
    start = start_form.chosen(spec)
    phases: tuple[LearningPhase, ...] = ()
    wrong: RecipeError | None = None
    if fitted:
        time = times.of_fitting(spec, advised, pace_of)
        st.caption(f"{_IN_ONE_GO.format(head=fitted)} {time}".strip())
    else:
        effort_form.chosen(spec, advised, pace_of)
        try:
            phases = phases_form.chosen(spec)
        except RecipeError as error:
            errors.tell(error)
            wrong = error
    balanced = _toggle("class_weights")
    with st.expander("More settings", icon=":material/tune:"):
        more = {"seed": _whole("seed")} if fitted else _more(phased=bool(phases or wrong))
        flips = _toggle("flips_at_use")
    if wrong:
        return None
    chosen = {"class_weights": balanced, "flips_at_use": flips, "phases": phases, **more}
    chosen["start"] = start
    return Recipe(**{**advised.model_dump(), **chosen})


def take_up(spec: GraphSpec, recipe: Recipe) -> None:
    """Let the form show this recipe, not what the design advises, when it is opened next.

    Args:
        spec: the design that will be in hand.
        recipe: of an earlier run.
    """
    st.session_state["recipe_of"] = spec.name
    effort_form.fill(spec, recipe)


def _more(*, phased: bool) -> dict[str, Any]:
    """Numbers side by side, choices below them: their words need the width.

    Where there are phases, each has epochs and a learning rate of its own.
    """
    left, right = st.columns(2)
    numbers: dict[str, Any] = {}
    with left:
        if not phased:
            numbers["epochs"] = _whole("epochs")
            numbers["learning_rate"] = _number("learning_rate", least=1e-7, most=10.0, step=1e-4)
        numbers |= {
            "warmup": _number("warmup", least=0.0, most=0.5, step=0.05),
            "seed": _whole("seed"),
        }
    with right:
        numbers |= {
            "batch_size": _whole("batch_size"),
            "patience": _whole("patience"),
            "views": _whole("views"),
        }
    choices = {
        "optimiser": _choice("optimiser", OPTIMISERS),
        "schedule": _choice("schedule", SCHEDULES),
        "precision": _choice("precision", PRECISIONS),
    }
    return {**numbers, **choices}


def _number(field: str, *, least: float, most: float, step: float) -> float:
    """A number that need not be whole."""
    return st.number_input(
        _title(field),
        min_value=least,
        max_value=most,
        step=step,
        format="%g",
        key=f"recipe_{field}",
        persist_state="session",
        help=_help(field),
    )


def _toggle(field: str) -> bool:
    """Yes or no."""
    return st.toggle(
        _title(field), key=f"recipe_{field}", persist_state="session", help=_help(field)
    )


def _choice(field: str, names: Mapping[str, str]) -> str:
    """One of a few, by the names that people know."""
    return st.selectbox(
        _title(field),
        list(names),
        format_func=lambda choice: names[choice],
        key=f"recipe_{field}",
        persist_state="session",
        help=_help(field),
    )


def _whole(field: str) -> int:
    """A whole number of the recipe."""
    schema = Recipe.model_json_schema()["properties"][field]
    return st.number_input(
        _title(field),
        min_value=int(schema["minimum"]),
        max_value=int(schema["maximum"]),
        step=1,
        key=f"recipe_{field}",
        persist_state="session",
        help=_help(field),
    )


def _title(field: str) -> str:
    return Recipe.model_fields[field].title or field


def _help(field: str) -> str:
    return " ".join((Recipe.model_fields[field].description or "").split())
