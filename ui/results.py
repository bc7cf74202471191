"""Results of one run: how good, how sure, for whom not? The test set opens on purpose only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs import results
from ui import charts, figures, result_extras, session, shell, verdict, wording
from ui.navigation import Place, link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.store.records import RunRecord


def page() -> None:
    """The page."""
    shell.header(Place.RESULTS, "How good, how sure, for whom not?")
    judged = [run for run in session.store().list() if run.summary]
    if not judged:
        st.markdown("### No training has results yet")
        link(Place.TRAIN, "Train a network")
        return
    run = _chosen(judged)
    told = _told(run)
    _notices(told)
    split = _split(run)
    evaluation = told["validation"] if split == "validation" else _opened(run)
    if evaluation is not None:
        _judgement(evaluation, split=split, grouped_by=told.get("grouped_by", "lesion"))
    result_extras.show(run)


def _chosen(judged: list[RunRecord]) -> RunRecord:
    """The run that the address names, or the latest; another can be chosen."""
    by_id = {run.id: run for run in judged}
    asked = st.query_params.get("run", "")
    first = int(asked) if asked.isdigit() and int(asked) in by_id else judged[0].id
    number = st.selectbox(
        "Run",
        list(by_id),
        index=list(by_id).index(first),
        format_func=lambda key: f"Run {key}: {by_id[key].name}",
        key="results_run",
        label_visibility="collapsed",
    )
    st.query_params["run"] = str(number)
    return by_id[number]


def _told(run: RunRecord) -> dict[str, Any]:
    """What the command ``show`` prints, without the test set."""
    return results.run_json(session.workspace(), run.id, with_test=False)


def _notices(told: Mapping[str, Any]) -> None:
    for notice in told.get("notices", ()):
        st.warning(wording.plain(notice), icon=":material/info:")


def _split(run: RunRecord) -> str:
    """Which images are looked at: validation, or the test set."""
    opened = f"Test set, opened {_times(run.test_opened)}" if run.test_opened else "Test set"
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


def _opened(run: RunRecord) -> dict[str, Any] | None:
    """The test results, if they were opened in this visit; otherwise the button."""
    key = f"test_of_{run.id}"
    if key not in st.session_state:
        with st.container(border=True, key="closed_test"):
            st.markdown(_CLOSED)
            st.caption(
                f"So far opened {_times(run.test_opened)}."
                if run.test_opened
                else "Never opened yet."
            )
            if not st.button("Open the test set", icon=":material/lock_open:", key="open_test"):
                return None
        st.session_state[key] = results.open_test(session.workspace(), run.id)
        st.rerun()
    told: dict[str, Any] = st.session_state[key]
    st.caption(
        f":material/lock_open: The test set was opened {_times(run.test_opened)} for this run, and "
        f"{_times(session.store().times_opened(run.dataset_digest))} for this dataset."
    )
    test: dict[str, Any] = told["test"]
    return test


def _judgement(evaluation: Mapping[str, Any], *, split: str, grouped_by: str) -> None:
    """Verdict, headline numbers, and the three figures."""
    said = verdict.verdict(evaluation, split=split, grouped_by=grouped_by)
    st.markdown(f"#### {wording.plain(said)}")
    for column, (name, value, why) in zip(st.columns(3), verdict.headline(evaluation), strict=True):
        column.metric(name, value, help=why, border=True)
    for note in evaluation.get("notes", ()):
        st.caption(f":material/info: {wording.plain(note)}")
    dark = session.dark()
    left, right = st.columns(2)
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
        {"is": truth, "said": said, "images": count}
        for truth, row in zip(names, evaluation["confusion"], strict=True)
        for said, count in zip(names, row, strict=True)
    ]
