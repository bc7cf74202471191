"""What of a pretrained network learns, and when: a choice of a few ways, or one's own words.

Shown where a Backbone is drawn and learns step by step; everything else of the recipe is left to
``recipe_form``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers_catalog.architectures import ArchitectureName, blocks
from runs.training.learning_phases import EXAMPLE, NETWORK, in_words, pretrained
from runs.training.recipe import Recipe
from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from builder.spec import GraphSpec
    from runs.training.learning_phases import LearningPhase
    from ui.pages.train.pace import Pace

_KEY, _OWN_KEY = "recipe_ways", "recipe_own_phases"
AS_DRAWN, OWN = "As drawn", "Own phases"
_USUAL = ArchitectureName.EFFICIENTNET_LITE0  # of a Backbone that does not say
_HEAD = "head, 3 epochs, 0.001"
_ALL = "all, 8 epochs, 0.0001"
_THIRD = 3
"""Usually the last third of the blocks is enough: the first see edges and colours."""


def ways(spec: GraphSpec) -> dict[str, str]:
    """The phases that are offered, by what they are called; empty text is none.

    Args:
        spec: a drawing with a pretrained network.
    """
    each = [len(blocks(name)) for name in _architectures(spec)]
    last = f"last {max(2, min(each, default=_THIRD) // _THIRD)} blocks, 8 epochs, 0.0004"
    return {
        AS_DRAWN: "",
        "Head, then last blocks": f"{_HEAD}; {last}",
        "Head, then everything": f"{_HEAD}; {_ALL}",
        "Head, last blocks, everything": f"{_HEAD}; {last}; {_ALL}",
    }


def _architectures(spec: GraphSpec) -> list[ArchitectureName]:
    """Those that are known; what is wrong in a drawing is told elsewhere."""
    told = [node.params.get("architecture") for node in spec.nodes if node.type == NETWORK]
    return [name for name in ArchitectureName if name in told or (None in told and name == _USUAL)]


def chosen(
    spec: GraphSpec, advised: Sequence[LearningPhase], *, of: str, fitted: bool
) -> tuple[LearningPhase, ...]:
    """Show the choice; returns the phases, none where all goes on as it is drawn.

    Args:
        spec: the drawing.
        advised: what the design recommends.
        of: the design's name: another design brings its own advice.
        fitted: whether the design's head is fitted at once, so that there are no phases.

    Raises:
        RecipeError: what was written is no phases.
    """
    if fitted or not pretrained(spec):
        return ()
    offered, words = ways(spec), in_words(tuple(advised))
    if st.session_state.get("recipe_ways_of") != of or _KEY not in st.session_state:
        st.session_state["recipe_ways_of"] = of
        known = {text: name for name, text in offered.items()}
        st.session_state[_KEY] = known.get(words, OWN)
        st.session_state[_OWN_KEY] = words or offered["Head, then last blocks"]
    way = st.selectbox(
        "What learns",
        [*offered, OWN],
        key=_KEY,
        persist_state="session",
        help=" ".join((Recipe.model_fields["phases"].description or "").split()),
    )
    if way != OWN:
        return _read(offered[way])
    return _read(
        st.text_input(
            "Phases",
            key=_OWN_KEY,
            persist_state="session",
            placeholder=EXAMPLE,
            help="One phase after the other, parted by “;”. Each says what learns (“head”, "
            "“last 5 blocks” or “all”), how many epochs, and the learning rate.",
        )
    )


def _read(text: str) -> tuple[LearningPhase, ...]:
    return Recipe.from_settings(overrides={"phases": text}).phases


def told(
    phases: Sequence[LearningPhase], spec: GraphSpec, pace: Callable[[GraphSpec], Pace | None]
) -> str:
    """What the phases are and how long they should take, in sentences.

    Args:
        phases: at least one.
        spec: the drawing.
        pace: how long an epoch of a drawing should take, where that can be told.
    """
    each = (
        f"{phase.learns} for {wording.plural(phase.epochs, 'epoch')}, learning rate "
        f"{phase.learning_rate:g}"
        for phase in phases
    )
    said = f"First {'; then '.join(each)}."
    paces = [(phase, pace(phase.drawn(spec))) for phase in phases]
    known = [(phase, one) for phase, one in paces if one]
    if len(known) < len(paces):
        return f"{said} How long that takes is known after the first epoch."
    learning = sum(one.once + phase.epochs * one.epoch for phase, one in known)
    whole = learning + max(one.around for _, one in known)
    return f"{said} Perhaps about {wording.duration(whole)} in all on this computer."
