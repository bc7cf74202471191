"""Results of one run: how good, how sure, for whom not? The test set opens on purpose only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs import results
from ui import charts
from ui.charts import figures
from ui.frame import session, shell, wording
from ui.frame.navigation import Place, link
from ui.pages.results import extras, held_to, misses, operating_point, outside, verdict
from ui.pages.runs import chooser, trained

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    for notice in trained.notices(run.id):
        st.warning(wording.plain(notice), icon=":material/info:")
    if run.series:
        st.info(
            f"This is fold {run.fold} of {run.folds}. What all folds came to together stands under "
            "Runs; the dataset's own test set is in none of them.",
            icon=":material/stacks:",
        )
    split = _split(run)
    evaluation = _validation(run) if split == "validation" else _test(run)
    if evaluation is not None:
        named = "held-out" if run.series and split == "test" else split
        _judgement(evaluation, split=named, grouped_by=trained.grouped_by(run.id))
        (operating_point if split == "validation" else held_to).show(run)
        misses.show(run, split)
    outside.show(run)
    extras.show(run)


def _validation(run: RunRecord) -> dict[str, Any] | None:
    return results.validation(session.workspace(), run.id)


def _split(run: RunRecord) -> str:
    """Which images are looked at: validation, or the test set."""
    opened = f"Test set, opened {_times(run.test_opened)}" if run.test_opened else "Test set"
    opened = "Held out by this fold" if run.series else opened
    names = {"validation": f"Validation ({wording.OPTIMISTIC})", "test": opened}
    chosen = st.segmented_control(
        "Measured on",
        list(names),
        format_func=lambda split: names[split],
        default="validation",
        required=True,
        key="results_split",
        label_visibility="collapsed",
    )
    return chosen or "validation"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _test(run: RunRecord) -> dict[str, Any] | None:
    """The test results with their count, once opened; before that, the button."""
    if run.series:
        return results.held_out(session.workspace(), run.id)
    if not run.test_opened:
        with st.container(border=True, key="closed_test"):
            st.markdown(_CLOSED)
            if st.button("Open the test set", icon=":material/lock_open:", key="open_test"):
                results.open_test(session.workspace(), run.id)
                st.rerun()
        return None
    st.caption(
        f":material/lock_open: The test set was opened {_times(run.test_opened)} for this run, and "
        f"{_times(session.store().times_opened(*trained.versions(run)))} for this dataset.",
        help="The more often it is looked at, and the more is chosen by it, the less it can tell "
        "of new lesions.",
    )
    return results.opened_test(session.workspace(), run.id)


def _judgement(evaluation: Mapping[str, Any], *, split: str, grouped_by: str) -> None:
    """Verdict, headline numbers, and the three figures."""
    said = verdict.verdict(evaluation, split=split, grouped_by=grouped_by)
    for line in said.lines:
        st.markdown(f"#### {wording.plain(line)}")
    st.markdown(wording.plain(said.measured))
    for column, told in zip(st.columns(3), verdict.headline(evaluation), strict=True):
        column.metric(
            told.name,
            told.value,
            delta=told.beside,
            delta_color="off",
            delta_arrow="off",
            help=told.why,
            border=True,
        )
    for note in evaluation.get("notes", ()):
        st.caption(f":material/info: {wording.plain(note)}")
    dark = session.dark()
    left, right = st.columns(2, gap="large")
    with left:
        figures.show(charts.roc(evaluation, dark=dark), title="ROC", key=f"roc_{split}", help=_ROC)
    with right:
        figures.show(
            charts.confusion(evaluation, dark=dark),
            title="Confusion matrix (images)",
            key=f"confusion_{split}",
            help="Each row is one class: how its images were named by the model.",
            rows=_cells(evaluation),
        )
    rows = charts.per_class_rows(evaluation)
    figures.show(
        charts.intervals(rows, dark=dark, percent=True, title="share, with its 95 % interval"),
        title="Sensitivity and specificity",
        key=f"shares_{split}",
        help="Sensitivity: the share of the class that is found. Specificity: the share of all "
        "others that is left alone. Intervals are Wilson's, on the number of lesions.",
        rows=[dict(zip(("what", "value", "low", "high"), row, strict=True)) for row in rows],
    )


_CLOSED = (
    "The test set is closed. It tells what to expect on new lesions of the same kind, as long as "
    "nothing was chosen by it: each opening is counted, and the count stands beside its numbers "
    "from then on."
)
_ROC = (
    "Every possible threshold at once: how many are found against how many false alarms. The dot "
    "is where the model decides now, its arms are 95 % intervals."
)


def _cells(evaluation: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = evaluation["class_names"]
    return [
        {"label": truth, "said": said, "images": count}
        for truth, row in zip(names, evaluation["confusion"], strict=True)
        for said, count in zip(names, row, strict=True)
    ]
