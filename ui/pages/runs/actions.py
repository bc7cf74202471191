"""What can be done with the ticked runs: open, train once more, note something, throw away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.frame import session, wording
from ui.frame.errors import guarded
from ui.frame.navigation import Place, go
from ui.pages.runs import many, once_more

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord


def show(ticked: Sequence[int], *, hidden: int) -> None:
    """A row of buttons.

    Args:
        ticked: numbers of the runs.
        hidden: how many of them the table does not show now.
    """
    if not ticked:
        st.caption("Tick a run to open its results; tick two or more to compare them.")
        return
    runs = session.store().list(among=ticked)
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(runs) == 1:
            _with_one(runs[0])
        _star(runs)
        _tags(runs)
        if len(runs) == 1:
            _note(runs[0])
        over = [run.id for run in runs if run.state.finished]
        if over and st.button("Into the bin", type="tertiary", icon=":material/delete:", key="bin"):
            session.store().throw_away(*over)
            many.anew()
            st.rerun()
        if len(runs) > 1:
            said = f"{len(runs)} ticked" + (f", {hidden} not in this list" if hidden else "")
            st.caption(said, width="content")
            st.button("Untick all", type="tertiary", key="untick", on_click=_untick)


def _untick() -> None:
    st.session_state["runs_ticked"] = []
    many.anew()


def _with_one(run: RunRecord) -> None:
    if st.button("Open results", type="primary", icon=":material/query_stats:", key="open"):
        go(Place.RESULTS, run=str(run.id))
    if not run.state.finished and st.button("Watch it train", key="watch"):
        go(Place.TRAIN, run=str(run.id))
    if st.button("Open its drawing", icon=":material/account_tree:", key="drawing"):
        once_more.open_drawing(run.id)
    if st.button("Change and train again", icon=":material/edit:", key="change"):
        once_more.take_in_hand(run.id)
    if run.series is None and st.button("Run again", icon=":material/replay:", key="again"):
        _again(run)


@st.dialog("Run again")
@guarded  # what is clicked in a dialog runs it alone, without the page around it
def _again(run: RunRecord) -> None:
    once_more.form(run)


def _star(runs: Sequence[RunRecord]) -> None:
    starred = all(run.starred for run in runs)
    label, icon = ("Take the star away", "star_off") if starred else ("Star", "star")
    if st.button(label, icon=f":material/{icon}:", key="star"):
        session.store().star(*(run.id for run in runs), starred=not starred)
        st.rerun()


def _tags(runs: Sequence[RunRecord]) -> None:
    numbers = [run.id for run in runs]
    with (
        st.popover("Tags", icon=":material/label:"),
        st.form("tags", border=False, clear_on_submit=True),
    ):
        new = st.multiselect(
            "Give these tags",
            session.store().facets().tags,
            format_func=wording.plain,
            accept_new_options=True,
            placeholder="Choose, or type a new one",
            key="tags_new",
        )
        there = sorted({tag for run in runs for tag in run.tags})
        old = st.multiselect(
            "Take these away", there, format_func=wording.plain, key="tags_old", disabled=not there
        )
        done = st.form_submit_button("Done", type="primary")
    if done:
        session.store().tag(*numbers, add=new, remove=old)
        st.rerun()


def _note(run: RunRecord) -> None:
    with st.popover("Note", icon=":material/edit_note:"), st.form(f"note_{run.id}", border=False):
        text = st.text_area("Note", value=run.note, key=f"note_text_{run.id}", width=420)
        done = st.form_submit_button("Keep", type="primary")
    if done:
        session.store().write_note(run.id, text)
        st.rerun()
