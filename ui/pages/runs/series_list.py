"""Cross-validations, each as one: how its folds fare, and all held-out photographs together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.series.naming import short
from runs.series.paths import FOLDS
from runs.series.repeats import SPREAD, place_of, shared_name
from runs.series.results import pooled, repeated, repeated_json, series_json
from runs.store.states import RunState
from ui.frame import session, wording
from ui.frame.navigation import Place, go
from ui.pages.runs import run_table, series_ticked, trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord

_HELP = (
    "Every training and validation photograph is held out once, by a network that has not seen its "
    "lesion or patient. The spread over the folds tells how much one division means; repeats "
    "divide anew, with other seeds. The test set stays closed."
)


def show(runs: Sequence[RunRecord]) -> set[str]:
    """A line each, with its folds a click away.

    Args:
        runs: the folds that are to be shown, of any series.

    Returns:
        the names of those that can be ticked here.
    """
    found = repeated(runs)
    boxes: set[str] = set()
    if not found:
        return boxes
    st.markdown("**Cross-validations**", help=_HELP)
    for repeats in found:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{name(repeats)}**  \n{said(repeats)}")
            if (ticked := _buttons(repeats)) is not None:
                boxes.add(ticked)
            if _single(repeats):
                _one(repeats[0])
            else:
                _several(repeats)
    return boxes


def _buttons(repeats: Sequence[Sequence[RunRecord]]) -> str | None:
    """Once the folds were judged: all that is known of them together, and the comparison.

    Returns:
        the name of the cross-validation that can be ticked here.
    """
    first = repeats[0][0]
    if not pooled(session.workspace(), first):
        return None
    whole = place_of(str(first.series)).whole
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Open results", icon=":material/query_stats:", key=f"whole_{first.id}"):
            go(Place.RESULTS, run=str(first.id), on=FOLDS)
        series_ticked.box(whole)
        st.caption(f"On the command line: {short(whole)}", width="content")
    return whole


def name(repeats: Sequence[Sequence[RunRecord]]) -> str:
    """What a cross-validation is called: as its folds are, without their numbers."""
    return wording.plain(shared_name(repeats[0][0].name))


def said(repeats: Sequence[Sequence[RunRecord]]) -> str:
    """What a cross-validation has come to, in a sentence.

    Args:
        repeats: the folds of each, from ``runs.series.results.repeated``.
    """
    home = session.workspace()
    if _single(repeats):
        return _said(repeats[0], series_json(home, repeats[0]))
    return _said_of_all(repeats, repeated_json(home, repeats))


def _single(repeats: Sequence[Sequence[RunRecord]]) -> bool:
    return place_of(str(repeats[0][0].series)).repeats == 1


def _one(folds: Sequence[RunRecord]) -> None:
    told = series_json(session.workspace(), folds)
    with st.expander(f"{told['folds']} folds"):
        _folds(folds, told)


def _several(repeats: Sequence[Sequence[RunRecord]]) -> None:
    """All repeats in a table; the folds of one at a time."""
    told = repeated_json(session.workspace(), repeats)
    if told["auc_sd"] is not None and not trained.synthetic(repeats[0][0].id):
        st.caption(SPREAD)
    with st.expander(f"{told['repeats']} repeats of {told['folds']} folds"):
        if not trained.synthetic(repeats[0][0].id):
            _table(told["each"])
        numbers = [one["repeat"] for one in told["each"]]
        chosen = st.segmented_control(
            "Folds of repeat",
            numbers,
            default=numbers[0],
            required=True,
            key=f"repeat_{told['series']}",
        )
        at = numbers.index(chosen or numbers[0])
        _folds(repeats[at], told["each"][at])


def _folds(folds: Sequence[RunRecord], told: dict[str, Any]) -> None:
    if told["pooled"]:
        _together(told["pooled"])
    with st.container(gap=None):
        for run, fold in zip(folds, told["runs"], strict=True):
            _fold(run, fold)


def _table(each: Sequence[dict[str, Any]]) -> None:
    rows = [
        {
            "Repeat": one["repeat"],
            "Seed": one["seed"],
            "Mean AUC of its folds": _mean(one),
            "All held-out photographs together": wording.auc(one["pooled"]),
        }
        for one in each
    ]
    st.dataframe(
        rows,
        hide_index=True,
        height="content",
        column_config={
            name: st.column_config.NumberColumn(format="%d", width=60)
            for name in ("Repeat", "Seed")
        },
    )


def _mean(told: dict[str, Any]) -> str:
    """Mean and standard deviation, as far as they are known."""
    if told["auc_mean"] is None:
        return wording.UNKNOWN
    return f"{told['auc_mean']:.3f}" + (f" ± {told['auc_sd']:.3f}" if told["auc_sd"] else "")


def _said_of_all(repeats: Sequence[Sequence[RunRecord]], told: dict[str, Any]) -> str:
    if told.get("problem"):
        return f":material/warning: {wording.plain(told['problem'])}"
    runs = [run for folds in repeats for run in folds]
    in_all = told["folds"] * told["repeats"]
    if trained.synthetic(runs[0].id) and told["state"] == "succeeded":
        return f"{told['repeats']} repeats of {told['folds']} folds, done: {run_table.NO_NUMBER}."
    ended = sum(run.state.finished for run in runs)
    doing = {
        "running": f"{ended} of {in_all} folds have ended; more to come. ",
        "incomplete": "Not all folds are here, trained to their end. ",
    }.get(told["state"], "")
    if told["auc_mean"] is None or trained.synthetic(runs[0].id):
        return doing or "Being judged."
    return (
        f"{doing}AUC {_mean(told)} (mean and standard deviation over {told['folds_judged']:,} "
        f"folds of {told['repeats']} repeats). All held-out photographs of a repeat together: "
        f"{told['pooled_auc_mean']:.3f} on average."
    )


def _said(folds: Sequence[RunRecord], told: dict[str, Any]) -> str:
    if told.get("problem"):
        return f":material/warning: {wording.plain(told['problem'])}"
    if trained.synthetic(folds[0].id) and told["pooled"]:
        return f"{told['folds']} folds, done: {run_table.NO_NUMBER}."
    if told["auc_mean"] is not None:
        return (
            f"AUC {_mean(told)} (mean and standard deviation over the folds); "
            f"all {told['pooled']['images']:,} held-out photographs together: "
            f"{wording.auc(told['pooled'])}."
        )
    ended = sum(run.state.finished for run in folds)
    more = {
        "running": "more to come",
        "incomplete": "not all folds are here, trained to their end, so nothing is judged",
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
        st.markdown(f"Fold {fold['fold']}, {wording.STATES[run.state]}{area}", width="stretch")
        if run.state is not RunState.QUEUED and st.button(
            f"Run {run.id}", key=f"fold_{run.id}", type="tertiary"
        ):
            go(Place.RESULTS if run.state.finished else Place.TRAIN, run=str(run.id))
