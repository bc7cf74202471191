"""Cross-validations, each as one: how its folds fare, and all held-out photographs together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.series.results import by_series, series_json
from runs.store.states import RunState
from ui.frame import session, wording
from ui.frame.navigation import Place, go
from ui.pages.runs import run_table, trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord

_HELP = (
    "Every training and validation photograph is held out once, by a network that has not seen its "
    "lesion or patient. The spread over the folds tells how much one division means; the test set "
    "stays closed."
)


def show(runs: Sequence[RunRecord]) -> None:
    """A line each, with its folds a click away.

    Args:
        runs: the folds that are to be shown, of any series.
    """
    found = by_series(runs)
    if not found:
        return
    st.markdown("**Cross-validations**", help=_HELP)
    latest = sorted(found.values(), key=lambda folds: -folds[0].id)
    for folds in latest:
        _one(folds, series_json(session.workspace(), folds))


def _one(folds: Sequence[RunRecord], told: dict[str, Any]) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{name(folds)}**  \n{said(folds, told)}")
        with st.expander(f"{told['folds']} folds"):
            if told["pooled"]:
                _together(told["pooled"])
            with st.container(gap=None):
                for run, fold in zip(folds, told["runs"], strict=True):
                    _fold(run, fold)


def name(folds: Sequence[RunRecord]) -> str:
    """What a cross-validation is called: as its folds are, without their numbers."""
    return wording.plain(folds[0].name.rpartition(", fold ")[0])


def said(folds: Sequence[RunRecord], told: dict[str, Any]) -> str:
    """What a cross-validation has come to, in a sentence.

    Args:
        folds: its runs.
        told: of it, from ``runs.series.results.series_json``.
    """
    if trained.synthetic(folds[0].id) and told["pooled"]:
        return f"{told['folds']} folds, done: {run_table.NO_NUMBER}."
    if told["auc_mean"] is not None:
        spread = "" if told["auc_sd"] is None else f" ± {told['auc_sd']:.3f}"
        return (
            f"AUC {told['auc_mean']:.3f}{spread} (mean and standard deviation over the folds); "
            f"all {told['pooled']['images']:,} held-out photographs together: "
            f"{wording.auc(told['pooled'])}."
        )
    ended = sum(run.state.finished for run in folds)
    more = {
        "running": "more to come",
        "incomplete": "not all folds were trained to their end, so nothing is judged",
    }.get(told["state"], "being judged")
    return f"{ended} of {told['folds']} folds have ended; {more}."


def _together(pooled: dict[str, Any]) -> None:
    """How the held-out photographs were named, class by class."""
    rows = [
        {
            "Class": name,
            "Sensitivity": wording.percent(of["sensitivity"]),
            "Specificity": wording.percent(of["specificity"]),
        }
        for name, of in pooled["per_class"].items()
    ]
    st.dataframe(rows, hide_index=True, height="content")


def _fold(run: RunRecord, fold: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        area = "" if fold["auc"] is None else f": held-out AUC {fold['auc']:.3f}"
        if trained.synthetic(run.id):
            area = ""
        st.markdown(f"Fold {fold['fold']}, {run_table.STATES[run.state]}{area}", width="stretch")
        if run.state is not RunState.QUEUED and st.button(
            f"Run {run.id}", key=f"fold_{run.id}", type="tertiary"
        ):
            go(Place.RESULTS if run.state.finished else Place.TRAIN, run=str(run.id))
