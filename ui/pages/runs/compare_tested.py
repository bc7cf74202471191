"""Is B better than A? Paired tests on the images that all ticked runs were judged on, in words.

The helper process computes; here it is asked, once, and shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from layers_catalog.errors import UserError
from runs.comparing import sentences
from runs.results import PREDICTIONS
from runs.workspace import run_folder
from ui import charts
from ui.charts import figures
from ui.frame import errors, session, wording
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord

_POINT = "operating_point.json"
_LEAST = 2


def show(runs: Sequence[RunRecord]) -> None:
    """The whole section; runs that have no predictions are told and left out."""
    judged = [run for run in runs if _stamp(run.id, PREDICTIONS)]
    if missing := [str(run.id) for run in runs if run not in judged]:
        st.caption(f"Without predictions, and so not compared: run {', '.join(missing)}.")
    if len(judged) < _LEAST:
        return
    reference, split = _asked(judged)
    ordered = [reference, *(run for run in judged if run.id != reference.id)]
    told = _answer(ordered, split)
    if told is None:
        return
    if any(trained.synthetic(run.id) for run in judged):
        st.caption(f":material/draw: {wording.DRAWINGS}")
    left, right = st.columns([3, 2], gap="large")
    with left:
        _verdicts(told)
    with right:
        _curves(told)
    _forest(told)
    with st.expander("Every number, and every sentence", icon=":material/table:"):
        st.dataframe(sentences.table(told), hide_index=True, height="content")
        for one in told["comparisons"]:
            st.markdown("\n".join(f"- {wording.plain(said)}" for said in one["sentences"]))
        st.caption(_HOW)


def _asked(runs: Sequence[RunRecord]) -> tuple[RunRecord, str]:
    """Against which run, and on which images."""
    by_id = {run.id: run for run in runs}
    number = st.pills(
        "All others against",
        list(by_id),
        format_func=lambda run_id: f"Run {run_id}: {wording.plain(by_id[run_id].name)}",
        default=runs[0].id,
        required=True,
        key=f"compare_against_{'_'.join(map(str, by_id))}",
    )
    split = "validation"
    if all(run.test_opened or run.series for run in runs):
        split = st.segmented_control(
            "Measured on",
            ["validation", "test"],
            format_func=lambda part: {"validation": "Validation", "test": "Test set"}[part],
            default=split,
            required=True,
            key="compare_split",
            label_visibility="collapsed",
        )
    return by_id[number], split


def _answer(runs: Sequence[RunRecord], split: str) -> dict[str, Any] | None:
    stamps = tuple((run.id, run.name, *(_stamp(run.id, one) for one in _FILES)) for run in runs)
    try:
        with st.spinner("Comparing the runs; the first time takes some seconds"):
            return _compared(str(session.workspace()), stamps, split)
    except UserError as error:
        errors.tell(error)
        return None


_FILES = (PREDICTIONS, _POINT)


def _stamp(run_id: int, name: str) -> int:
    path = run_folder(session.workspace(), run_id) / name
    return path.stat().st_mtime_ns if path.is_file() else 0


@st.cache_data(max_entries=50, show_spinner=False)
def _compared(folder: str, stamps: tuple[tuple[Any, ...], ...], split: str) -> dict[str, Any]:
    return session.helper_of(folder).compare([run[0] for run in stamps], split=split)


def _verdicts(told: dict[str, Any]) -> None:
    """For each run whether it ranks lesions better, and how sure that is."""
    for one in told["comparisons"]:
        area = one["measures"][0]
        st.markdown(
            f"#### Run {one['run']} against run {one['against']}: AUC {_word(area['word'])}"
        )
        st.markdown(wording.plain(one["sentences"][0]))
    st.caption(wording.plain(told["on"]))


def _word(said: str) -> str:
    return {"undefined": "cannot be told"}.get(said, said)


def _forest(told: dict[str, Any]) -> None:
    several = len(told["comparisons"]) > 1
    rows = [
        {
            "name": f"Run {one['run']}: {_short(row)}" if several else _short(row),
            **{key: row[key] for key in ("difference", "low", "high", "word")},
            "said": f"{sentences.difference(row)} {_word(row['word'])}",
        }
        for one in told["comparisons"]
        for row in one["measures"]
    ]
    figures.show(
        charts.differences(rows, dark=session.dark()),
        title=f"Difference to run {told['reference']}, with its 95 % interval",
        key="compared_differences",
        help="An interval that holds 0 says that these images cannot tell the two apart; it does "
        "not say that they are equal. Open dots: not distinguishable.",
        rows=sentences.table(told),
        camera=False,
    )


def _short(row: dict[str, Any]) -> str:
    name = sentences.NAMES[row["measure"]]
    own = " (own point)" if row["at"].startswith("each") else ""
    return f"{name}{own}"


def _curves(told: dict[str, Any]) -> None:
    curves = [
        (f"Run {one['run']}: AUC {sentences.number(one['auc'])}", one["roc"])
        for one in told["runs"]
        if one["roc"]
    ]
    if curves:
        figures.show(
            charts.rocs(curves, dark=session.dark()),
            title="ROC, on the same images",
            key="compared_rocs",
            help="Every possible threshold at once: how many are found against how many false "
            "alarms. Of more than two classes: the mean of each against the rest.",
        )


_HOW = (
    "Paired, on the same images. AUC: DeLong; shares: McNemar, exact where fewer than 25 images "
    "tell the two apart; where a lesion or patient has several images, and for all else, whole "
    "groups are resampled 2,000 times, the same for both. With more than two runs p is adjusted by "
    "Holm. “Smallest it could see”: the true difference that such a comparison finds in 80 % of "
    "repetitions at the 5 % level."
)
