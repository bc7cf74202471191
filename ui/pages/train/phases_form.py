"""What of a pretrained network learns, and when: a choice of a few ways, or one's own words.

Shown where a Backbone is drawn and learns step by step; everything else of the recipe is left to
``recipe_form``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runs.training.efforts import ALL, ALONE, HEAD, last_blocks
from runs.training.learning_phases import EXAMPLE, in_words, pretrained
from runs.training.recipe import Recipe
from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.spec import GraphSpec
    from runs.training.learning_phases import LearningPhase

_KEY, _OWN_KEY = "recipe_ways", "recipe_own_phases"
AS_DRAWN, OWN = "As drawn", "Own phases"
_NAMES = {"all": "everything"}


def ways(spec: GraphSpec) -> dict[str, str]:
    """The phases that are offered, by what they are called; empty text is none.

    Args:
        spec: a drawing with a pretrained network.
    """
    last = last_blocks(spec)
    return {
        AS_DRAWN: "",
        "Head": ALONE,
        "Last blocks": last,
        "Head, then last blocks": f"{HEAD}; {last}",
        "Head, then everything": f"{HEAD}; {ALL}",
        "Head, last blocks, everything": f"{HEAD}; {last}; {ALL}",
    }


def fill(spec: GraphSpec, phases: Sequence[LearningPhase]) -> None:
    """Let the form show some phases."""
    offered, words = ways(spec), in_words(tuple(phases))
    known = {text: name for name, text in offered.items()}
    st.session_state[_KEY] = known.get(words, OWN)
    st.session_state[_OWN_KEY] = words or offered["Head, then last blocks"]


def shown(spec: GraphSpec) -> tuple[LearningPhase, ...]:
    """The phases that the form shows; none where all goes on as it is drawn.

    Raises:
        RecipeError: what was written is no phases.
    """
    if not pretrained(spec):
        return ()
    way = st.session_state.get(_KEY, AS_DRAWN)
    return _read(st.session_state.get(_OWN_KEY, "") if way == OWN else ways(spec).get(way, ""))


def chosen(spec: GraphSpec) -> tuple[LearningPhase, ...]:
    """Show the choice, which is filled in already; returns the phases.

    Args:
        spec: the drawing; where it has no pretrained network there is nothing to choose.

    Raises:
        RecipeError: what was written is no phases.
    """
    if not pretrained(spec):
        return ()
    way = st.selectbox(
        "What learns",
        [*ways(spec), OWN],
        key=_KEY,
        persist_state="session",
        help=" ".join((Recipe.model_fields["phases"].description or "").split()),
    )
    if way == OWN:
        st.text_input(
            "Phases",
            key=_OWN_KEY,
            persist_state="session",
            placeholder=EXAMPLE,
            help="One phase after the other, parted by “;”. Each says what learns (“head”, "
            "“last 5 blocks” or “all”), how many epochs, and the learning rate.",
        )
    phases = shown(spec)
    if phases:
        st.caption(_told(phases))
    return phases


def _read(text: str) -> tuple[LearningPhase, ...]:
    return Recipe.from_settings(overrides={"phases": text}).phases


def _told(phases: Sequence[LearningPhase]) -> str:
    """What the phases are, as a sentence."""
    each = [
        f"{_NAMES.get(phase.learns, f'the {phase.learns}')} for "
        f"{wording.plural(phase.epochs, 'epoch')}, learning rate {phase.learning_rate:g}"
        for phase in phases
    ]
    if len(each) > 1:
        return f"First {'; then '.join(each)}."
    return f"{each[0][0].upper()}{each[0][1:]}."
