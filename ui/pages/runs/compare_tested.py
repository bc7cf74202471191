"""Is B better than A? Paired tests on the images that all ticked runs were judged on, in words.

The helper process computes; here it is asked, once, and shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from layers_catalog.errors import UserError
from runs.comparing import sentences
from runs.operating.point import OPERATING_POINT
from runs.results import PREDICTIONS
from runs.series.naming import short
from runs.workspace import run_folder
from ui import charts
from ui.charts import figures
from ui.frame import errors, session, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.pages.runs.compared import Compared

_LEAST = 2


def show(compared: Sequence[Compared]) -> None:
    """The whole section; what has no predictions is told and left out."""
    judged = [one for one in compared if one.predicted]
    if missing := [sentences.called(one.ref) for one in compared if one not in judged]:
        st.caption(f"Without predictions, and so not compared: {', '.join(missing)}.")
    if len(judged) < _LEAST:
        return
    reference, split = _asked(judged)
    ordered = [reference, *(one for one in judged if one.ref != reference.ref)]
    told = _answer(ordered, split)
    if told is None:
        return
    if any(one.synthetic for one in judged):
        st.caption(f":material/draw: {wording.DRAWINGS}")
    for warning in told["warnings"]:
        st.warning(wording.plain(warning), icon=":material/report:")
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            _verdicts(told)
        with st.container():
            _curves(told)
    _forest(told)
    with st.expander("Every number, and every sentence", icon=":material/table:"):
        st.dataframe(sentences.table(told), hide_index=True, height="content")
        for one in told["comparisons"]:
            st.markdown("\n".join(f"- {wording.plain(said)}" for said in one["sentences"]))
        st.caption(_HOW)


def _asked(compared: Sequence[Compared]) -> tuple[Compared, str]:
    """Against which of them, and on which images."""
    by_ref = {one.ref: one for one in compared}
    ref = st.pills(
        "All others against",
        list(by_ref),
        format_func=lambda ref: f"{by_ref[ref].title}: {wording.plain(by_ref[ref].name)}",
        default=compared[0].ref,
        required=True,
        key=f"compare_against_{'_'.join(map(str, by_ref))}",
    )
    split = "validation"
    runs = [one.run for one in compared if isinstance(one.ref, int)]
    if len(runs) == len(compared) and all(run.test_opened or run.series for run in runs):
        opened = "Held out" if all(run.series for run in runs) else "Test set"
        split = st.segmented_control(
            "Measured on",
            ["validation", "test"],
            format_func=lambda part: {"validation": "Validation", "test": opened}[part],
            default=split,
            required=True,
            key="compare_split",
            label_visibility="collapsed",
        )
    return by_ref[ref], split


def _answer(compared: Sequence[Compared], split: str) -> dict[str, Any] | None:
    stamps = tuple(
        (one.ref, one.name, *(_stamp(run.id, name) for run in one.parts for name in _FILES))
        for one in compared
    )
    try:
        with st.spinner("Comparing; the first time takes some seconds"):
            return _compared(str(session.workspace()), stamps, split)
    except UserError as error:
        errors.tell(error)
        return None


_FILES = (PREDICTIONS, OPERATING_POINT)


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
        both = (
            f"{sentences.sentence_case(one['called'])} against {sentences.called(one['against'])}"
        )
        st.markdown(f"#### {both}: AUC {_word(area['word'])}")
        st.markdown(wording.plain(one["sentences"][0]))
        if one["by_folds"]:
            st.markdown(wording.plain(one["sentences"][-1]))
    st.caption(wording.plain(told["on"]))


def _word(said: str) -> str:
    return {"undefined": "cannot be told"}.get(said, said)


def _forest(told: dict[str, Any]) -> None:
    several = len(told["comparisons"]) > 1
    rows = [
        {
            "name": f"{_brief(one['run'])}: {_short(row)}" if several else _short(row),
            "difference": row["difference"],
            "low": row["low_adjusted"],
            "high": row["high_adjusted"],
            "word": row["word"],
            "said": f"{sentences.difference(row, which='_adjusted')} {_word(row['word'])}",
        }
        for one in told["comparisons"]
        for row in (*one["measures"], *([one["by_folds"]] if one["by_folds"] else []))
    ]
    level = (
        "its 95 % interval" if not several else "its interval (wider, since several are compared)"
    )
    figures.show(
        charts.differences(rows, dark=session.dark()),
        title=f"Difference to {sentences.called(told['reference'])}, with {level}",
        key="compared_differences",
        help="An interval that holds 0 says that these images cannot tell the two apart; it does "
        "not say that they are equal. Open dots: not distinguishable." + _LEVELS * several,
        rows=sentences.table(told),
        camera=False,
    )


def _brief(ref: int | str) -> str:
    return f"Run {ref}" if isinstance(ref, int) else short(ref)


def _short(row: dict[str, Any]) -> str:
    name = sentences.NAMES[row["measure"]]
    own = " (own point)" if row["at"].startswith("each") else ""
    return f"{name}{own}{' (by folds)' * ('differences' in row)}"


def _curves(told: dict[str, Any]) -> None:
    curves = [
        (
            f"{sentences.sentence_case(one['called'])}: AUC {sentences.number(one['auc'])}",
            one["roc"],
        )
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


_LEVELS = (
    " With several runs each interval is wider than one of 95 %: of the level at which Holm’s "
    "procedure tests it, so that it holds 0 exactly where the word is “not distinguishable”. The "
    "table has the 95 % intervals, too."
)
_HOW = (
    "Paired, on the same images. AUC: DeLong; shares: McNemar, exact where fewer than 25 images "
    "tell the two apart; where a lesion or patient has several images, and for all else, whole "
    "groups are resampled 2,000 times, the same for both. With more than two runs p is adjusted by "
    "Holm, and the intervals in the figure are of the level at which Holm tests. Fold by fold: the "
    "corrected resampled t-test (Nadeau and Bengio 2003), which knows that folds share what they "
    "learn from. “Smallest it could see”: the true difference that such a comparison finds in 80 % "
    "of repetitions at the 5 % level."
)
