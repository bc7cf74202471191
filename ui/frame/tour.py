"""Five steps on the demo lesions for whoever comes first; ended with one click, for good.

Each step stands on the page it speaks of; what is done there is left to the page.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ui.frame import preferences, session
from ui.frame.navigation import Place, go

_KEY = "tour"
_ENDED = "ended"


@dataclass(frozen=True)
class Step:
    """One stop: where, and what to see and do there."""

    place: Place
    title: str
    text: str


STEPS = (
    Step(
        Place.START,
        "Photographs to try with",
        "Press **Try with demo lesions**: the program draws 600 lesions, so that you can try "
        "everything before your own photographs are at hand. They are drawings, not patients.",
    ),
    Step(
        Place.DATA,
        "See what you train on",
        "How many images and lesions each class has, and how they are divided. Views of one lesion "
        "always stay on one side, so that the result cannot be flattered by repeats.",
    ),
    Step(
        Place.DESIGN,
        "Draw the network",
        "Open a template, for example **EfficientNet-Lite0, frozen**. Click a layer to see what it "
        "does, drag another in from the left. Problems are told at the layer, in words.",
    ),
    Step(
        Place.TRAIN,
        "Let it learn",
        "Press **Start training** and watch the validation AUC. You may leave the page, or close "
        "the browser: training goes on by itself.",
    ),
    Step(
        Place.RESULTS,
        "Judge it",
        "Every number has its interval. The test set stays closed until you open it on purpose, "
        "and each opening is counted. From here you take the model and its code with you.",
    ),
)


def step() -> int | None:
    """The step that is on, from 0; None when the tour is not on."""
    on = preferences.read(session.workspace()).get(_KEY)
    return on if isinstance(on, int) and 0 <= on < len(STEPS) else None


def offered() -> bool:
    """Whether the tour was neither begun nor ended in this workspace."""
    return _KEY not in preferences.read(session.workspace())


def begin() -> None:
    """Start with the first step."""
    preferences.remember(session.workspace(), **{_KEY: 0})


def end() -> None:
    """End the tour, or turn down the offer."""
    preferences.remember(session.workspace(), **{_KEY: _ENDED})


def show(place: str) -> None:
    """The step that is on, at the top of the page it belongs to; a way there from the others."""
    at = step()
    if at is None:
        return
    here = STEPS[at].place == place
    with (
        st.container(border=True, key="tour"),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        said = (
            STEPS[at].text if here else f"The tour goes on on the page {STEPS[at].place.title()}."
        )
        st.markdown(f"**Tour, {at + 1} of {len(STEPS)}: {STEPS[at].title}.** {said}")
        _buttons(at, here=here)


def _buttons(at: int, *, here: bool) -> None:
    last = at == len(STEPS) - 1
    if not here:
        if st.button("Go there", type="primary", key="tour_there"):
            go(STEPS[at].place)
    elif st.button("Done" if last else "Next step", type="primary", key="tour_next"):
        if last:
            end()
            st.rerun()
        preferences.remember(session.workspace(), **{_KEY: at + 1})
        go(STEPS[at + 1].place)
    if not (here and last) and st.button("End tour", type="tertiary", key="tour_end"):
        end()
        st.rerun()
