"""The confusion matrix, and the photographs of the cell that is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.mistakes.kinds import of_cell
from runs.operating.errors import OperatingPointError
from runs.series.paths import FOLDS
from ui import charts
from ui.charts import figures
from ui.frame import errors, session, wording
from ui.frame.errors import guarded
from ui.pages.results import operating_scores, pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.mistakes.kinds import Found
    from runs.store.records import RunRecord

    Cell = tuple[str, str]
    """A label, and what it was named."""

_NONE = ("", "")


def show(run: RunRecord, evaluation: Mapping[str, Any], split: str) -> None:
    """The matrix beside a chooser of its cells; a click chooses a cell, too."""
    st.fragment(_browse)(run, evaluation, split)


@guarded
def _browse(run: RunRecord, evaluation: Mapping[str, Any], split: str) -> None:
    names, table = evaluation["class_names"], evaluation["confusion"]
    key = f"confusion_{split}"
    chooser = f"cell_{run.id}_{split}"

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            row, column = int(points[0]["y"]), int(points[0]["x"])
            st.session_state[chooser] = (names[row], names[column])

    left, right = st.columns([3, 2], gap="large")
    with left:
        drawn = charts.confusion(evaluation, dark=session.dark())
        figures.show(
            charts.clickable(drawn, names, table),
            title="Confusion matrix (images)",
            key=key,
            help="Each row is one class: how its images were named by the highest score. A click "
            "on a cell shows its photographs below.",
            rows=_rows(evaluation),
            clicked=clicked,
        )
    with right:
        cell = _chosen(evaluation, chooser)
        st.caption(
            "A click on a cell, or a choice here, shows its photographs below: the surest first."
        )
    if cell == _NONE:
        return
    try:
        images = operating_scores.scored(run.id, split)
    except OperatingPointError as error:
        errors.tell(error)
        return
    found = of_cell(images, *cell)
    pictures.show(run, images, found, key=f"{chooser}_{cell}", told=_told, own=split != FOLDS)


def _chosen(evaluation: Mapping[str, Any], key: str) -> Cell:
    """The cells that have images, the mistakes first and the fullest of them."""
    counts = {(row["label"], row["said"]): row["images"] for row in _rows(evaluation)}
    there = [cell for cell, images in counts.items() if images]
    there.sort(key=lambda cell: (cell[0] == cell[1], -counts[cell]))
    cell: Cell = st.selectbox(
        "Photographs of a cell",
        [_NONE, *there],
        format_func=lambda cell: (
            "choose a cell, or click on it"
            if cell == _NONE
            else f"{cell[0]}, named {cell[1]}: {wording.plural(counts[cell], 'photograph')}"
        ),
        key=key,
        width=420,
    )
    return cell


def _told(one: Found) -> str:
    return f"{wording.plain(one.named)}: {one.score:.2f}"


def _rows(evaluation: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = evaluation["class_names"]
    return [
        {"label": truth, "said": said, "images": count}
        for truth, row in zip(names, evaluation["confusion"], strict=True)
        for said, count in zip(names, row, strict=True)
    ]
