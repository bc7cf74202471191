"""The control with the lesion masked, of a run: what it came to, one under way, or a beginning.

It is made in a process of its own (``runs.control.job``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from layers_catalog.errors import UserError
from runs.control import job
from runs.control.records import read_control
from runs.control.sentences import in_words
from runs.results import MODEL
from runs.workspace import run_folder
from ui.frame import errors, session, wording
from ui.frame.errors import guarded

if TYPE_CHECKING:
    from runs.control.job import Job
    from runs.control.records import Control
    from runs.store.records import RunRecord


def show(run: RunRecord) -> None:
    """All of it; nothing where the run has no trained network."""
    if not (run_folder(session.workspace(), run.id) / MODEL).is_file():
        return
    st.markdown("**With the lesion painted over**", help=_WHY)
    found = read_control(session.workspace(), run.id)
    if found is not None:
        result(found)
    under_way = job.current(session.workspace(), run.id)
    if under_way is not None and under_way.running:
        _watch(under_way)
        return
    if under_way is not None:
        errors.tell(under_way.error)
        if st.button("Put away", key="control_put_away"):
            under_way.forget()
            st.rerun()
    _begin(run, again=found is not None)


def result(found: Control) -> None:
    """What it came to, in sentences; a warning where something beside the lesion tells."""
    first, second, *rest = (wording.plain(one) for one in in_words(found))
    if found.warns:
        st.warning(f"{first} {second}", icon=":material/warning:")
    else:
        st.markdown(f"{first} {second}")
    st.caption(" ".join(rest))


@st.fragment(run_every=1)
@guarded
def _watch(under_way: Job) -> None:
    """How far it is, once a second; the page is drawn anew when it has ended."""
    if not under_way.running:
        st.rerun()
    done, total, what, left = under_way.progress
    said = f"{what}: {done:,} of {total:,}" if total else "Loading the network"
    ahead = wording.time_left(left)
    with st.container(border=True, key="control_job"):
        st.progress(done / total if total else 0.0, text=f"{said}; {ahead}" if ahead else said)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("It goes on when you leave this page.")
            if st.button("Stop the control", type="tertiary", key="control_stop"):
                under_way.stop()
                st.rerun()


def _begin(run: RunRecord, *, again: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        path = st.text_input(
            "Outlines of the lesions (a folder or a zip; optional)",
            key="control_outlines",
            help="Pictures that are bright where the lesion is, called like their photographs. "
            "Without them lesions are found by their colour.",
            width=420,
        )
        label = "Make the control again" if again else "Make the control"
        if st.button(label, icon=":material/format_paint:", key="control_begin"):
            try:
                outlines = Path(path.strip()).expanduser() if path.strip() else None
                job.start(session.workspace(), run.id, outlines=outlines)
            except UserError as error:
                errors.tell(error)
                return
            st.rerun()


_WHY = (
    "The lesion is painted over in every photograph with the colours around it, and a new head is "
    "trained on what is left. With nothing of the lesion to see it should do no better than "
    "chance, an AUC of 0.5. If it does, something beside the lesion gives the class away."
)
