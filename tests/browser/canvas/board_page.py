"""A page that hosts only the canvas, with real annotations: what the browser tests drive.

Query parameters: ``n`` draws a chain of that many layers, ``template`` opens one by name.
"""

from __future__ import annotations

from itertools import pairwise

import streamlit as st

from builder.canvas import canvas
from builder.canvas.annotate import annotate
from builder.canvas.wire import from_wire, to_wire
from builder.spec import Edge, GraphSpec, Node
from builder.templates import template, templates
from layers_catalog import describe
from layers_catalog.facts import Facts


def chain(length: int) -> GraphSpec:
    """Input, then Conv2D and BatchNormalization in turn, and a head."""
    kinds = [
        ("Conv2D", {"filters": 8, "kernel_size": [3, 3], "padding": "same", "activation": "relu"})
        if index % 2 == 0
        else ("BatchNormalization", {})
        for index in range(max(0, length - 3))
    ]
    layers = [("Input", {"height": 64, "width": 64}), *kinds]
    layers += [("GlobalAveragePooling2D", {}), ("Classifier", {})]
    nodes = tuple(
        Node(id=f"{kind.lower()}_{index}", type=kind, params=params)
        for index, (kind, params) in enumerate(layers)
    )
    pairs = pairwise(nodes)
    edges = tuple(Edge(source=a.id, target=b.id) for a, b in pairs)
    return GraphSpec(name=f"Chain of {length}", nodes=nodes, edges=edges)


def residual() -> GraphSpec:
    """A block whose input is added to its output, and two branches side by side."""
    conv = {"filters": 32, "kernel_size": [3, 3], "padding": "same", "activation": "relu"}
    kinds = {
        "input_1": ("Input", {"height": 96, "width": 96}),
        "rescaling_1": ("Rescaling", {"scale": 1 / 255, "offset": 0.0}),
        "conv2d_1": ("Conv2D", conv),
        "conv2d_2": ("Conv2D", conv),
        "conv2d_3": ("Conv2D", conv),
        "add_1": ("Add", {}),
        "max_pooling2d_1": ("MaxPooling2D", {"pool_size": [2, 2]}),
        "average_pooling2d_1": ("AveragePooling2D", {"pool_size": [2, 2]}),
        "concatenate_1": ("Concatenate", {}),
        "global_average_pooling2d_1": ("GlobalAveragePooling2D", {}),
        "dropout_1": ("Dropout", {"rate": 0.3}),
        "classifier_1": ("Classifier", {}),
    }
    links = (
        "input_1 rescaling_1 0,rescaling_1 conv2d_1 0,conv2d_1 conv2d_2 0,conv2d_2 conv2d_3 0,"
        "conv2d_3 add_1 0,conv2d_1 add_1 1,add_1 max_pooling2d_1 0,add_1 average_pooling2d_1 0,"
        "max_pooling2d_1 concatenate_1 0,average_pooling2d_1 concatenate_1 1,"
        "concatenate_1 global_average_pooling2d_1 0,global_average_pooling2d_1 dropout_1 0,"
        "dropout_1 classifier_1 0"
    )
    return GraphSpec(
        name="Residual",
        nodes=tuple(Node(id=i, type=kind, params=params) for i, (kind, params) in kinds.items()),
        edges=tuple(
            Edge(source=source, target=target, slot=int(slot))
            for source, target, slot in (link.split() for link in links.split(","))
        ),
    )


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
        annotations=annotate(session.drawn, Facts(), session.rev),
        dark=st.context.theme.type == "dark",
        height=int(st.query_params.get("height", "640")),
        design=st.query_params.get("template", "chain"),
    )
st.caption(
    f"runs={session.runs} rev={session.rev} layers={len(session.drawn.nodes)} "
    f"links={len(session.drawn.edges)} epoch={session.epoch}"
)
