"""A run of an earlier version: what it lacks, and the way to judge it by what is measured today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from layers_catalog.errors import UserError
from runs.series.paths import FOLDS
from runs.series.repeats import place_of
from ui.frame import errors, session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.store.records import RunRecord

_SINCE = {
    "doubts": "doubts, calibration, groups of patients",
    "at_thresholds": "what thresholds would be worth",
}
"""What every evaluation has since it is judged as today, and what is missing where it has not."""


def offer(run: RunRecord, evaluation: Mapping[str, Any], split: str) -> None:
    """One line with a button; nothing where all is there."""
    lacking = [_SINCE[name] for name in _needed(split) if name not in evaluation]
    if not lacking:
        return
    whole = place_of(run.series).whole if run.series and split == FOLDS else None
    what = "run" if whole is None else "cross-validation"
    with st.container(horizontal=True, vertical_alignment="center", key="anew"):
        st.caption(
            f":material/update: This {what} was judged by an earlier version: "
            f"{' and '.join(lacking)} are missing.",
            width="stretch",
        )
        if st.button(f"Judge this {what} anew", icon=":material/refresh:", key="judge_anew"):
            _judge(run, whole)


def _needed(split: str) -> list[str]:
    """What an evaluation must have: the thresholds only that of a cross-validation."""
    return [name for name in _SINCE if name == "doubts" or split == FOLDS]


def _judge(run: RunRecord, whole: str | None) -> None:
    """From the scores it kept, in the helper process; the network is not asked, nothing counted."""
    try:
        with st.spinner("Judging anew, from the scores that were kept."):
            if whole is None:
                session.helper().judge_anew(run.id)
            else:
                session.helper().judge_series_anew(whole)
    except UserError as error:
        errors.tell(error)
        return
    st.rerun()
