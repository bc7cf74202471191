"""Which photographs the gallery shows, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from data.audit.measures import Measure
from data.manifest import LEFT_OUT
from ui.frame import wording
from ui.pages.data.check import findings
from ui.pages.data.gallery import mistakes, words
from ui.pages.data.view import FINDING, VIEW, View

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_FEW = 4
_ALL = "all photographs"
PLAIN: Final = {"found": _ALL, "order": _BY_NAME}
"""What the choosers say while nothing is chosen; see ``address``."""


@dataclass(frozen=True)
class Order:
    """An order of the photographs.

    Args:
        values: for each row what to sort by, the lowest first; NaN for rows that are not to be
            shown. None: as in the manifest.
        said: by row, what stands beside a photograph in this order.
    """

    values: NDArray[np.float64] | None = None
    said: dict[int, str] = field(default_factory=dict)


def chosen(dataset: Dataset) -> tuple[NDArray[np.int64], dict[int, str]]:
    """Rows of the manifest that the filters leave, in the chosen order, and what is said of them.

    What is said by row is empty but for the mistakes of a run.
    """
    manifest = dataset.manifest
    kept = np.ones(len(manifest), dtype=bool)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kept &= _among("Class", dataset.classes, manifest["label"], "gallery_class")
        kept &= _among("Part", _PARTS, manifest["split"], "gallery_split")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rows = _of_finding(dataset)
        order = _order(dataset)
        with st.popover("More filters", icon=":material/filter_list:"):
            kept &= _known(manifest)
        if rows is not None:
            st.button(
                "Back to the check",
                key="gallery_back",
                type="tertiary",
                icon=":material/arrow_back:",
                on_click=_back,
            )
    shown = np.arange(len(manifest)) if rows is None else np.array(rows, dtype=np.int64)
    return _sorted(shown[kept[shown]], order.values), order.said


def _back() -> None:
    st.session_state[VIEW] = View.LOOK


def _among(name: str, values: tuple[str, ...], column: pd.Series, key: str) -> NDArray[np.bool_]:
    """A filter: side by side where the values are few, else a menu."""
    there = [value for value in values if value != LEFT_OUT or (column == LEFT_OUT).any()]
    _only(key, there)

    def told(value: str) -> str:
        return wording.plain(words.shown(str(column.name), value))

    picked = (
        st.pills(name, there, selection_mode="multi", key=key, format_func=told)
        if len(there) <= _FEW
        else st.multiselect(
            name, there, key=key, format_func=told, width=420, placeholder="all classes"
        )
    )
    return column.isin(picked).to_numpy() if picked else np.ones(len(column), dtype=bool)


def _only(key: str, there: Sequence[str]) -> None:
    """Forget what is chosen and not there, or twice: it came with an address or a dataset."""
    if key in st.session_state:
        picked = dict.fromkeys(st.session_state[key] or ())
        st.session_state[key] = [one for one in picked if one in there]


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


def _order(dataset: Dataset) -> Order:
    measures = dataset.measures
    by_measure = {} if measures is None else _ORDERS
    trained = {f"mistakes of run {run.id} first": run for run in mistakes.runs(dataset)}
    offered = [_BY_NAME, *by_measure, *trained]
    if st.session_state.get("gallery_order") not in offered:
        st.session_state["gallery_order"] = _BY_NAME
    chosen = st.selectbox("Order", offered, key="gallery_order", width=240)
    if chosen in trained:
        named = mistakes.named(trained[chosen], dataset)
        return Order(-named.lacked, named.said)
    if measures is None or chosen not in by_measure:
        return Order()
    measure, lowest = _ORDERS[chosen]
    values = measures[measure.value].to_numpy(dtype=np.float64)
    return Order(values if lowest else -values)


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
        meant = {value: words.shown(column, value) for value in manifest[column].dropna().unique()}
        values = sorted(set(meant.values()))
        offered = values if 1 < len(values) <= _MOST else []
        _only(f"gallery_{column}", offered)
        if offered:
            picked = st.multiselect(name, offered, key=f"gallery_{column}")
            if picked:
                kept &= manifest[column].map(meant).isin(picked).to_numpy()
    return kept
