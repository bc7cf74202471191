"""From which opened network all layers start, and “Start from nothing instead”.

The choice is kept with the design's recipe. What a name means is told by ``runs.training.origins``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from builder.problems import in_a_row
from layers_catalog.errors import UserError
from runs.opened_record import record_of
from runs.training.origins import (
    START,
    WEIGHTS,
    came_from,
    file_of,
    name_of,
    shortened,
    start_of,
    without_start,
)
from runs.training.seen import of_unknown_past
from ui.frame import errors, session, wording

if TYPE_CHECKING:
    from builder.spec import GraphSpec

_START: Final = "recipe_start"
_ADVISED: Final = "recipe_start_of"
_FORGOTTEN: Final = "recipe_start_forgotten"


def fill(spec: GraphSpec, start: str) -> None:
    """Let the form show a start; it holds until the design names another.

    Args:
        spec: the design in hand.
        start: as a recipe names it; empty for none.
    """
    if (spec.name, start) != (_of_design(), st.session_state.get(_START)):
        st.session_state.pop(_FORGOTTEN, None)
    st.session_state[_START] = start
    st.session_state[_ADVISED] = (spec.name, start_of(spec))


def _of_design() -> str:
    """The design whose start the form shows."""
    name: str = st.session_state.get(_ADVISED, ("", ""))[0]
    return name


def chosen(spec: GraphSpec) -> str:
    """Tell from what the network starts, with the button that forgets it; returns the start."""
    if st.session_state.get(_ADVISED) != (spec.name, start_of(spec)):
        fill(spec, start_of(spec))
    start: str = st.session_state.get(_START, "")
    forgotten = st.session_state.get(_FORGOTTEN, "")
    if start:
        _told(spec, start)
        if st.button("Start from nothing instead", icon=":material/backspace:", key="forget_start"):
            _keep(spec, "", forgotten=start)
    elif forgotten:
        st.caption(f"Each layer starts as it is drawn: {_shown(forgotten)}, are forgotten.")
        if st.button("Start from them after all", icon=":material/undo:", key="recall_start"):
            _keep(spec, forgotten)
    return start


def doubt(spec: GraphSpec, start: str) -> None:
    """A word where nobody can say whether what the network starts from knows these photographs."""
    files = of_unknown_past(spec, start, session.workspace())
    if files:
        st.caption(
            f":material/info: What {wording.plain(in_a_row(files))} learned from is not "
            "known here.",
            help="Where it has seen lesions of this dataset, the results will be too good to be "
            "true. Of runs of this workspace it is known, and checked before the start.",
        )


def missing(start: str) -> str:
    """Why a training cannot start from there; "" where it can."""
    if not start or record_of(file_of(start, session.workspace())):
        return ""
    return "The network that all layers were to start from is not there (any more): see above."


def _told(spec: GraphSpec, start: str) -> None:
    """A sentence on the start, and on Backbones that have their weights from there, too."""
    if missing(start):
        came = came_from(spec)
        named = f" ({wording.plain(came)})" if came else ""
        st.warning(
            "The opened network that all layers were to start from is not in this workspace (any "
            f"more). Open its file{named} on the Design page again, which brings it back, or start "
            "from nothing.",
            icon=":material/warning:",
        )
        return
    home = session.workspace()
    name = name_of(start, home)
    also = [
        node.title or node.id
        for node in spec.nodes
        if name_of(str(node.params.get(WEIGHTS, "")), home) == name
    ]
    kept = (
        f" {wording.plain(', '.join(also))} would keep its weights of that file: they are named on "
        "the board."
        if also
        else ""
    )
    st.caption(
        f"All layers start from {_shown(start)}, where name and form are the same.",
        help=f"A layer that was changed or added starts as it is drawn.{kept}",
    )


def in_words(start: str) -> str:
    """What all layers start from: "the weights of model.keras, opened on 3 Nov 2026"."""
    told = record_of(file_of(start, session.workspace()))
    if told is None:
        return "the weights of an opened file that is not there any more"
    return f"the weights of {told.file or shortened(start)}, opened on {wording.day(told.when)}"


def _shown(start: str) -> str:
    return wording.plain(in_words(start))


def _keep(spec: GraphSpec, start: str, *, forgotten: str = "") -> None:
    """Write the start into the design's recipe on the shelf, and show it."""
    shelf = session.shelf()
    try:
        there = shelf.open(spec.name)
        changed = without_start(there.spec)
        if start:
            recipe = {**there.spec.recipe, START: start}
            changed = there.spec.model_copy(update={"recipe": recipe})
        shelf.save(changed, over=there.stamp)
    except UserError as refused:
        errors.tell(refused)
        return
    fill(changed, start)
    st.session_state[_FORGOTTEN] = forgotten
    st.rerun()
