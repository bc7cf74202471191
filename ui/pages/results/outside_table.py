"""A table of predictions made elsewhere, judged as a run is; the helper process computes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from layers_catalog.errors import UserError
from ui import charts
from ui.charts import figures
from ui.frame import errors, session, wording
from ui.pages.results import verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_ROWS = 500


def show() -> None:
    """The upload, folded, and what came of it."""
    with st.expander("Judge predictions made elsewhere (CSV)", icon=":material/table:"):
        st.caption(
            "A table with the columns image, label and one score for each class, or one score for "
            "the positive class; a column group, lesion_id or patient_id says what belongs "
            "together. It is read, judged and not kept."
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            sent = st.file_uploader(
                "Table", type=["csv", "tsv", "tab", "txt"], key="outside_csv", width="stretch"
            )
            positive = st.text_input(
                "Positive class",
                key="outside_positive",
                placeholder="told by the table",
                width=220,
                help="Only where two labels do not say by themselves which one is positive.",
            )
        if sent is None:
            return
        try:
            with st.spinner("Judging the table"):
                told = _judged(sent.getvalue(), sent.name, positive.strip() or None)
        except UserError as error:
            errors.tell(error)
            return
        _result(told)


@st.cache_data(max_entries=10, show_spinner=False)
def _judged(content: bytes, name: str, positive: str | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        return session.helper().judge_table(path, positive=positive)


def _result(told: Mapping[str, Any]) -> None:
    used = {**told["columns"], **{f"score of {name}": of for name, of in told["scores"].items()}}
    said = ", ".join(f"{role}: {column}" for role, column in used.items())
    st.caption(f"{wording.plain(str(told['table']))} was read so: {wording.plain(said)}.")
    if told["ignored"]:
        st.caption(f"Not used: {wording.plain(', '.join(told['ignored']))}.")
    rows = told["reported"]
    st.caption(f"{told['taken']:,} of {wording.plural(told['rows_in'], 'row')} were taken.")
    if rows:
        st.dataframe(
            rows[:_MOST_ROWS],
            hide_index=True,
            column_config={
                "where": "Where",
                "why": st.column_config.TextColumn("Why", width="large"),
            },
        )
    judgement(told["evaluation"], key="outside_table", grouped_by=told["grouped_by"])


def judgement(evaluation: Mapping[str, Any], *, key: str, grouped_by: str = "image") -> None:
    """What an evaluation says, its ROC and its confusion matrix.

    Args:
        evaluation: as ``runs.evaluation.evaluate`` gives it.
        key: of the figures, unique on the page.
        grouped_by: what the photographs were grouped by.
    """
    said = verdict.verdict(evaluation, split="outside", grouped_by=grouped_by)
    for line in said.lines:
        st.markdown(f"**{wording.plain(line)}**")
    st.markdown(wording.plain(said.measured))
    for note in evaluation.get("notes", ()):
        st.caption(f":material/info: {wording.plain(note)}")
    left, right = st.columns(2, gap="large")
    with left:
        figures.show(charts.roc(evaluation, dark=session.dark()), title="ROC", key=f"{key}_roc")
    with right:
        figures.show(
            charts.confusion(evaluation, dark=session.dark()),
            title="Confusion matrix (images)",
            key=f"{key}_confusion",
        )
