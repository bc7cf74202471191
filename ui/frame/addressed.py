"""Choices that stand in the address, so that they can be sent to a colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.frame import session

if TYPE_CHECKING:
    from collections.abc import Mapping


def begin(name: str, key: str, known: Mapping[str, object]) -> None:
    """Before a widget: let it stand as the address asks, on arrival and when that has changed.

    Args:
        name: in the address.
        key: of the widget.
        known: what each value of the address means; that of "", no value, is taken for all others.
    """
    asked = st.query_params.get(name, "")
    if session.arrived() or asked != st.session_state.get(_written(name), ""):
        st.session_state[key] = known.get(asked, known[""])


def end(name: str, address: str) -> None:
    """After the widget: let the address tell what was chosen; what needs no value has none."""
    if address:
        st.query_params[name] = address
    else:
        st.query_params.pop(name, None)
    st.session_state[_written(name)] = address


def _written(name: str) -> str:
    return f"address_{name}"
