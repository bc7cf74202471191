"""What the Data page shows, in its address: a link can be sent, the browser's Back leads back.

The widgets hold the values in the session; here they come from the address when it has changed,
and go into it when they have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from ui.frame import session
from ui.pages.data.view import FINDING, VIEW, View

if TYPE_CHECKING:
    from collections.abc import Mapping

_VIEWS: Final = {View.LOOK: "", View.GALLERY: "gallery", View.IMPORT: "import"}
_MANY: Final = {
    "class": "gallery_class",
    "part": "gallery_split",
    **{
        name: f"gallery_{name}"
        for name in ("diagnosis", "sex", "site", "dx_type", "source", "image_type", "skin_type")
    },
}
"""Names in the address of filters that take several values, and of their widgets."""
_ONE: Final = {"found": FINDING, "order": "gallery_order", "name": "gallery_name"}
_WRITTEN: Final = "data_address"


def read() -> None:
    """Before the widgets: show what the address asks for, where somebody changed it."""
    there = _there()
    if there == st.session_state.get(_WRITTEN) and not session.arrived():
        return
    moved = not session.arrived()  # with the browser's Back: what is not named is not wanted
    view = next((view for view, name in _VIEWS.items() if [name] == there.get("view")), None)
    if view or moved:
        st.session_state[VIEW] = view or View.LOOK
    for name, key in (_MANY | _ONE).items():
        if name in there:
            st.session_state[key] = there[name] if name in _MANY else there[name][-1]
        elif moved:
            st.session_state.pop(key, None)


def write(*, view: View, plain: Mapping[str, str]) -> None:
    """After the widgets: tell in the address what is shown.

    Args:
        view: that is shown.
        plain: values of widgets that need not be told, as nothing was chosen.
    """
    told: dict[str, list[str]] = {"view": [_VIEWS[view]]} if _VIEWS[view] else {}
    if view is View.GALLERY:
        for name, key in (_MANY | _ONE).items():
            value: Any = st.session_state.get(key)
            values = [*value] if name in _MANY and value else [value] if value else []
            if values and values != [plain.get(name)]:
                told[name] = values
    if told != _there():
        others = {
            name: st.query_params.get_all(name) for name in st.query_params if name not in _NAMES
        }
        st.query_params.from_dict(others | told)
    st.session_state[_WRITTEN] = told


_NAMES: Final = {"view", *_MANY, *_ONE}


def _there() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params if name in _NAMES}
