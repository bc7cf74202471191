"""Does it look at the lesion at all? The control with the lesion painted over, of a run.

What it came to, one under way, or a beginning; made in a process of its own (``runs.control.job``).
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
from ui.frame import errors, job_panel, session, wording
from ui.pages.runs import trained

if TYPE_CHECKING:
    from runs.control.records import Control
    from runs.store.records import RunRecord

ASKED = "Does it look at the lesion at all?"


def show(run: RunRecord) -> None:
    """All of it; nothing where the run has no trained network."""
    if not (run_folder(session.workspace(), run.id) / MODEL).is_file():
        return
    found = read_control(session.workspace(), run.id)
    under_way = job.current(session.workspace(), run.id)
    with st.expander(_label(found), icon=":material/format_paint:", expanded=bool(under_way)):
        if found is None:
            st.markdown(_WHY)
        else:
            result(found)
        if not job_panel.show(under_way, key="control", stop="Stop the control"):
            _begin(run, again=found is not None)


def _label(found: Control | None) -> str:
    """The question, and the answer in short."""
    if found is None:
        return f"{ASKED} Not tried yet"
    return f"{ASKED} With the lesions painted over: AUC {area(found)}"


def area(found: Control) -> str:
    """The AUC that it came to, with its interval."""
    return wording.auc({"auc": found.auc, "auc_low": found.low, "auc_high": found.high})


def result(found: Control) -> None:
    """What it came to, in sentences; a warning where something beside the lesion tells."""
    first, second, *rest = (wording.plain(one) for one in in_words(found))
    if found.warns:
        st.warning(f"{first} {second}", icon=":material/warning:")
    else:
        st.markdown(f"{first} {second}", help=_WHY)
    st.caption(" ".join(rest))


def _begin(run: RunRecord, *, again: bool) -> None:
    if trained.dataset(run) is None:
        st.caption("It cannot be made: its photographs were deleted or changed since.")
        return
    st.caption("It takes some minutes. Nothing of the run changes; its test set stays closed.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        path = _outlines(run) if session.on_this_computer() else ""
        label = "Make the control again" if again else "Make the control"
        if st.button(label, icon=":material/format_paint:", key="control_begin"):
            try:
                outlines = Path(path.strip()).expanduser() if path.strip() else None
                job.start(session.workspace(), run.id, outlines=outlines)
            except UserError as error:
                errors.tell(error)
                return
            st.rerun()


def _outlines(run: RunRecord) -> str:
    """Where they lie on this computer, as it was typed."""
    return st.text_input(
        "Outlines of the lesions (a folder or a zip; optional)",
        key=f"control_outlines_{run.id}",
        help="Pictures that are bright where the lesion is, called like their photographs. "
        "Without them lesions are found by their colour.",
        width=420,
        persist_state="page",
    )


_WHY = (
    "The lesion is painted over in every photograph with the colours around it, and a new head is "
    "trained on what is left. With nothing of the lesion to see it should do no better than "
    "chance, an AUC of 0.5. If it does, something beside the lesion gives the class away."
)
