"""Data: can I trust these photographs? What is there, how it is divided, and the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from data.counting import class_table, split_table
from data.versions.log import read_log
from ui import charts
from ui.charts import figures
from ui.frame import session, shell, wording
from ui.frame.decided import division_heading
from ui.frame.navigation import Place
from ui.frame.session import Hand
from ui.pages.data import address
from ui.pages.data.check import copies, deciding, dividing, findings, giveaways
from ui.pages.data.gallery import gallery, narrowing, words
from ui.pages.data.view import VIEW, View
from ui.pages.data.ways_in import panel as import_panel
from ui.pages.data.ways_in.progress import report, show_job

if TYPE_CHECKING:
    from data.dataset import Dataset

_BY = {
    "lesion": "All images of one lesion are on the same side, so that the network cannot pass by "
    "recognising a lesion that it has seen.",
    "patient": "All images of one patient are on the same side, so that the network cannot pass by "
    "recognising skin that it has seen.",
    "image": "No ids of lesions or patients were given: views of one lesion may be on both sides.",
}


_NOTHING = "what a network learns from them says nothing about skin."


def page() -> None:
    """The page."""
    shell.header(Place.DATA, "Can I trust these photographs?")
    show_job()
    name = session.held(Hand.DATASET)
    if name is None:
        import_panel.show(first=not session.names(Hand.DATASET))
        return
    address.read()
    st.session_state.setdefault(VIEW, View.LOOK)
    chosen = st.segmented_control(
        "View",
        list(View),
        required=True,
        key=VIEW,
        label_visibility="collapsed",
    )
    view = chosen or View.LOOK
    _view(name, view)
    address.write(view=view, plain=narrowing.PLAIN)


def _view(name: str, view: View) -> None:
    if view is View.IMPORT:
        import_panel.show(first=False)
        return
    dataset = session.dataset(name)
    _notices(dataset)
    deciding.confirm()
    if view is View.GALLERY and not dataset.photographed:
        st.caption("Only its tables were imported; import it again with its photographs to look.")
    elif view is View.GALLERY:
        gallery.show(dataset)
    else:
        _look(dataset)


def _notices(dataset: Dataset) -> None:
    """What must be known before a number from these images is believed."""
    if dataset.synthetic:
        st.info(f"These are drawings, not patients: {_NOTHING}", icon=":material/draw:")
    for notice in dataset.notices:
        if notice != wording.DRAWINGS:
            st.warning(wording.plain(notice), icon=":material/info:")


def _look(dataset: Dataset) -> None:
    _totals(session.summary(dataset.name) or dataset.report)
    left, right = st.columns(2, gap="large")
    with left:
        _population(dataset)
    with right:
        _splits(dataset)
    findings.show(dataset)
    giveaways.show(dataset)
    deciding.show(dataset)
    copies.show(dataset)
    _taken(dataset)
    _remove(dataset)


def _totals(summary: dict[str, Any]) -> None:
    told = {
        "Images": summary["images"],
        "Lesions": summary.get("lesions"),
        "Patients": summary.get("patients"),
        "Classes": len(summary["classes"]),
    }
    for column, (name, count) in zip(st.columns(4), told.items(), strict=True):
        why = None if count is not None else "The source gives no ids of them."
        column.metric(
            name, wording.UNKNOWN if count is None else f"{count:,}", border=True, help=why
        )


def _population(dataset: Dataset) -> None:
    table = class_table(dataset.used, dataset.classes)
    units = [unit for unit in ("images", "lesions", "patients") if table[unit].notna().any()]
    counts = {unit: {str(k): int(n) for k, n in table[unit].dropna().items()} for unit in units}
    figures.show(
        charts.population(counts, dark=session.dark()),
        title="What it holds",
        key="population",
        help="A lesion may have several images: its views are no new lesions.",
        camera=False,
    )


def _splits(dataset: Dataset) -> None:
    divided = wording.unit(dataset.grouped_by)
    heading = division_heading(read_log(dataset.folder).division, divided)
    st.markdown(f"**{wording.plain(heading)}**", help=_BY.get(dataset.grouped_by))
    st.table(_counted(dataset))
    with st.container(horizontal=True, vertical_alignment="center"):
        tied = f"Photographs / {divided}s, those that are tied counted as one. "
        units = "" if dataset.grouped_by == "image" else tied
        st.caption(
            f"{units}The network learns on train; validation chooses the best epoch; the test set "
            "stays closed until you open it.",
            width="stretch",
        )
        dividing.show(dataset)


def _counted(dataset: Dataset) -> pd.DataFrame:
    """Photographs of each class in each part, and the groups that they make, as text."""
    table = split_table(dataset.used, dataset.classes)[["images", "groups"]]
    told = {}
    for part in dict.fromkeys(table.index.get_level_values("split")):
        of = table.loc[part]
        inside = dataset.used[dataset.used["split"] == part]
        of.loc["all"] = [len(inside), inside["group"].nunique()]
        grouped = dataset.grouped_by != "image"
        told[part] = [
            f"{images:,} / {groups:,}" if grouped else f"{images:,}"
            for images, groups in of.to_numpy().tolist()
        ]
    return pd.DataFrame(told, index=[*dataset.classes, "all"])


def _taken(dataset: Dataset) -> None:
    """What was not taken, and where the photographs and their licences come from."""
    st.markdown("**What was taken**")
    told = dataset.report
    report(told["reported"], rows_in=told["rows_in"], layout=told["layout"])
    if dataset.licences:
        st.caption(f"Licence of the images: {wording.plain(', '.join(dataset.licences))}.")
    if dataset.attributions:
        st.caption(wording.plain(words.credit(dataset.attributions)))


def _remove(dataset: Dataset) -> None:
    """Deleting is a dialog away; photographs that were read in place stay where they are."""
    if st.button("Delete this dataset", type="tertiary", icon=":material/delete:", key="delete"):
        _confirm(dataset.name)


@st.dialog("Delete this dataset?")
def _confirm(name: str) -> None:
    st.markdown(
        f"**{wording.plain(name)}** and its copies in the workspace will be removed. Photographs "
        "that were read in place stay where they are; results of earlier runs stay, too."
    )
    if st.button("Delete", type="primary", key="delete_yes"):
        session.library().delete(name)
        session.forget_names()
        st.session_state[f"hand_{Hand.DATASET}"] = None
        st.query_params.pop(Hand.DATASET, None)
        st.rerun()
