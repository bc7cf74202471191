"""Mistakes of a run as photographs: sure errors, close calls, labels that may be wrong.

Only of the split that is being shown: the test set's stay closed until it is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from runs.csv_text import as_csv
from runs.groupings import groupings
from runs.mistakes.finding import as_rows
from runs.mistakes.finding import found as find
from runs.mistakes.kinds import Kind
from runs.operating import choosing
from runs.operating.errors import OperatingPointError
from runs.series.paths import FOLDS
from ui.frame import errors, session, wording
from ui.frame.errors import guarded
from ui.pages.data.gallery import words
from ui.pages.results import operating_scores, pictures
from ui.pages.runs import trained

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runs.mistakes.kinds import Found
    from runs.operating.scored import Scored
    from runs.store.records import RunRecord

_NAMES = {
    Kind.SURE: "Sure and wrong",
    Kind.UNSURE: "Least sure",
    Kind.LABEL: "Label perhaps wrong",
}
_EVERYONE = ("", "")


def show(run: RunRecord, split: str) -> None:
    """The chooser of what to look at, filters, and the photographs."""
    st.fragment(_browse)(run, split)


@guarded
def _browse(run: RunRecord, split: str) -> None:
    try:
        images = operating_scores.scored(run.id, split)
        point = None if split == FOLDS else choosing.saved(session.workspace(), run.id)
    except OperatingPointError as error:
        errors.tell(error)
        return
    kind = Kind(
        st.segmented_control(
            "Look at",
            list(Kind),
            format_func=lambda one: _NAMES[one],
            default=Kind.SURE,
            required=True,
            key="misses_kind",
            label_visibility="collapsed",
            persist_state="page",
        )
        or Kind.SURE
    )
    decided = f"your threshold of {point.threshold:.3f}" if point else "the highest score"
    st.caption(_HELP[kind].format(decided=decided))
    found = find(session.workspace(), run.id, kind, split=split)
    kept, where = _filtered(run, images)
    shown = [one for one in found if kept[one.row]]
    if not shown:
        st.caption(_NOTHING[kind] if len(found) == 0 else "None of these is in that group.")
        return
    st.download_button(
        f"All {len(shown):,} as CSV",
        data=lambda: as_csv(as_rows(shown, run_id=run.id, split=split, kind=kind)),
        file_name=f"run-{run.id}-{split}-{kind}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        key="misses_csv",
        on_click="ignore",
    )
    told = _suspected if kind is Kind.LABEL else _named
    key = f"misses_{run.id}_{split}_{kind}_{where}"
    pictures.show(run, images, shown, key=key, told=told, own=split != FOLDS)


def _filtered(run: RunRecord, images: Scored) -> tuple[NDArray[np.bool_], str]:
    """Which images the filters leave, and what tells this choice from others."""
    kept = np.ones(len(images.ids), dtype=bool)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.selectbox(
            wording.LABEL,
            ["", *images.classes],
            format_func=lambda name: name or "all classes",
            key="misses_class",
            width=240,
        )
        if label:
            kept &= images.labels == images.classes.index(label)
        values = _values(run, images)
        whom = st.selectbox(
            "Of whom",
            [_EVERYONE, *values],
            format_func=lambda one: (
                "everyone" if one == _EVERYONE else f"{words.title(one[0])}: {words.shown(*one)}"
            ),
            key="misses_whom",
            width=320,
        )
        if whom in values:
            kept &= values[whom]
    return kept, f"{label}_{whom}"


def _values(run: RunRecord, images: Scored) -> dict[tuple[str, str], NDArray[np.bool_]]:
    """Each value of each thing that is known, and which images have it."""
    dataset = trained.dataset(run)
    if dataset is None:
        return {}
    entries = dataset.manifest.set_index("image_id").loc[list(images.ids)]
    found: dict[tuple[str, str], NDArray[np.bool_]] = {}
    for by, known in groupings(entries).items():
        column = np.array(["" if value is None else value for value in known])
        values = sorted(set(column.tolist()) - {""})
        if len(values) > 1:
            found |= {(by, value): column == value for value in values}
    return found


def _named(one: Found) -> str:
    return (
        f"{wording.LABEL}: **{wording.plain(one.label)}**; {'rightly ' * one.right}"
        f"named {wording.plain(one.named)} ({one.score:.2f})"
    )


def _suspected(one: Found) -> str:
    others = ""
    if one.asked:
        others = f". Other runs that agree: {one.agree} of {one.asked}"
    return (
        f"{wording.LABEL}: **{wording.plain(one.label)}** ({one.own:.2f}); perhaps "
        f"{wording.plain(one.named)} ({one.score:.2f}){others}"
    )


_HELP = {
    Kind.SURE: "Named wrongly by {decided}, the surest first. Look whether they are rare, badly "
    "lit, partly outside the picture, or labelled wrongly.",
    Kind.UNSURE: "Nearest to the line that is drawn by {decided}: a little more light, and they "
    "might have been named otherwise.",
    Kind.LABEL: "The scores speak for another class than the label, by confident learning "
    "(Northcutt 2021), on images that the network did not learn from. First those that most other "
    "runs name so, too. Candidates to look at, no verdicts: most are hard cases.",
}
_NOTHING = {
    Kind.SURE: "Not one of these images was named wrongly.",
    Kind.UNSURE: "There is no image here.",
    Kind.LABEL: "No label here is spoken against by the scores.",
}
