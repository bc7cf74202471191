"""On other collections: what a run is worth away from its own dataset, and what it loses there.

The judging runs in a process of its own (``runs.outside.job``); here it is begun, watched, shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from data.errors import DatasetError
from runs.outside import job
from runs.outside.classes import unmatched
from runs.outside.records import results_of
from runs.outside.sides import OWN_TEST, OWN_VALIDATION, told_beside
from runs.results import MODEL
from runs.workspace import run_folder
from ui import charts
from ui.charts import figures
from ui.frame import errors, job_panel, session, wording
from ui.frame.session import Hand
from ui.pages.results import outside_table
from ui.pages.runs import trained

if TYPE_CHECKING:
    from runs.store.records import RunRecord

_LEFT_OUT = "leave out"


def show(run: RunRecord) -> None:
    """The section: results so far, the judging under way or a way to begin one, and tables."""
    st.subheader("On other collections", anchor=False, help=_WHY)
    found = results_of(session.workspace(), run.id)
    if found:
        _results(run, found)
    under_way = job.current(session.workspace(), run.id)
    title = f"Judging on **{wording.plain(under_way.dataset)}**" if under_way else ""
    watched = job_panel.show(under_way, key="outside", stop="Stop judging", title=title)
    if not watched and (run_folder(session.workspace(), run.id) / MODEL).is_file():
        _begin(run)
    outside_table.show()


def _results(run: RunRecord, found: list[dict[str, Any]]) -> None:
    """AUCs side by side, then each collection in sentences with its curves."""
    beside = [told_beside(session.workspace(), told) for told in found]
    own = beside[0]["own"]
    called = OWN_TEST if own["split"] == "test" else OWN_VALIDATION
    rows = [(called[4:].capitalize(), own["auc"], own["auc_low"], own["auc_high"])]
    for told in found:
        numbers = told["evaluation"]
        rows.append((told["dataset"], *(numbers[key] for key in ("auc", "auc_low", "auc_high"))))
    figures.show(
        charts.intervals(rows, dark=session.dark(), percent=False, title="AUC"),
        title="AUC inside and outside, with its 95 % interval",
        key="outside_areas",
        rows=[dict(zip(("on", "auc", "low", "high"), row, strict=True)) for row in rows],
    )
    if trained.synthetic(run.id) or any(told["synthetic"] for told in found):
        st.caption(f":material/draw: {wording.DRAWINGS}")
    for told, told_so in zip(found, beside, strict=True):
        _one(told, told_so["sentences"])


def _one(told: dict[str, Any], sentences: list[str]) -> None:
    first, *rest = sentences
    st.markdown(f"**{wording.plain(first)}**")
    st.markdown("\n".join(f"- {wording.plain(sentence)}" for sentence in rest))
    with st.expander(f"ROC and confusion matrix on “{wording.plain(told['dataset'])}”"):
        key = f"outside_{told['dataset_digest'][:12]}"
        outside_table.judgement(told["evaluation"], key=key, grouped_by=told["grouped_by"])


def _begin(run: RunRecord) -> None:
    """Which collection, and which of its classes is which of the run's."""
    others = [name for name in session.names(Hand.DATASET) if name != run.dataset]
    if not others:
        st.caption("Import another collection on the Data page to judge this run on it.")
        return
    name = st.selectbox("Collection", others, key="outside_dataset", width=420)
    try:
        labels = session.dataset(name).classes
    except DatasetError as error:
        errors.tell(error)
        return
    classes = trained.about(run.id).get("classes", [])
    mapping = _map(labels, classes)
    matched = len(labels) - sum(to in {"", _LEFT_OUT} for to in mapping.values())
    st.caption(
        f"All photographs of “{wording.plain(name)}” are taken that the run has not seen; what is "
        "left out is counted and told. The threshold stays as it was saved. Each judging is "
        "counted for that collection, and none for the run's own test set."
    )
    label = f"Judge on “{wording.plain(name)}”"
    if st.button(label, icon=":material/public:", key="outside_begin", disabled=not matched):
        chosen = {label: "" if to == _LEFT_OUT else to for label, to in mapping.items()}
        job.start(session.workspace(), run.id, name, chosen)
        st.rerun()
    if not matched:
        st.caption("First say above of at least one class which of the run's classes it is.")


def _map(labels: tuple[str, ...], classes: list[str]) -> dict[str, str]:
    """Classes of the other collection that the run does not know by name: which are they?"""
    unknown = unmatched(labels, classes)
    if not unknown:
        return {}
    st.markdown("Classes that the run does not know by this name:")
    mapping = {}
    with st.grid(3, min_column_width=220):
        for label in unknown:
            mapping[label] = st.selectbox(
                f"“{wording.plain(label)}” is", [_LEFT_OUT, *classes], key=f"outside_map_{label}"
            )
    return mapping


_WHY = (
    "A number measured on the collection that a network learnt from is its best case. On "
    "photographs of another clinic, camera or population it is usually lower."
)
