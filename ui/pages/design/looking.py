"""Look through a photograph: what each layer of the drawing makes of it, under the canvas.

Computed in the helper process, and only while this is open; an edit never waits for it. How a
result is drawn is left to ``results``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from builder.problems import Names
from builder.topology import until
from runs.feature_maps.trained import trained_run
from runs.training.origins import START
from ui.frame import background, errors, session, wording
from ui.frame.session import Hand
from ui.pages.design import results, samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from ui.pages.design.open_design import Desk

OPEN: Final = "look_open"
LAYER: Final = "look_layer"
_TURN: Final = "look_turn"
_FOLLOWED: Final = "look_followed"
_SEEN: Final = "look_seen"
_FEW: Final = 6
_STARTING: Final = "Starting TensorFlow, once: some ten seconds."
_COMPUTING: Final = "Computing what this layer makes of the photograph."


def is_open() -> bool:
    """Whether it is looked through a photograph: then the board tells each chosen layer."""
    return bool(st.session_state.get(OPEN))


def panel(open_design: Desk, report: GraphReport) -> None:
    """A switch, and what stands under it; nothing is computed while it is off.

    Args:
        open_design: the drawing, and which layer is chosen on the canvas.
        report: what was inferred of it.
    """
    told = "What every layer makes of one photograph: its feature maps, its values, its scores."
    if not st.toggle("Look through a photograph", key=OPEN, help=told):
        return
    if open_design.rev != st.session_state.get(_SEEN):
        background.peace()
        st.session_state[_SEEN] = open_design.rev
    _follow(open_design, report)
    _look(open_design.spec, report)


def _follow(open_design: Desk, report: GraphReport) -> None:
    """Go to the layer that is worked on, once it is another one."""
    chosen = open_design.selected
    if chosen in report.nodes and chosen != st.session_state.get(_FOLLOWED):
        st.session_state[LAYER] = chosen
    st.session_state[_FOLLOWED] = chosen


@st.fragment
@errors.guarded  # a click in a fragment runs it alone, without the page around it
def _look(spec: GraphSpec, report: GraphReport) -> None:
    """The photograph at the left, what a layer makes of it at the right."""
    walk = _walk(report)
    if not walk:
        st.caption("Draw a layer first.")
        return
    left, right = st.columns([1, 4], gap="medium")
    with right:
        node_id = _layer(spec, walk)
        run_id = _weights(spec, report)
    why = _why_not(spec, report, node_id)
    if why:
        right.info(why, icon=":material/hourglass_empty:")
        return
    photograph, key = _photograph(until(spec, node_id))
    with left:
        st.image(photograph, width="stretch", alt="The photograph that is looked through")
        st.button("Another", icon=":material/refresh:", key="look_other", on_click=_turn)
    with right:
        facts = session.facts()
        helper = session.helper()
        asked = (
            (spec if run_id else until(spec, node_id)).digest(),
            str(spec.recipe.get(START, "")),
            facts.model_dump_json(),
            node_id,
            run_id,
            key,
        )
        work = partial(helper.look, spec, facts, node_id, photograph, run_id=run_id)
        doing = _COMPUTING if helper.warm else _STARTING
        looked = background.awaited(background.begun("look_results", asked, work), doing)
        results.show(looked, Names(spec).of(node_id))


def _walk(report: GraphReport) -> list[str]:
    """The layers in the order of the network; those in a cycle come last.

    Of a repeated block, its first repetition.
    """
    found = [one for one in report.graph.order.ids if one not in report.copies]
    return found + sorted(report.nodes.keys() - report.copies - set(found))


def _layer(spec: GraphSpec, walk: list[str]) -> str:
    """Which layer: chosen from all, or by a step along the network."""
    if st.session_state.get(LAYER) not in walk:
        st.session_state[LAYER] = walk[0]
    names, place = Names(spec), walk.index(st.session_state[LAYER])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Layer", walk, format_func=names.of, key=LAYER, width=340)
        for label, icon, step in (("Back", "arrow_back", -1), ("On", "arrow_forward", 1)):
            there = place + step
            st.button(
                label,
                icon=f":material/{icon}:",
                key=f"look_{label.lower()}",
                disabled=not 0 <= there < len(walk),
                on_click=_go,
                args=(walk[there % len(walk)],),
            )
    return str(chosen)


def _go(node_id: str) -> None:
    st.session_state[LAYER] = node_id


def _turn() -> None:
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _weights(spec: GraphSpec, report: GraphReport) -> int | None:
    """The run whose weights are taken; asked only where this drawing was trained."""
    run_id = trained_run(session.workspace(), session.store(), spec) if report.sound else None
    if run_id is None:
        return None
    trained, before = f"As trained in run {run_id}", "Before training"
    chosen = st.segmented_control(
        "Weights", [trained, before], default=trained, required=True, key=f"look_run_{run_id}"
    )
    return run_id if chosen != before else None


def _why_not(spec: GraphSpec, report: GraphReport, node_id: str) -> str:
    """Why a layer's result cannot be told, in sentences; empty where it can."""
    found, names = report.nodes[node_id], Names(spec)
    if found.shape is not None:
        return ""
    broken = found.waits_for or node_id
    said = next(
        (f"{one.message} {one.hint}" for one in report.problems if one.node_id == broken), ""
    )
    if broken == node_id:
        return wording.plain(said or "This layer cannot be computed yet.")
    before = "a repetition of a block" if broken in report.copies else names.of(broken)
    return wording.plain(
        f"{names.of(node_id)} waits for {before}, which has to be mended first. {said}"
    )


def _photograph(part: GraphSpec) -> tuple[NDArray[np.uint8], tuple[str, int]]:
    """One photograph of the dataset in hand, else a drawn lesion; and what tells it from others.

    Raises:
        UserError: its file was moved, or that part of the drawing has several Inputs.
    """
    turn, name = st.session_state.get(_TURN, 0), session.held(Hand.DATASET)
    if name is not None:
        dataset = session.dataset(name)
        rows = samples.rows(dataset, turn // _FEW, _FEW)
        if rows:
            row = rows[turn % len(rows)]
            return samples.photographs(part, dataset, [row])[0], (dataset.digest, row)
    return samples.lesion(part, turn), ("", turn)
