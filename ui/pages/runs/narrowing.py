"""Which runs the page shows, in which order, and with which columns; the last is remembered.

Finding them is left to the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from runs.store.listing import Wanted
from runs.store.orders import Order
from runs.store.states import RunState
from ui.frame import preferences, session, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

ORDERS: Final = {
    Order.NEWEST: "newest first",
    Order.OLDEST: "oldest first",
    Order.BEST: "best validation AUC first",
    Order.NAME: "by name",
    Order.DESIGN: "by design",
    Order.DATASET: "by dataset",
    Order.LONGEST: "longest training first",
}
_REMEMBERED: Final = "runs_columns"
DESIGNS_KEY, DATASETS_KEY = "runs_designs", "runs_datasets"


def wanted(*, ordered: bool) -> Wanted:
    """Search, filters and order, as they stand.

    Args:
        ordered: whether there is an order to choose; else the newest come first.
    """
    told = session.store().facets()
    with st.container(horizontal=True, vertical_alignment="center"):
        sought = st.text_input(
            "Search",
            key="runs_search",
            persist_state="session",
            placeholder="Name, design, dataset, tag, note or number",
            label_visibility="collapsed",
            icon=":material/search:",
            width=360,
        )
        states = st.pills(
            "State",
            list(RunState),
            format_func=lambda state: wording.STATES[state],
            selection_mode="multi",
            key="runs_states",
            persist_state="session",
            label_visibility="collapsed",
        )
        starred = st.toggle("Starred only", key="runs_starred", persist_state="session")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        designs = _any("Design", told.designs, DESIGNS_KEY)
        datasets = _any("Dataset", told.datasets, DATASETS_KEY)
        tags = _any("Tag", told.tags, "runs_tags")
        order = _order() if ordered else Order.NEWEST
    return Wanted(
        search=sought,
        states=states,
        designs=designs,
        datasets=datasets,
        tags=tags,
        starred=starred,
        order=order,
    )


def _order() -> Order:
    return st.selectbox(
        "Order",
        list(ORDERS),
        format_func=lambda order: ORDERS[order],
        key="runs_order",
        persist_state="session",
        width=230,
    )


def _any(name: str, offered: Sequence[str], key: str) -> list[str]:
    """Any of a few; what was chosen and is gone meanwhile is forgotten."""
    kept = [one for one in st.session_state.get(key, ()) if one in offered]
    if kept != list(st.session_state.get(key, kept)):
        st.session_state[key] = kept
    return st.multiselect(
        name,
        offered,
        key=key,
        persist_state="session",
        placeholder="all",
        format_func=wording.plain,
        width=210,
    )


def columns(offered: Sequence[str], usual: Sequence[str]) -> list[str]:
    """The columns that a person wants to see, in the order in which they stand by themselves.

    Args:
        offered: all, of which the first always stands there.
        usual: those that are shown until a person has chosen.
    """
    home = session.workspace()
    last = preferences.read(home).get(_REMEMBERED)
    known = [name for name in last if name in offered] if isinstance(last, list) else list(usual)
    with st.popover("Columns", icon=":material/view_column:", type="tertiary"):
        picked = st.pills(
            "Columns",
            offered[1:],
            default=[name for name in known if name != offered[0]],
            selection_mode="multi",
            key="runs_columns",
            label_visibility="collapsed",
            width=360,
        )
    chosen = [offered[0], *(name for name in offered[1:] if name in picked)]
    if chosen != known:
        preferences.remember(home, **{_REMEMBERED: chosen})
    return chosen
