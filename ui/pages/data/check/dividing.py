"""Dividing a dataset anew: at random, or with one source, site or other value as the test set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from data.splits import FRACTIONS
from data.versions.decisions import Decision
from data.versions.division import COLUMNS, Division
from data.versions.kinds import Kind
from ui.frame import wording
from ui.pages.data.check import deciding

if TYPE_CHECKING:
    from data.dataset import Dataset

_NAMES: Final = {
    "source": "source",
    "site": "where on the body",
    "sex": "sex",
    "dx_type": "how the diagnosis was confirmed",
    "skin_type": "skin type",
    "image_type": "kind of image",
    "diagnosis": "diagnosis",
}
_RANDOM, _HELD = "At random", "One value held out"
_HELP: Final = (
    "Lesions and patients stay whole in either way. Held out, all photographs with that value are "
    "the test set: the result then tells how the network does on what it never saw the like of."
)
_MOST_VALUES = 60
_SHARES: Final = (FRACTIONS, (0.8, 0.1, 0.1), (0.6, 0.2, 0.2), (0.5, 0.2, 0.3), (0.4, 0.2, 0.4))


def show(dataset: Dataset) -> None:
    """A form behind a button; dividing is a decision and can be undone like any other."""
    with st.popover("Divide anew", type="tertiary", icon=":material/call_split:"):
        way = st.segmented_control(
            "Way", [_RANDOM, _HELD], default=_RANDOM, required=True, key="divide_way", help=_HELP
        )
        division = _at_random(dataset) if way == _RANDOM else _held_out(dataset)
        reason = st.text_input("Why", key="divide_why", placeholder="e.g. “a larger test set”")
        if st.button("Divide", type="primary", key="divide_go", disabled=division is None):
            deciding.take(dataset, Decision(Kind.DIVIDE, (), reason, "", division=division))


def _at_random(dataset: Dataset) -> Division:
    shares = st.selectbox(
        "Train, validation and test",
        _SHARES,
        format_func=lambda told: ", ".join(f"{100 * share:.0f}\u00a0%" for share in told),
        key="divide_shares",
    )
    there = [None, *(name for name in COLUMNS if dataset.used[name].nunique() > 1)]
    balanced = st.selectbox(
        "Equal shares in every part of the class, and of",
        there,
        format_func=lambda name: "nothing else" if name is None else _NAMES[name],
        key="divide_balanced",
    )
    seed = st.selectbox(
        "Seed", range(1, 21), key="divide_seed", help="Each seed draws other lesions for each part."
    )
    return Division(shares, seed, balanced)


def _held_out(dataset: Dataset) -> Division | None:
    values = {name: sorted(set(dataset.used[name].dropna())) for name in COLUMNS}
    there = [name for name, of in values.items() if 1 < len(of) <= _MOST_VALUES]
    if not there:
        st.caption("Of these photographs nothing is known by which some could be held out.")
        return None
    column = st.selectbox("By", there, format_func=_NAMES.__getitem__, key="divide_column")
    value = st.selectbox(
        "Held out", values[column], format_func=wording.plain, key=f"divide_value_{column}"
    )
    return Division(held=column, value=value)
