"""Design: what will it see, and is it sound? The canvas, its file and its templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from builder.advice import advise
from builder.canvas import canvas
from builder.canvas.annotate import written, written_code
from builder.canvas.wire import to_wire
from builder.inference import infer
from builder.upgrade import DesignError
from layers_catalog import describe
from runs.training.advised import training_of
from ui.frame import errors, session, shell, wording
from ui.frame.navigation import Place
from ui.frame.session import Hand
from ui.pages.design import (
    desk,
    elsewhere,
    files,
    gallery,
    history,
    looking,
    opening,
    own_blocks,
    preparation,
    shelf,
    views,
)
from ui.pages.design.views import View
from ui.pages.train import pace

if TYPE_CHECKING:
    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from ui.pages.design.open_design import Desk

_HEIGHT = 680
_CARDS = 1560
"""Only the canvas takes all the width that there is."""


def page() -> None:
    """The page. Runs at every edit on the canvas, whose answer comes before all else."""
    desk.keep_last()
    shell.header(Place.DESIGN, "What will it see, and is it sound?")
    name = session.held(Hand.DESIGN)
    if name is None:
        _first()
        return
    if (view := views.shown()) is not None:
        _instead(name, view)
        return
    open_design = _whole(name)
    if open_design is None:
        history.show(name)
        return
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small")
    told = st.container()
    report = infer(open_design.spec, session.facts())
    photographs = pace.counts(session.held(Hand.DATASET)).get("train")
    advice = advise(open_design.spec, report, training_of(open_design.spec, photographs))
    annotations = written(
        open_design.spec, report, open_design.rev, advice, _time(open_design.spec, report)
    )
    if open_design.code:
        annotations["code"] = written_code(open_design.spec, session.facts(), report)
    canvas(
        catalog=_catalog(),
        graph=to_wire(open_design.spec),
        epoch=open_design.epoch,
        annotations=annotations,
        dark=session.dark(),
        follows=looking.is_open(),
        key=desk.CANVAS,
        height=_HEIGHT,
        design=open_design.spec.name,
        stamp=open_design.drawn,
        blocks=own_blocks.palette(),
        on_block=own_blocks.take,
    )
    own_blocks.tell()
    open_design.save()
    with told:
        if open_design.refused is not None:
            errors.tell(open_design.refused)
        elsewhere.tell(open_design)
    with bar:
        _bar(open_design, report)
    looking.panel(open_design, report)


@st.cache_resource(show_spinner=False)
def _catalog() -> list[dict[str, object]]:
    return describe()


def _bar(open_design: Desk, report: GraphReport) -> None:
    """The design's name, that it is saved, templates, and its file."""
    desk.close_drawers(files.MENU)
    st.markdown(
        f"**{wording.plain(open_design.spec.name)}** {_saved(open_design)}", width="stretch"
    )
    st.button(
        "Templates",
        icon=":material/dashboard:",
        key="templates",
        on_click=views.enter,
        args=(View.TEMPLATES,),
    )
    preparation.button(open_design.spec, report)
    files.menu(open_design, sound=not any(p.severity == "error" for p in report.problems))


def _saved(open_design: Desk) -> str:
    if open_design.aside is None:
        return ":gray[:material/cloud_done: saved]"
    return f":orange[:material/history: kept as version {open_design.aside}]"


def _time(spec: GraphSpec, report: GraphReport) -> dict[str, str] | None:
    """How long training should take with the dataset in hand, and how that is known."""
    expected = pace.here(spec, report, session.held(Hand.DATASET))
    if expected is None:
        return None
    learns = "" if expected.fitted else " The first epoch will tell."
    why = _MEASURED if expected.measured else _GUESSED + learns
    return {"words": pace.in_words(expected), "why": why}


_MEASURED = "As earlier trainings of this drawing on this computer, for the dataset in hand."
_GUESSED = (
    "Worked out from the multiply-adds of the drawing, the images of the dataset in hand, and "
    "how fast this computer is."
)


def _first() -> None:
    """What was saved before, and the template gallery."""
    if shelf.holds_something():
        st.markdown("### Your designs")
        shelf.show()
    st.markdown("### Begin with a template")
    st.markdown("Each works as it is; change it as you like. Your copy is saved as you draw.")
    gallery.show()
    opening.upload()


def _instead(name: str, view: View) -> None:
    """What is shown instead of the canvas, with the way back."""
    if open_design := _whole(name):
        open_design.save()  # what was drawn a moment ago
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"### {_headings(name)[view]}", width="stretch")
        if view is not View.HISTORY and st.button(
            "Empty drawing", icon=":material/add:", key="new_design"
        ):
            desk.keep(files.empty())
            views.leave()
            st.rerun()
        label = f"Back to {wording.plain(name)}"
        # before the script runs, so that an edit which interrupts it does not lose the click
        st.button(label, icon=":material/arrow_back:", key="back_to_design", on_click=views.leave)
    with st.container(width=_CARDS):
        if view is View.TEMPLATES:
            gallery.show()
        elif view is View.DESIGNS:
            shelf.show()
        else:
            history.show(name)


def _whole(name: str) -> Desk | None:
    """The design, if it can be read; where it cannot, its history may still help."""
    try:
        return desk.opened(name)
    except DesignError:
        return None


def _headings(name: str) -> dict[View, str]:
    return {
        View.TEMPLATES: "Templates",
        View.DESIGNS: "Your designs",
        View.HISTORY: f"History of {wording.plain(name)}",
    }
