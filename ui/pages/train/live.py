"""One run while it trains: a sentence, its progress, curves, Stop, Resume and the log.

Reads the store once a tick; what a run's numbers mean is left to Results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runs.store.states import RunState
from runs.training import launcher
from runs.workspace import run_folder
from ui import charts
from ui.charts import figures
from ui.frame import session, wording
from ui.frame.errors import guarded
from ui.frame.navigation import Place, link
from ui.frame.tending import tender
from ui.pages.runs import chosen, trained
from ui.pages.train import progress, watching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import EpochRecord, RunRecord

_TICK = 1.5
_TAIL = 40
_LOG_BYTES = 64_000


def watch(run: RunRecord) -> None:
    """Show a run; while it waits or trains, look again every one and a half seconds."""
    moving = run.state in {RunState.QUEUED, RunState.RUNNING}
    st.fragment(_tick, run_every=_TICK if moving else None)(run.id, run.state)


@guarded
def _tick(run_id: int, known: RunState) -> None:
    run = session.store().get(run_id)
    if run.state is not known:
        tender().look()
        st.rerun()
    epochs = session.store().epochs(run_id)
    st.markdown(f"### Run {run.id}: {wording.plain(run.name)}")
    said = progress.sentence(run, epochs, before=_before(run), fitted=chosen.at_once(run))
    st.markdown(wording.plain(said))
    if epochs and trained.synthetic(run.id):
        st.caption(f":material/draw: {wording.DRAWINGS}")
    _bar(run, epochs)
    _buttons(run)
    watching.show(run)
    _curves(run, epochs)
    _times(run)
    _log(run)


def _before(run: RunRecord) -> int:
    """How many trainings come before a queued one."""
    if run.state is not RunState.QUEUED:
        return 0
    others = session.store().list(states={RunState.QUEUED, RunState.RUNNING})
    return sum(other.queued_at < run.queued_at for other in others if other.id != run.id)


def _bar(run: RunRecord, epochs: Sequence[EpochRecord]) -> None:
    if run.state is not RunState.RUNNING:
        return
    st.progress(
        progress.share_done(run, epochs), text=progress.steps(run, epochs) or "Getting ready"
    )
    if done := progress.behind(run, fitted=chosen.at_once(run)):
        st.caption(wording.plain(done))


def _buttons(run: RunRecord) -> None:
    with st.container(horizontal=True):
        waits = run.state is RunState.QUEUED
        if waits or (run.state is RunState.RUNNING and run.stop_requested_at is None):
            stop = "Stop after this batch" if run.progress.get("epoch") else "Stop"
            label = "Take out of the queue" if _before(run) else stop
            help_ = None if waits else _STOP_HELP
            if st.button(label, icon=":material/stop_circle:", key=f"stop_{run.id}", help=help_):
                launcher.stop(session.workspace(), run.id)
                st.rerun()
        if run.state is RunState.INTERRUPTED:
            if st.button("Resume", type="primary", icon=":material/play_arrow:", key="resume"):
                launcher.resume(session.workspace(), run.id)
                tender().look()
                st.rerun()
            if st.button("Do not resume", type="tertiary", key="give_up"):
                launcher.stop(session.workspace(), run.id)
                st.rerun()
        if run.summary:
            link(Place.RESULTS, "See the results", run=str(run.id))


def _curves(run: RunRecord, epochs: Sequence[EpochRecord]) -> None:
    if not epochs or run.epochs_planned == 1:  # a single point is no curve
        return
    dark = session.dark()
    planned = 0 if run.state.finished else run.epochs_planned

    def draw(measure: str, title: str, why: str) -> None:
        drawn = charts.learning(epochs, measure, dark=dark, planned=planned)
        figures.show(drawn, title=title, key=f"{measure}_{run.id}", help=why, live=True)

    draw("auc", "Validation AUC", AUC_HELP)
    with st.grid(2, min_column_width=290, gap="medium"):
        with st.container():
            draw("loss", "Loss", LOSS_HELP)
        with st.container():
            draw("accuracy", "Accuracy", ACCURACY_HELP)


def _times(run: RunRecord) -> None:
    """Where the time went, once the run has ended."""
    parts = progress.parts(run, fitted=chosen.at_once(run))
    if run.state.finished and parts:
        rows = [{"part": name, "seconds": took} for name, took in parts]
        drawn = charts.timeline(parts, dark=session.dark())
        figures.show(
            drawn, title="Where the time went", key=f"times_{run.id}", rows=rows, help=_TIMES_HELP
        )


_STOP_HELP = "The best whole epoch is kept and judged. A training that was stopped does not go on."
_TIMES_HELP = (
    "Of a run that was interrupted and resumed: what it took in all, a part that was done again "
    "with both times."
)
AUC_HELP = (
    "How well the scores sort the lesions: the chance that a randomly chosen lesion of the class "
    "scores higher than one outside it. 0.5 is chance, 1.0 is perfect."
)
LOSS_HELP = (
    "What training tries to make small. When it falls for training but rises for validation, the "
    "network memorises."
)
ACCURACY_HELP = (
    "The share of right answers. Where one class is rare, a network that always names the other "
    "is right most of the time: look at the AUC first."
)


def _log(run: RunRecord) -> None:
    path = run_folder(session.workspace(), run.id) / "log.txt"
    if not path.exists():
        return
    with st.expander("What the training wrote", icon=":material/terminal:"):
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - _LOG_BYTES))
            lines = log.read().decode(errors="replace").splitlines()
        told = progress.without_notices(lines)[-_TAIL:]
        st.code("\n".join(told) or "Nothing yet.", language=None, wrap_lines=True)
