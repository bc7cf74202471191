"""A saved operating point held to images it was not chosen on: the test set, or a fold's.

Its numbers stand beside those of the highest score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.operating import choosing, sentences
from runs.operating.applying import applied
from runs.operating.counting import curve
from runs.operating.errors import OperatingPointError
from ui.frame import errors, session, wording
from ui.pages.results import operating_scores
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.store.records import RunRecord


def show(run: RunRecord) -> None:
    """What the saved point is worth on these images."""
    st.subheader("At your operating point", anchor=False, help=_HELP)
    try:
        point = choosing.saved(session.workspace(), run.id)
        images = operating_scores.scored(run.id, "test")
    except OperatingPointError as error:
        errors.tell(error)
        return
    if point is None:
        st.caption("None is saved: the highest score decides. Choose one on validation, above.")
        return
    if run.series:
        st.caption(f":material/info: {_ANY_TIME}")
    if point.test_opened:
        st.warning(f"{sentences.LATE} {_LATE}", icon=":material/lock_open:")
    told = applied(images, point)
    said = sentences.worth(
        told, point.called, grouped_by=trained.grouped_by(run.id), prevalence=point.prevalence
    )
    st.markdown(f"{wording.plain(sentences.chosen(point))} {wording.plain(said)}")
    st.table(
        [
            {"Decided by": "your threshold", **_shares(told, point.prevalence)},
            {"Decided by": "the highest score", **_shares(told["highest_score"], point.prevalence)},
        ]
    )
    operating_scores.figures_of(
        curve(images.sides(point.positive)),
        told,
        point.threshold,
        point.prevalence,
        key=f"point_{run.id}_test",
    )


def _shares(told: Mapping[str, Any], prevalence: float | None) -> dict[str, str]:
    names = {"sensitivity": "Sensitivity", "specificity": "Specificity"}
    names |= {"ppv": "PPV", "npv": "NPV"} if prevalence is not None else {}
    return {
        title: wording.share_with_interval(*(told[f"{name}{end}"] for end in _ENDS))
        for name, title in names.items()
    }


_ENDS = ("", "_low", "_high")
_HELP = (
    "The threshold was chosen on validation and is only applied here. Beside it: what the class "
    "with the highest score would have decided."
)
_ANY_TIME = (
    "What a fold held out may be looked at at any time, and is not counted: nothing here tells "
    "whether this threshold was chosen before that. “Held out by all folds” tells of thresholds "
    "that a rule chose without looking."
)
_LATE = "Its numbers here may flatter it."
