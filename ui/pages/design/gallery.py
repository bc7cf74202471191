"""The template gallery: systems to begin with, each drawn small, with where it comes from.

What a template is stands in its file; opening a copy of it is left to ``ui.pages.design.desk``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from builder.inference import infer
from builder.templates import template, templates
from layers_catalog.facts import Facts
from ui.frame import session, wording
from ui.frame.session import Hand
from ui.pages.design import desk, pictures, views
from ui.pages.design.kinds import Kind, kind, needs_internet
from ui.pages.train import pace

if TYPE_CHECKING:
    from builder.inference import GraphReport
    from builder.spec import GraphSpec

_BILLION, _MILLION = 10**9, 10**6


def show() -> None:
    """Search and filter, then a card for each template."""
    chosen = _chosen()
    if not chosen:
        st.caption("No template is like that. Take a filter away, or search for another word.")
    with st.grid(3, min_column_width=300, gap="medium"):
        for name in chosen:
            with st.container(border=True, height="stretch", key=f"template_{name}"):
                _card(name, template(name))


def _chosen() -> list[str]:
    """The names of the templates that the search and the filters leave."""
    with st.container(horizontal=True, vertical_alignment="center"):
        sought = st.text_input(
            "Search",
            key="template_search",
            placeholder="A name, an author, a layer",
            label_visibility="collapsed",
            icon=":material/search:",
            width=280,
        )
        there = {kind(_report(name)) for name in templates()}
        kinds = st.pills(
            "Kind",
            [one for one in Kind if one in there],
            selection_mode="multi",
            key="template_kinds",
            label_visibility="collapsed",
        )
        offline = st.toggle(
            "Needs no internet",
            key="template_offline",
            help="The others fetch their weights once, when the first training starts.",
        )
    return matching(templates(), sought=sought, kinds=kinds, offline=offline)


def matching(
    offered: dict[str, GraphSpec], *, sought: str = "", kinds: list[Kind], offline: bool = False
) -> list[str]:
    """The names of templates that say every sought word, are of one of the kinds, or of any."""
    words = sought.lower().split()
    found = []
    for name, spec in offered.items():
        report = _report(name)
        says = " ".join((name, spec.description, spec.source, *(node.type for node in spec.nodes)))
        if (
            all(word in says.lower() for word in words)
            and (not kinds or kind(report) in kinds)
            and not (offline and needs_internet(report))
        ):
            found.append(name)
    return found


def _report(name: str) -> GraphReport:
    """What is inferred of a template for the dataset in hand; shared, not to be changed."""
    return _inferred(name, session.facts().model_dump_json())


@st.cache_resource(show_spinner=False, max_entries=100)
def _inferred(name: str, facts: str) -> GraphReport:
    return infer(template(name), Facts.model_validate_json(facts))


def _card(name: str, spec: GraphSpec) -> None:
    """One template: drawn, named, told in a sentence, sized; the rest is a click away."""
    report = _report(name)
    pictures.draw(spec)
    st.markdown(f"**{wording.plain(name)}**")
    st.caption(" · ".join(_facts(spec, report)))
    first = spec.description.partition(". ")[0].rstrip(".")
    st.markdown(wording.plain(f"{first}."))
    st.space("stretch")
    with st.container(horizontal=True):
        if st.button("Use this template", key=f"use_{name}"):
            _use(spec)
        if st.button("More about it", key=f"about_{name}", type="tertiary"):
            st.dialog(wording.plain(name), width="medium")(_about)(name)


def _facts(spec: GraphSpec, report: GraphReport) -> list[str]:
    """What it is, how large it is and how long it takes, in a few words each."""
    told = [str(kind(report)), size(report)]
    if needs_internet(report):
        told.append("fetches weights once")
    expected = pace.here(spec, report, session.held(Hand.DATASET))
    if expected and expected.fitted:  # in full on the board
        return [*told, f"about {wording.brief(expected.once + expected.epoch)} in all"]
    return [*told, pace.in_words(expected)] if expected else told


def size(report: GraphReport) -> str:
    """How many weights it has, and how many of them learn: "3.4 million weights, 2,562 learn"."""
    learn, all_of_them = report.totals.trainable, report.totals.trainable
    all_of_them += report.totals.non_trainable
    if learn == all_of_them:
        return f"{_count(all_of_them)} weights"
    return f"{_count(all_of_them)} weights, {_count(learn)} learn"


def _count(weights: int) -> str:
    for unit, word in ((_BILLION, "billion"), (_MILLION, "million")):
        if weights >= unit:
            return f"{weights / unit:.1f} {word}"
    return f"{weights:,}"


def _about(name: str) -> None:
    """All that a template tells: what it is, its source, what that reported, what differs here."""
    spec = template(name)
    pictures.draw(spec)
    st.caption(" · ".join(_facts(spec, _report(name))))
    st.markdown(wording.plain(spec.description))
    told = {
        "Source": spec.source,
        "Reported there": spec.reported,
        "What differs here": spec.differs,
    }
    for heading, text in told.items():
        if text:
            st.markdown(f"**{heading}.** {wording.plain(text)}")
    if st.button("Use this template", key="use_told", type="primary"):
        _use(spec)


def _use(spec: GraphSpec) -> None:
    """Open a copy of a template."""
    desk.keep(spec)
    views.leave()
    st.rerun()
