"""What speaks against the numbers: doubts, each with what to do, and the lesion-masked control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs import results
from runs.series.paths import FOLDS
from ui.frame import session, wording

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """What a network makes of the photographs without their lesions, where that was tried."""
    told = results.control(session.workspace(), run.id)
    if told is None:
        return
    area = wording.auc({"auc": told["auc"], "auc_low": told["low"], "auc_high": told["high"]})
    said = f"Without the lesions, which were painted over, the AUC is {area}"
    if told["warns"]:
        st.warning(
            f"{said}: what surrounds them tells the classes apart, too.  \n:small[Look for rulers, "
            "ink, hair and dark corners on the Data page.]",
            icon=":material/report:",
        )
    else:
        st.caption(f":material/check: {said}: what surrounds them does not give the classes away.")


_HELP = (
    "What a careful statistician would say first. It is looked for by itself, and not everything "
    "can be found so."
)
