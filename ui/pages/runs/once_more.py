"""A run trained once more: as it was, with a seed of one's own, or changed first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers_catalog.errors import UserError
from runs.drawings import drawing_of, on_the_shelf
from runs.training.again import earlier, train_again
from ui.frame import errors, session, wording
from ui.frame.navigation import Place, go
from ui.frame.session import Hand
from ui.frame.tending import tender
from ui.pages.design import desk
from ui.pages.train import recipe_form

if TYPE_CHECKING:
    from builder.spec import GraphSpec
    from runs.store.records import RunRecord

_LARGEST = 2**31 - 1


def form(run: RunRecord) -> None:
    """Asks for the seed, then puts the same training into the queue."""
    st.markdown(
        f"Run {run.id} once more: the same drawing, dataset and recipe. Another seed shows how "
        "much chance matters; the same seed gives the same network."
    )
    seed = st.number_input(
        "Seed", min_value=0, max_value=_LARGEST, value=min(run.seed + 1, _LARGEST), key="again_seed"
    )
    if seed == run.seed:
        st.caption("This is the seed of that run: the result will be the same.")
    if st.button("Start training", type="primary", icon=":material/play_arrow:", key="again_yes"):
        new = train_again(session.workspace(), run.id, seed=int(seed))
        tender().look()
        go(Place.TRAIN, run=str(new))


def take_in_hand(run_id: int) -> None:
    """Open Train with a run's drawing, dataset and recipe in hand, all of it to be changed.

    Raises:
        AgainError: its drawing is gone.
        NotSavedError: the drawing was changed since, and a copy of it cannot be saved.
    """
    told = earlier(session.workspace(), run_id)
    kept = _on_the_shelf(told.design)
    session.take(Hand.DESIGN, kept.name)
    if told.run.dataset in session.names(Hand.DATASET):
        session.take(Hand.DATASET, told.run.dataset)
    recipe_form.take_up(kept, told.recipe)
    go(Place.TRAIN)


def open_drawing(run_id: int) -> None:
    """Open Design with the exact drawing that a run was trained on."""
    try:
        before = desk.put_away()
        found = drawing_of(session.workspace(), run_id)
        session.forget_names()
        desk.take(found.name)
    except UserError as error:
        errors.tell(error)
        return
    told = [found.said] if found.said else []
    if before is not None and before.aside is not None:
        told.append(
            f"“{before.spec.name}” was changed in another window meanwhile: what you drew in this "
            f"one is version {before.aside} of its history."
        )
    for said in told:
        st.toast(wording.plain(said), duration="long")
    go(Place.DESIGN)


def _on_the_shelf(drawn: GraphSpec) -> GraphSpec:
    """The saved design with this drawing, as it is called now; a copy where there is none."""
    shelf = session.shelf()
    name = on_the_shelf(shelf, drawn)
    if name is not None:
        return shelf.load(name)
    kept = shelf.save_copy(drawn)
    session.forget_names()
    st.toast(f"The drawing of that run was saved as “{wording.plain(kept.name)}”.")
    return kept
