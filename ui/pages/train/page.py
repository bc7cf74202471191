"""Train: how long, how far, is it learning? The recipe at the left, the run at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from builder.endings import fitted_end
from builder.inference import infer
from builder.templates import template, templates
from layers_catalog.errors import UserError
from runs.series.submitting import submit_folds
from runs.store.states import RunState
from runs.training.submission import submit
from ui.frame import errors, session, shell, wording
from ui.frame.navigation import Place, link
from ui.frame.session import Hand
from ui.frame.tending import tender
from ui.pages.train import folds_form, folds_live, live, pace, recipe_form, start_form, times

if TYPE_CHECKING:
    from builder.spec import GraphSpec
    from runs.store.records import RunRecord
    from runs.training.forecast import Pace
    from runs.training.recipe import Recipe
    from ui.pages.train.folds_form import Judged

_TOGETHER = (
    "All images of one lesion (or patient) are on the same side, so that the network cannot pass "
    "by recognising a lesion that it has seen."
)
_DIVIDING: Final = "train_dividing"
"""Holds how many folds are in the queue while a cross-validation is put there."""
_TICK: Final = 3.0
_WAITING = {RunState.QUEUED, RunState.RUNNING, RunState.INTERRUPTED}


def page() -> None:
    """The page."""
    shell.header(Place.TRAIN, "How long, how far, is it learning?")
    left, right = st.columns([2, 3], gap="large")
    with left:
        _recipe()
    with right:
        _runs()


def _recipe() -> None:
    _tell_stopped()
    dataset, design = session.held(Hand.DATASET), session.held(Hand.DESIGN)
    if dataset is None or design is None:
        _choose(dataset, design)
        return
    try:
        spec = session.shelf().load(design)
        end = fitted_end(spec)
        head = type(end[1]).__name__ if end else None
        recipe = recipe_form.form(
            spec, of=design, pace_of=lambda drawn: _pace(drawn, dataset), fitted=head
        )
    except UserError as error:
        errors.tell(error)
        return
    judged = _split(dataset)
    start_form.doubt(spec, recipe.start if recipe else "")
    if judged.folds and recipe:
        st.caption(times.of_folds(spec, recipe, judged, dataset))
    _start(spec, dataset, recipe, judged)


def _pace(spec: GraphSpec, dataset: str) -> Pace | None:
    """How long an epoch of this drawing should take on this dataset."""
    return pace.here(spec, infer(spec, session.facts()), dataset)


def _choose(dataset: str | None, design: str | None) -> None:
    """Both choosers, when one is missing."""
    st.markdown("### Choose a design and a dataset")
    if dataset is None:
        there = session.names(Hand.DATASET)
        if there:
            chosen = st.selectbox("Dataset", there, index=None, key="train_dataset")
            if chosen:
                session.take(Hand.DATASET, chosen)
                st.rerun()
        else:
            st.caption("There is no dataset yet.")
            link(Place.DATA, "Import or draw some")
    if design is None:
        offered = {**{name: name for name in session.names(Hand.DESIGN)}, **_offered_templates()}
        chosen = st.selectbox("Design", list(offered), index=None, key="train_design")
        if chosen:
            if chosen in _offered_templates():
                kept = session.shelf().save_copy(template(offered[chosen]))
                session.forget_names()
                session.take(Hand.DESIGN, kept.name)
            else:
                session.take(Hand.DESIGN, chosen)
            st.rerun()


def _offered_templates() -> dict[str, str]:
    return {f"Template: {name}": name for name in templates()}


def _split(dataset: str) -> Judged:
    """How the dataset is divided, and by what; on what the training is to be judged."""
    held = session.dataset(dataset)
    counts = held.counts()
    said = [f"{sum(counts[split].values()):,} {split}" for split in counts]
    st.caption(
        f"Images: {', '.join(said)}. Divided by {wording.unit(held.grouped_by)}; the test set "
        "stays closed.",
        help=None if held.grouped_by == "image" else _TOGETHER,
    )
    for notice in held.notices:
        if notice != wording.DRAWINGS:  # it stands beside the numbers
            st.caption(f":material/info: {wording.plain(notice)}")
    return folds_form.chosen(counts)


def _start(spec: GraphSpec, dataset: str, recipe: Recipe | None, judged: Judged) -> None:
    gone = start_form.missing(recipe.start) if recipe else ""
    why_not = _problems(spec) or gone
    pressed = st.button(
        "Start training",
        type="primary",
        icon=":material/play_arrow:",
        key="start_training",
        disabled=bool(why_not) or recipe is None,
        width="stretch",
    )
    if why_not:
        st.caption(f":red[:material/error:] {wording.plain(why_not)}")
        link(Place.DESIGN, "Open the file again" if why_not == gone else "Mend the drawing")
    if recipe is None:
        st.caption(":red[:material/error:] Correct the phases above.")
        return
    if not pressed:
        return
    run_id = _submitted(spec, dataset, recipe, judged)
    tender().look()
    st.query_params["run"] = str(run_id)
    st.rerun()


def _submitted(spec: GraphSpec, dataset: str, recipe: Recipe, judged: Judged) -> int:
    """The run that is now in the queue, or the first of its folds."""
    home = session.workspace()
    if not judged.folds:
        return submit(workspace=home, design=spec, dataset_name=dataset, recipe=recipe)
    bar = st.progress(0.0, text="Dividing the photographs")
    st.caption("Stay on this page until all folds are queued: leaving it stops the dividing.")
    # Whatever is pressed ends this run of the page at its next word: then no fold is in the queue.
    st.button("Stop dividing", icon=":material/stop:", key="stop_dividing")
    queued = st.session_state[_DIVIDING] = [0]

    def told(done: int, folds: int) -> None:
        queued[0] = done
        bar.progress(
            done / folds, text=f"Dividing the photographs: {done} of {folds} folds are in the queue"
        )

    submitted = submit_folds(
        workspace=home,
        design=spec,
        dataset_name=dataset,
        recipe=recipe,
        folds=judged.folds,
        repeats=judged.repeats,
        told=told,
    )
    del st.session_state[_DIVIDING]
    return submitted[0]


def _tell_stopped() -> None:
    """Once, after the dividing into folds was stopped: what was taken back."""
    queued = st.session_state.pop(_DIVIDING, None)
    if queued is None:
        return
    done = wording.plural(queued[0], "fold")
    taken = f": {done} in the queue {'was' if queued[0] == 1 else 'were'} taken out of it again"
    st.warning(
        f"The dividing into folds was stopped{taken if queued[0] else ''}. Nothing of this "
        "cross-validation trains. To begin it anew, press “Start training” and stay on this page "
        "until all folds are queued.",
        icon=":material/warning:",
    )


def _problems(spec: GraphSpec) -> str:
    """Why this design cannot be trained; empty when it can."""
    found = [p for p in infer(spec, session.facts()).problems if p.severity == "error"]
    if not found:
        return ""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"The drawing is not sound yet: {found[0].message} {found[0].hint}{more}"


def _runs() -> None:
    runs = session.store().list()
    if not runs:
        st.markdown("### Your training appears here")
        st.markdown("It runs beside the browser: you may leave this page or close the window.")
        return
    shown = _shown(runs)
    folds = folds_live.beside(shown, runs)
    if folds:
        folds_live.watch(folds)
    live.watch(folds_live.at_hand(shown, folds))
    waiting = any(run.state in _WAITING for run in runs)
    st.fragment(_queue, run_every=_TICK if waiting else None)()


def _shown(runs: list[RunRecord]) -> RunRecord:
    """The run that the address names, else the one that trains, else the latest."""
    asked = st.query_params.get("run", "")
    by_id = {str(run.id): run for run in runs}
    running = (run for run in runs if run.state is RunState.RUNNING)
    return by_id.get(asked) or next(running, runs[0])


@errors.guarded
def _queue() -> None:
    """Everything that trains, waits, or waits to be resumed; a click shows it above."""
    waiting = session.store().list(states=_WAITING)
    if len(waiting) < 2:  # noqa: PLR2004  one run is no queue
        return
    st.markdown("**Queue**")
    for run in reversed(waiting):
        said = f"Run {run.id}: {wording.plain(run.name)}, {wording.STATES[run.state]}"
        if st.button(said, key=f"queue_{run.id}", type="tertiary"):
            st.query_params["run"] = str(run.id)
            st.rerun()
