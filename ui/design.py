"""Design: what will it see, and is it sound? The canvas, its file and its templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from builder.canvas import canvas
from builder.canvas.annotate import annotate
from builder.canvas.wire import to_wire
from builder.templates import templates
from layers_catalog import describe
from ui import design_files, desk, session, shell, wording
from ui.navigation import Place
from ui.session import Hand

if TYPE_CHECKING:
    from builder.spec import GraphSpec
    from ui.desk import Desk

_HEIGHT = 680


def page() -> None:
    """The page. Runs at every edit on the canvas: nothing here reads data or the store."""
    shell.header(Place.DESIGN, "What will it see, and is it sound?")
    name = session.held(Hand.DESIGN)
    if name is None:
        _first()
        return
    open_design = desk.opened(name)
    facts = session.facts()
    annotations = annotate(open_design.spec, facts, open_design.rev)
    _bar(open_design, sound=not any(p["severity"] == "error" for p in annotations["problems"]))
    canvas(
        catalog=_catalog(),
        graph=to_wire(open_design.spec),
        epoch=open_design.epoch,
        annotations=annotations,
        dark=session.dark(),
        key=desk.CANVAS,
        height=_HEIGHT,
        design=open_design.spec.name,
    )


@st.cache_resource(show_spinner=False)
def _catalog() -> list[dict[str, object]]:
    return describe()


def _bar(open_design: Desk, *, sound: bool) -> None:
    """The design's name, whether it is saved, templates, and its file."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**{wording.plain(open_design.spec.name)}** :gray[:material/cloud_done: saved]",
            width="stretch",
        )
        with (
            st.popover("Templates", icon=":material/dashboard:", key="templates"),
            st.container(width=420),
        ):
            _templates()
        design_files.menu(open_design, sound=sound)


def _first() -> None:
    """The template gallery, before there is any design."""
    st.markdown("### Begin with a template")
    st.markdown("Each works as it is; change it as you like. Your copy is saved as you draw.")
    with st.container(width=1080):
        for column, (name, spec) in zip(st.columns(3), templates().items(), strict=False):
            with column.container(border=True, height="stretch"):
                _template(name, spec, primary=True)
    design_files.upload()


def _templates() -> None:
    for name, spec in templates().items():
        _template(name, spec, primary=False)
    if st.button("Empty drawing", icon=":material/add:", key="new_design"):
        desk.keep(design_files.empty())
        st.rerun()


def _template(name: str, spec: GraphSpec, *, primary: bool) -> None:
    """A template and the button that opens a copy; in the drawer its first sentence is enough."""
    st.markdown(f"**{wording.plain(name)}**")
    told = spec.description if primary else f"{spec.description.partition('. ')[0].rstrip('.')}."
    st.markdown(wording.plain(told))
    if spec.source and primary:
        st.caption(wording.plain(spec.source))
    if st.button(
        "Use this template", key=f"use_{name}", type="primary" if primary else "secondary"
    ):
        desk.keep(spec)
        st.rerun()
