"""Results of one run: how good, how sure, for whom not? One part at a time, only that computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from runs.series.paths import FOLDS
from ui.frame import session, shell, wording
from ui.frame.navigation import Place, link
from ui.pages.results import (
    anew,
    control,
    good,
    held_to,
    learnt,
    measured_on,
    misses,
    of_folds,
    operating_point,
    outside,
    parts,
    report,
    take_home,
    whom,
)
from ui.pages.results.parts import Part
from ui.pages.runs import chooser, once_more, trained

if TYPE_CHECKING:
    from runs.store.records import RunRecord


def page() -> None:
    """The page."""
    at_hand = shell.header(Place.RESULTS, "How good, how sure, for whom not?")
    judged = [run for run in session.store().list() if run.summary]
    if not judged:
        st.markdown("### No training has results yet")
        link(Place.TRAIN, "Train a network")
        return
    run = chooser.choose(judged, label="Run", key="results_run", quiet=True)
    shell.made_of(at_hand, run)
    if at_hand.button(
        "Open its drawing",
        key="drawing",
        type="tertiary",
        icon=":material/open_in_new:",
        help="The exact drawing that this run was trained on, on the Design page.",
    ):
        once_more.open_drawing(run.id)
    part = parts.chosen()
    for notice in trained.notices(run.id):
        st.warning(wording.plain(notice), icon=":material/info:")
    if run.series:
        st.info(
            f"This is fold {run.fold} of {run.folds}. “{measured_on.ALL_FOLDS}” tells what all of "
            "them came to together, once they have ended; the dataset's own test set is in none.",
            icon=":material/stacks:",
        )
    if part is Part.MISTAKES:
        control.show(run)
    if part.of_images:
        _of_images(run, part)
    else:
        _of_the_run(run, part)


def _of_images(run: RunRecord, part: Part) -> None:
    """A part about validation or the test set, as far as that is open."""
    split = measured_on.chosen(run)
    evaluation = measured_on.evaluation(run, split)
    if evaluation is None:
        return
    anew.offer(run, evaluation, split)
    if part is Part.GOOD:
        good.show(run, evaluation, split)
    elif part is Part.LINE:
        _LINES.get(split, held_to).show(run)
    elif part is Part.WHOM:
        whom.show(run, evaluation, split)
    else:
        misses.show(run, split)


_LINES: Final = {"validation": operating_point, FOLDS: of_folds}


def _of_the_run(run: RunRecord, part: Part) -> None:
    if part is Part.ELSEWHERE:
        outside.show(run)
    elif part is Part.LEARNT:
        learnt.curves(run)
        learnt.settings(run)
    elif part is Part.HOME:
        take_home.show(run)
    else:
        report.show(run)
