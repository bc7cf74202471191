"""What speaks against the numbers: doubts, each with what to do, and the lesion-masked control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.control.records import read_control
from runs.control.sentences import in_words
from runs.results import MODEL
from runs.series.paths import FOLDS
from runs.workspace import run_folder
from ui.frame import session, wording
from ui.pages.results import control, parts
from ui.pages.results.parts import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.control.records import Control
    from runs.store.records import RunRecord

_SHOWN = 3
"""Doubts that are told at once; the rest a click away."""


def show(run: RunRecord, evaluation: Mapping[str, Any], split: str) -> None:
    """The doubts, the gravest first; that there are none proves nothing, and is said."""
    found = evaluation.get("doubts")
    if found is None:
        return
    st.markdown("**What speaks against it**", help=_HELP)
    if not found:
        st.caption("Nothing was found that speaks against these numbers. That proves nothing.")
    for doubt in found[:_SHOWN]:
        _tell(doubt)
    if len(found) > _SHOWN:
        with st.expander(f"{wording.plural(len(found) - _SHOWN, 'more doubt')}"):
            for doubt in found[_SHOWN:]:
                _tell(doubt)
    if split != FOLDS:  # that is about one network
        _control(run)


def _tell(doubt: Mapping[str, str]) -> None:
    st.warning(
        f"{wording.plain(doubt['sentence'])}  \n:small[{wording.plain(doubt['do'])}]",
        icon=":material/report:",
    )


def _control(run: RunRecord) -> None:
    """What a network makes of the photographs without their lesions, in short, and the way there.

    Nothing where the run has no network to ask.
    """
    if not (run_folder(session.workspace(), run.id) / MODEL).is_file():
        return
    found = read_control(session.workspace(), run.id)
    label = "Does it look at the lesion? Not tried"
    if found is not None:
        _told(found)
        label = "See the control with the lesions painted over"
    st.button(
        label,
        key="control_go",
        icon=":material/format_paint:",
        type="tertiary",
        on_click=parts.turn_to,
        args=(Part.MISTAKES,),
        help="Lesions are painted over, and a head is trained anew on what is left.",
    )


def _told(found: Control) -> None:
    said = f"With the lesions painted over, the AUC is {control.area(found)}"
    if found.warns:
        st.warning(
            f"{said}: what surrounds them tells the classes apart, too, or a part of them still "
            "shows.  \n:small[Look at how the control was made.]",
            icon=":material/report:",
        )
    elif found.low is None:
        st.caption(f":material/help: {wording.plain(' '.join(in_words(found)[:2]))}")
    else:
        st.caption(f":material/check: {said}: no sign that what surrounds them gives classes away.")


_HELP = (
    "What a careful statistician would say first. It is looked for by itself, and not everything "
    "can be found so."
)
