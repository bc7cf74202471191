"""A page that hosts only the canvas, with real annotations: what the browser tests drive.

Query parameters: ``n`` draws a chain of that many layers, ``template`` opens one by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from drawings import chain, residual

from builder.canvas import canvas
from builder.canvas.annotate import annotate
from builder.canvas.palette import to_palette
from builder.canvas.wire import from_wire, to_wire
from builder.ready_blocks import ready_blocks
from builder.templates import template, templates
from layers_catalog import describe
from layers_catalog.facts import Facts

if TYPE_CHECKING:
    from builder.spec import GraphSpec


def opened() -> GraphSpec:
    """The drawing that the address asks for."""
    if name := st.query_params.get("template"):
        return residual() if name == "residual" else template(name)
    return chain(int(st.query_params.get("n", "2")))


st.set_page_config(layout="wide")
session = st.session_state
if "drawn" not in session:
    session.drawn, session.epoch, session.rev, session.runs = opened(), 0, 0, 0
session.runs += 1
with st.sidebar:
    for title in templates():
        if st.button(f"Open {title}"):
            session.drawn, session.epoch = template(title), session.epoch + 1
    st.button("Run again")
    hidden = st.checkbox("Another page")
    st.text_input("Elsewhere on the page", key="elsewhere")
state = (session.get("canvas") or {}).get("graph")
if state and state["epoch"] == session.epoch:
    session.drawn = from_wire(state, name=session.drawn.name, like=session.drawn)
    session.rev = state["rev"]
if not hidden:
    canvas(
        catalog=describe(),
        graph=to_wire(session.drawn),
        epoch=session.epoch,
        annotations=annotate(
            session.drawn, Facts(), session.rev, code=bool(state and state["code"])
        ),
        dark=st.context.theme.type == "dark",
        height=int(st.query_params.get("height", "640")),
        design=st.query_params.get("template", "chain"),
        blocks=[to_palette(one, own=False) for one in ready_blocks()],
    )
st.caption(
    f"runs={session.runs} rev={session.rev} layers={len(session.drawn.nodes)} "
    f"links={len(session.drawn.edges)} epoch={session.epoch}"
)
