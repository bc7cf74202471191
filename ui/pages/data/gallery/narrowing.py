"""Which photographs the gallery shows, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from data.audit.measures import Measure
from data.manifest import LEFT_OUT
from ui.frame import wording
from ui.pages.data.check import findings
from ui.pages.data.gallery import mistakes
from ui.pages.data.view import FINDING

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from data.dataset import Dataset

_PARTS: Final = ("train", "validation", "test", LEFT_OUT)
_BY_NAME: Final = "by name"
_ORDERS: Final[dict[str, tuple[Measure, bool]]] = {
    "blurred first": (Measure.SHARPNESS, True),
    "dark first": (Measure.BRIGHTNESS, True),
    "bright first": (Measure.BRIGHTNESS, False),
    "most hair first": (Measure.HAIR, False),
    "most like a ruler first": (Measure.RULER, False),
    "most ink first": (Measure.INK, False),
    "darkest corners first": (Measure.CORNERS, False),
}
"""Measures, and whether the lowest comes first."""
_KNOWN: Final = {
    "diagnosis": "Diagnosis",
    "sex": "Sex",
    "site": "Where on the body",
    "dx_type": "Confirmed by",
    "source": "Source",
    "image_type": "Kind of image",
    "skin_type": "Skin type",
}
_MOST = 60
_ALL = "all photographs"


def chosen(dataset: Dataset) -> NDArray[np.int64]:
    """Rows of the manifest that the filters leave, in the chosen order."""
    manifest = dataset.manifest
    kept = np.ones(len(manifest), dtype=bool)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kept &= _pills("Class", dataset.classes, manifest["label"], "gallery_class")
        kept &= _pills("Part", _PARTS, manifest["split"], "gallery_split")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rows = _of_finding(dataset)
        order = _order(dataset)
        with st.popover("More filters", icon=":material/filter_list:"):
            kept &= _known(manifest)
    shown = np.arange(len(manifest)) if rows is None else np.array(rows, dtype=np.int64)
    return _sorted(shown[kept[shown]], order)


def _pills(name: str, values: tuple[str, ...], column: pd.Series, key: str) -> NDArray[np.bool_]:
    there = [value for value in values if value != LEFT_OUT or (column == LEFT_OUT).any()]
    picked = st.pills(
        name,
        there,
        selection_mode="multi",
        key=key,
        format_func=lambda value: "left out" if value == LEFT_OUT else wording.plain(value),
    )
    return column.isin(picked).to_numpy() if picked else np.ones(len(column), dtype=bool)


def _of_finding(dataset: Dataset) -> tuple[int, ...] | None:
    """The rows of the chosen finding; None for all."""
    found = {one.key: one for one in findings.of(dataset)}
    if st.session_state.get(FINDING) not in found:
        st.session_state[FINDING] = _ALL
    key = st.selectbox(
        "Found",
        [_ALL, *found],
        format_func=lambda key: key if key == _ALL else findings.sentence(found[key]),
        key=FINDING,
        width=420,
    )
    return found[key].rows if key in found else None


def _order(dataset: Dataset) -> NDArray[np.float64] | None:
    """What to sort by, the lowest first, for each row; NaN for rows that are not to be shown."""
    measures = dataset.measures
    by_measure = {} if measures is None else _ORDERS
    trained = {f"mistakes of run {run.id} first": run for run in mistakes.runs(dataset)}
    chosen = st.selectbox(
        "Order", [_BY_NAME, *by_measure, *trained], key="gallery_order", width=240
    )
    if chosen in trained:
        return -mistakes.errors(trained[chosen], dataset)
    if measures is None or chosen not in by_measure:
        return None
    measure, lowest = _ORDERS[chosen]
    values = measures[measure.value].to_numpy(dtype=np.float64)
    return values if lowest else -values


def _sorted(rows: NDArray[np.int64], order: NDArray[np.float64] | None) -> NDArray[np.int64]:
    if order is None:
        return rows
    shown = rows[~np.isnan(order[rows])]
    return shown[np.argsort(order[shown], kind="stable")]


def _known(manifest: pd.DataFrame) -> NDArray[np.bool_]:
    """Filters for what is known of the photographs, where it differs among them."""
    kept = np.ones(len(manifest), dtype=bool)
    typed = st.text_input("Name contains", key="gallery_name").strip()
    if typed:
        kept &= manifest["image_id"].str.contains(typed, case=False, regex=False).to_numpy()
    for column, name in _KNOWN.items():
        values = sorted(set(manifest[column].dropna()))
        if 1 < len(values) <= _MOST:
            picked = st.multiselect(name, values, key=f"gallery_{column}")
            if picked:
                kept &= manifest[column].isin(picked).to_numpy()
    return kept
