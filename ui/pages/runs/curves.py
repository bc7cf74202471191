"""The learning curves of the ticked runs over each other: as many as were ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from ui.charts import figures
from ui.charts.overlay import MANY, Along, Measure, overlay
from ui.frame import session, wording
from ui.frame.errors import guarded
from ui.pages.runs import told_apart
from ui.pages.train.live import AUC_HELP, LOSS_HELP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runs.store.records import EpochRecord, RunRecord

_TITLES: Final = {
    Measure.AUC: f"Validation AUC ({wording.OPTIMISTIC})",
    Measure.LOSS: "Validation loss",
    Measure.ACCURACY: "Validation accuracy",
}
_HELPS: Final = {
    Measure.AUC: AUC_HELP,
    Measure.LOSS: LOSS_HELP,
    Measure.ACCURACY: "The share of validation images that are named rightly. Where one class is "
    "rare, naming everything the other is right most of the time: look at the AUC first.",
}
_ALONG: Final = {Along.EPOCH: "By epoch", Along.MINUTES: "By time"}
_LONGEST = 40


def show(runs: Sequence[RunRecord]) -> None:
    """Curves of those that learnt step by step; a single point is no curve.

    Args:
        runs: what is ticked of them; empty where only cross-validations are.
    """
    if not runs:
        st.caption("Cross-validations have no curve of their own; tick their folds.")
        return
    measured = session.store().curves([run.id for run in runs])
    if once := [f"run {run.id}" for run in runs if len(measured.get(run.id, ())) == 1]:
        st.caption(f"Measured only once, at the end, and so without a curve: {', '.join(once)}.")
    names = _names(runs)
    epochs = {names[run.id]: measured[run.id] for run in runs if len(measured.get(run.id, ())) > 1}
    if epochs:
        _charts(epochs)
    elif not once:
        st.caption("There is nothing to draw: none of these is a run that learnt step by step.")


def _names(runs: Sequence[RunRecord]) -> dict[int, str]:
    """By number, and by what tells a run from the others that were ticked."""
    apart = told_apart.told_apart(runs)
    designs = len({run.design_name for run in runs}) > 1
    told = {
        run.id: ", ".join(part for part in (run.design_name * designs, apart[run.id]) if part)
        for run in runs
    }
    return {
        run: f"Run {run}" + (f": {said[:_LONGEST]}{'…' * (len(said) > _LONGEST)}" if said else "")
        for run, said in told.items()
    }


@st.fragment
@guarded  # what is chosen here runs it alone, without the page around it
def _charts(epochs: Mapping[str, Sequence[EpochRecord]]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measures = st.pills(
            "Curves of",
            list(Measure),
            default=[Measure.AUC, Measure.LOSS],
            selection_mode="multi",
            format_func=lambda one: _TITLES[one].partition(" (")[0],
            key="curves_measures",
        )
        along = st.segmented_control(
            "Along",
            list(Along),
            format_func=lambda one: _ALONG[one],
            default=Along.EPOCH,
            required=True,
            key="curves_along",
        )
        log = st.toggle(
            "Loss on a log scale", key="curves_log", help="Small differences at the end stand out."
        )
        smoothing = st.slider(
            "Smoothing",
            min_value=0.0,
            max_value=0.95,
            step=0.05,
            key="curves_smoothing",
            width=200,
            help="A moving average: each point is mixed with those before it. 0 shows what was "
            "measured; the pointer and the download tell that, too.",
        )
    if len(epochs) > MANY:
        st.caption(f"{len(epochs)} curves: point at one to lift it out and read which run it is.")
    columns = st.columns(2, gap="large") if len(measures) > 1 else [st.container()]
    for place, measure in enumerate(measures):
        with columns[place % len(columns)]:
            drawn = overlay(
                epochs,
                measure,
                dark=session.dark(),
                along=along or Along.EPOCH,
                smoothing=smoothing,
                log=log and measure is Measure.LOSS,
            )
            figures.show_vega(
                drawn.spec,
                drawn.points,
                title=_TITLES[measure],
                key=f"curves_{measure}",
                help=_HELPS[measure],
            )
