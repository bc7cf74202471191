"""Before and after: photographs of the dataset in hand, and what the drawing makes of them.

Shown are the layers for skin, up to where something learns; Keras runs in the helper process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from builder.params import layer_type
from builder.preparation import preparation_ends
from builder.problems import Names
from builder.spec import GraphSpec
from builder.topology import order, until
from layers_catalog.base import Category
from layers_catalog.facts import Facts
from ui.frame import session, wording
from ui.frame.errors import guarded
from ui.frame.session import Hand
from ui.pages.design import samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from builder.inference import GraphReport
    from runs.helper.client import Prepared

_SHOWN: Final = 6
_TURN: Final = "preparation_turn"


def button(spec: GraphSpec, report: GraphReport) -> None:
    """Opens the pictures; there only where the drawing prepares photographs.

    Args:
        spec: the drawing.
        report: what was inferred of it; every edit asks, and nothing is worked out twice.
    """
    ends = preparation_ends(spec, report)
    if ends and st.button("Before and after", icon=":material/compare:", key="before_and_after"):
        st.session_state[_TURN] = 0
        _show(spec, ends)


@st.dialog("Before and after", width="large")
@guarded  # what is clicked in a dialog runs it alone, without the page around it
def _show(spec: GraphSpec, ends: tuple[str, ...]) -> None:
    """Up to six photographs, and what becomes of them."""
    name = session.held(Hand.DATASET)
    if name is None:
        st.markdown("Choose a dataset on the Data page: its photographs are shown here then.")
        return
    dataset = session.dataset(name)
    rows = samples.rows(dataset, st.session_state[_TURN], _SHOWN)
    if not rows:
        st.markdown("This dataset has no training photographs to show.")
        return
    end = _chosen(spec, ends)
    with st.spinner("Preparing the photographs. The first time takes some seconds."):
        part = until(spec, end)
        before = samples.photographs(part, dataset, rows)
        after = _after(part.to_json(), session.facts().model_dump_json(), end, before)
    st.markdown(f"Before, and after **{wording.plain(_layers(spec, end))}**.")
    for sentence in after.told:
        st.caption(f":material/search: {wording.plain(sentence)}")
    _pairs(before, after.photographs)
    st.button("Show others", icon=":material/refresh:", key="other_photographs", on_click=_turn)


def _turn() -> None:
    st.session_state[_TURN] += 1


def _chosen(spec: GraphSpec, ends: tuple[str, ...]) -> str:
    """Up to which layer; asked only where the drawing branches."""
    if len(ends) == 1:
        return ends[0]
    names = Names(spec)
    chosen = st.segmented_control(
        "Up to", ends, format_func=names.of, default=ends[0], required=True, key="preparation_end"
    )
    return chosen or ends[0]


def _layers(spec: GraphSpec, end: str) -> str:
    """The layers for skin on the way, e.g. "HairRemoval → LesionCrop"."""
    kinds = {node.id: layer_type(node.type) for node in spec.nodes}
    way = order(until(spec, end)).ids
    skin = [one for one in way if (k := kinds[one]) and k.category is Category.DERMATOLOGY]
    return Names(spec).path(skin)


@st.cache_data(max_entries=20, show_spinner=False)
def _after(part: str, facts: str, end: str, before: NDArray[np.uint8]) -> Prepared:
    """What the helper makes of them; asked once for each drawing and each six."""
    design = GraphSpec.model_validate_json(part)
    return session.helper().prepare(design, Facts.model_validate_json(facts), end, before)


def _pairs(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> None:
    with st.grid(3, min_column_width=260):
        for number, pair in enumerate(zip(before, after, strict=True), start=1):
            with st.container(border=True):
                for column, picture, when in zip(
                    st.columns(2, gap="small"), pair, ("before", "after"), strict=True
                ):
                    column.image(picture, width="stretch", alt=f"Photograph {number}, {when}")
