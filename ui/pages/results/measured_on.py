"""Which images the numbers are of: validation, or the test set, which opens on purpose only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from runs import results
from runs.series import results as series
from runs.series.paths import FOLDS
from ui.frame import addressed, session, wording
from ui.pages.runs import trained

if TYPE_CHECKING:
    from runs.store.records import RunRecord


ALL_FOLDS: Final = "Held out by all folds"
_KEY: Final = "results_split"
_ON: Final = "on"


def chosen(run: RunRecord) -> str:
    """The split: "validation", or "test", which of a fold is what it held out, or ``FOLDS``.

    That one also stands in the address.
    """
    opened = f"Test set, opened {_times(run.test_opened)}" if run.test_opened else "Test set"
    opened = "Held out by this fold" if run.series else opened
    names = {"validation": f"Validation ({wording.OPTIMISTIC})", "test": opened}
    if series.pooled(session.workspace(), run):
        names |= {FOLDS: ALL_FOLDS}
    addressed.begin(_ON, _KEY, {"": "validation", FOLDS: FOLDS})
    if st.session_state.get(_KEY) not in names:
        st.session_state[_KEY] = "validation"
    split = st.segmented_control(
        "Measured on",
        list(names),
        format_func=lambda split: names[split],
        required=True,
        key=_KEY,
        label_visibility="collapsed",
        persist_state="page",
    )
    addressed.end(_ON, FOLDS if split == FOLDS else "")
    return split or "validation"


def evaluation(run: RunRecord, split: str) -> dict[str, Any] | None:
    """The numbers; of a closed test set the button that opens it, and ``None``."""
    if split == "validation":
        return results.validation(session.workspace(), run.id)
    if split == FOLDS:
        st.caption(_TOGETHER.format(run=run))
        return series.pooled(session.workspace(), run)
    if run.series:
        return results.held_out(session.workspace(), run.id)
    if not run.test_opened:
        with st.container(border=True, key="closed_test"):
            st.markdown(_CLOSED)
            if st.button("Open the test set", icon=":material/lock_open:", key="open_test"):
                results.open_test(session.workspace(), run.id)
                st.rerun()
        return None
    st.caption(
        f":material/lock_open: The test set was opened {_times(run.test_opened)} for this run, and "
        f"{_times(session.store().times_opened(*trained.versions(run)))} for this dataset.",
        help="The more often it is looked at, and the more is chosen by it, the less it can tell "
        "of new lesions.",
    )
    return results.opened_test(session.workspace(), run.id)


def named(run: RunRecord, split: str) -> str:
    """What the images are called before "images"."""
    return "held-out" if split == FOLDS or (run.series and split == "test") else split


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


_TOGETHER: Final = (
    ":material/stacks: All {run.folds} folds together: each photograph is judged by a network that "
    "had not seen it, nor another of its lesion or patient. It judges the design and the way of "
    "training, not this fold's network."
)
_CLOSED = (
    "The test set is closed. It tells what to expect on new lesions of the same kind, as long as "
    "nothing was chosen by it: each opening is counted, and the count stands beside its numbers "
    "from then on."
)
