"""The recipe in plain groups: effort first, class balance, and everything else folded.

Fields, ranges and help come from ``Recipe`` itself; what is done with it is left to Train.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.training.expected import views_of
from runs.training.recipe import Optimiser, Precision, Recipe, Schedule
from ui.frame import wording
from ui.pages.train import phases_form
from ui.pages.train.efforts import PLANS, Effort

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from builder.spec import GraphSpec
    from ui.pages.train.pace import Pace


_MINUTE = 60
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
}


def form(
    spec: GraphSpec,
    *,
    of: str,
    pace_of: Callable[[GraphSpec], Pace | None],
    fitted: str | None = None,
) -> Recipe:
    """Show the form; returns the recipe as it stands.

    Args:
        spec: the design, with the recipe fields that it recommends.
        of: the design's name: another design brings its own advice.
        pace_of: how long an epoch of a drawing should take, where that can be told.
        fitted: the type of the design's head, where it is fitted at once.

    Raises:
        RecipeError: the design's advice is out of range, or what was written is no phases.
    """
    advised = Recipe.from_settings(spec.recipe)
    if st.session_state.get("recipe_of") != of or "recipe_epochs" not in st.session_state:
        st.session_state["recipe_of"] = of
        _fill(advised)
        st.session_state["recipe_effort"] = Effort.ADVISED
    looked_at = _with_views(spec)
    pace = pace_of(looked_at)
    phases = phases_form.chosen(spec, advised.phases, of=of, fitted=bool(fitted))
    if phases:
        st.caption(phases_form.told(phases, looked_at, pace_of))
    elif fitted:
        st.caption(f"{_IN_ONE_GO.format(head=fitted)} {_fitting_time(pace)}".strip())
    else:
        _effort(advised, pace)
    balanced = _toggle("class_weights")
    with st.expander("More settings", icon=":material/tune:"):
        more = {"seed": _whole("seed")} if fitted else _more(advised, phased=bool(phases))
        flips = _toggle("flips_at_use")
    chosen = {"class_weights": balanced, "flips_at_use": flips, "phases": phases, **more}
    return Recipe(**{**advised.model_dump(), **chosen})


def _with_views(spec: GraphSpec) -> GraphSpec:
    """The design, asking for as many views as the form does: the time hangs on them."""
    views = st.session_state.get("recipe_views", views_of(spec))
    if views == views_of(spec):
        return spec
    return spec.model_copy(update={"recipe": {**spec.recipe, "views": views}})


def _fill(recipe: Recipe) -> None:
    for field, value in recipe.model_dump().items():
        st.session_state[f"recipe_{field}"] = value


def _effort(advised: Recipe, pace: Pace | None) -> None:
    own = st.session_state["recipe_effort"] == Effort.OWN
    chosen = st.segmented_control(
        "Effort",
        [effort for effort in Effort if own or effort is not Effort.OWN],
        key="recipe_effort",
        required=True,
        wrap=True,
        persist_state="session",
        on_change=_apply_effort,
        args=(advised,),
        help="How often training looks at every image. More takes longer.",
    )
    epochs = st.session_state["recipe_epochs"]
    st.caption(f"{_says(chosen, epochs)} {_estimate(epochs, pace)}")


def _says(effort: Effort | None, epochs: int) -> str:
    """What an effort means."""
    if effort in PLANS:
        return PLANS[effort].says
    who = "As set under “More settings”" if effort is Effort.OWN else "What the design recommends"
    return f"{who}: {wording.plural(epochs, 'time')} through."


def _estimate(epochs: int, pace: Pace | None) -> str:
    """How long that takes on this computer."""
    if pace is None:
        return "How long that takes is known after the first epoch."
    whole = _whole_time(pace, epochs)
    if pace.measured:
        return f"At most {whole}, as this computer did before."
    return f"Perhaps {whole} in all on this computer ({pace}); the first epoch will tell."


def _fitting_time(pace: Pace | None) -> str:
    if pace is None:
        return ""
    around = f"about {wording.brief(pace.around)} to start and to judge"
    return f"Perhaps {_whole_time(pace, 1)} in all on this computer: {pace}, and {around}."


def _whole_time(pace: Pace, epochs: int) -> str:
    """From the start to the judgement, in words; nobody plans with less than a minute."""
    seconds = pace.around + pace.once + epochs * pace.epoch
    return "under a minute" if seconds < _MINUTE else f"about {wording.duration(seconds)}"


def _apply_effort(advised: Recipe) -> None:
    plan = PLANS.get(st.session_state["recipe_effort"])
    st.session_state["recipe_epochs"] = plan.epochs if plan else advised.epochs
    st.session_state["recipe_patience"] = plan.patience if plan else advised.patience


def _own_effort(advised: Recipe) -> None:
    """Epochs or patience were set by hand: the effort that they mean, if any."""
    set_by_hand = st.session_state["recipe_epochs"], st.session_state["recipe_patience"]
    meant = {(plan.epochs, plan.patience): effort for effort, plan in PLANS.items()}
    meant[advised.epochs, advised.patience] = Effort.ADVISED
    st.session_state["recipe_effort"] = meant.get(set_by_hand, Effort.OWN)


def _more(advised: Recipe, *, phased: bool) -> dict[str, Any]:
    """Numbers side by side, choices below them: their words need the width.

    Where there are phases, each has epochs and a learning rate of its own.
    """
    left, right = st.columns(2)
    numbers: dict[str, Any] = {}
    with left:
        if not phased:
            numbers["epochs"] = _whole("epochs", of=advised)
            numbers["learning_rate"] = _number("learning_rate", least=1e-7, most=10.0, step=1e-4)
        numbers |= {
            "warmup": _number("warmup", least=0.0, most=0.5, step=0.05),
            "seed": _whole("seed"),
        }
    with right:
        numbers |= {
            "batch_size": _whole("batch_size"),
            "patience": _whole("patience", of=advised),
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


def _whole(field: str, *, of: Recipe | None = None) -> int:
    """A whole number of the recipe; where it is part of the effort, ``of`` the design's advice."""
    schema = Recipe.model_json_schema()["properties"][field]
    return st.number_input(
        _title(field),
        min_value=int(schema["minimum"]),
        max_value=int(schema["maximum"]),
        step=1,
        key=f"recipe_{field}",
        persist_state="session",
        help=_help(field),
        on_change=_own_effort if of else None,
        args=(of,) if of else None,
    )


def _title(field: str) -> str:
    return Recipe.model_fields[field].title or field


def _help(field: str) -> str:
    return " ".join((Recipe.model_fields[field].description or "").split())
