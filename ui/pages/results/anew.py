"""A run of an earlier version: what it lacks, and the way to judge it by what is measured today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from layers_catalog.errors import UserError
from ui.frame import errors, session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.store.records import RunRecord

_SINCE = "doubts"
"""What every evaluation has since it is judged as today."""


def offer(run: RunRecord, evaluation: Mapping[str, Any]) -> None:
    """One line with a button; nothing where all is there."""
    if _SINCE in evaluation:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="anew"):
        st.caption(
            ":material/update: This run was judged by an earlier version: doubts, calibration and "
            "groups of patients are missing.",
            width="stretch",
        )
        if st.button("Judge this run anew", icon=":material/refresh:", key="judge_anew"):
            _judge(run)


def _judge(run: RunRecord) -> None:
    """From the scores it kept, in the helper process; the network is not asked, nothing counted."""
    try:
        with st.spinner("Judging the run anew, from the scores it kept."):
            session.helper().judge_anew(run.id)
    except UserError as error:
        errors.tell(error)
        return
    st.rerun()
