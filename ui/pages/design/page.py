"""Design: what will it see, and is it sound? The canvas, its file and its templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from builder.canvas import canvas
from builder.canvas.annotate import written
from builder.canvas.wire import to_wire
from builder.inference import infer
from layers_catalog import describe
from ui.frame import session, shell, wording
from ui.frame.navigation import Place
from ui.frame.session import Hand
from ui.pages.design import desk, files, gallery, own_blocks, preparation
from ui.pages.train import pace

if TYPE_CHECKING:
    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from ui.pages.design.desk import Desk

_HEIGHT = 680


def page() -> None:
    """The page. Runs at every edit on the canvas, whose answer comes before all else."""
    shell.header(Place.DESIGN, "What will it see, and is it sound?")
    name = session.held(Hand.DESIGN)
    if name is None:
        _first()
        return
    if gallery.browsing():
        _browse(name)
        return
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small")
    open_design = desk.opened(name)
    report = infer(open_design.spec, session.facts())
    annotations = written(report, open_design.rev)
    canvas(
        catalog=_catalog(),
        graph=to_wire(open_design.spec),
        epoch=open_design.epoch,
        annotations=annotations,
        dark=session.dark(),
        key=desk.CANVAS,
        height=_HEIGHT,
        design=open_design.spec.name,
        blocks=own_blocks.palette(),
        on_block=own_blocks.take,
    )
    own_blocks.tell()
    open_design.save()
    with bar:
        _bar(open_design, report)


@st.cache_resource(show_spinner=False)
def _catalog() -> list[dict[str, object]]:
    return describe()


def _bar(open_design: Desk, report: GraphReport) -> None:
    """The design's name, that it is saved, its pace, templates, and its file."""
    desk.close_drawers(files.MENU)
    st.markdown(
        f"**{wording.plain(open_design.spec.name)}** :gray[:material/cloud_done: saved]",
        width="stretch",
    )
    _time(open_design.spec, report)
    st.button("Templates", icon=":material/dashboard:", key="templates", on_click=gallery.enter)
    preparation.button(open_design.spec, report)
    files.menu(open_design, sound=not any(p.severity == "error" for p in report.problems))


def _time(spec: GraphSpec, report: GraphReport) -> None:
    """How long training should take with the dataset in hand."""
    expected = pace.here(spec, report, session.held(Hand.DATASET))
    if expected is not None:
        learns = "" if expected.fitted else " The first epoch will tell."
        why = _MEASURED if expected.measured else _GUESSED + learns
        st.caption(f":material/schedule: {pace.in_words(expected)}", width="content", help=why)


_MEASURED = "As earlier trainings of this drawing on this computer, for the dataset in hand."
_GUESSED = (
    "Worked out from the multiply-adds of the drawing, the images of the dataset in hand, and "
    "how fast this computer is."
)


def _first() -> None:
    """What was saved before, and the template gallery."""
    saved = session.names(Hand.DESIGN)
    if saved:
        chosen = st.pills("Open one of your designs", saved, key="open_design")
        if chosen:
            session.take(Hand.DESIGN, chosen)
            st.rerun()
    st.markdown("### Begin with a template")
    st.markdown("Each works as it is; change it as you like. Your copy is saved as you draw.")
    gallery.show()
    files.upload()


def _browse(name: str) -> None:
    """The gallery instead of the canvas, with the way back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("### Templates", width="stretch")
        if st.button("Empty drawing", icon=":material/add:", key="new_design"):
            desk.keep(files.empty())
            gallery.leave()
            st.rerun()
        if st.button(f"Back to {name}", icon=":material/arrow_back:", key="back_to_design"):
            gallery.leave()
            st.rerun()
    gallery.show()
