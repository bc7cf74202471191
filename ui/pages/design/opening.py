"""“Open a file”: what a file holds is told first, then opened as a new design by a click.

Reading it is left to ``builder.opening``; keeping the design, to ``ui.pages.design.desk``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from builder.opening.files import Kind
from builder.opening.opened import Opened, opened
from builder.opening.telling import sentences, unknown_sentences
from layers_catalog.errors import UserError
from runs.opened import brings_weights, with_weights
from ui.frame import errors, sent, session, wording
from ui.pages.design import desk

if TYPE_CHECKING:
    from pathlib import Path

    from builder.spec import GraphSpec

_LARGEST_MB = 500
"""Streamlit holds a file in memory while it arrives."""
_MOST_TOLD = 12
_LOOKED = "looked_into"
_DONE = "opened_file"


@dataclass(frozen=True)
class _Looked:
    """What was found in the file that was sent last."""

    file_id: str
    path: Path
    found: Opened | UserError


def upload() -> None:
    """A design from a colleague or a network that others made; told, then opened."""
    file = st.file_uploader(
        "Open a file",
        type=["json", "keras", "h5"],
        max_upload_size=_LARGEST_MB,
        key="upload_design",
        help="A design of Lesion Studio (JSON), a network that Keras saved (.keras, or .h5 of "
        "earlier versions), or what model.to_json() wrote. Larger files: `lesion-studio open`.",
    )
    if file is None or st.session_state.get(_DONE) == file.file_id:
        return
    looked: _Looked | None = st.session_state.get(_LOOKED)
    if looked is None or looked.file_id != file.file_id:
        (path,) = sent.kept([file])
        looked = st.session_state[_LOOKED] = _Looked(file.file_id, path, _look(path))
    if isinstance(looked.found, UserError):
        errors.tell(looked.found)
        return
    if looked.found.kind is Kind.DESIGN and looked.found.design is not None:
        _keep(looked.found.design, looked.file_id)
    else:
        _told(looked.found, looked)


def _look(path: Path) -> Opened | UserError:
    """What is in it; it stays on disk only where its weights may be wanted."""
    try:
        found: Opened | UserError = opened(path)
    except UserError as error:
        found = error
    if isinstance(found, UserError) or not brings_weights(found):
        sent.drop(path)
    return found


def _told(found: Opened, looked: _Looked) -> None:
    """What is in the file, what differs, and the button."""
    if found.design is None or found.report is None:
        st.error("Not opened: the catalog does not have all of its layers.")
        _listed(unknown_sentences(found.unknown))
        return
    totals = found.report.totals
    weights = totals.trainable + totals.non_trainable
    parts = [f"{totals.layers} layers", f"{weights:,} weights"]
    if found.drawing.classes:
        parts.append(f"{found.drawing.classes} classes")
    st.markdown(f"**{wording.plain(looked.path.name)}**: {found.kind}, {', '.join(parts)}.")
    st.caption(_weights(found))
    if found.differences:
        st.warning("The drawing cannot say all of it. What would change:")
        _listed(sentences(found.differences))
    if found.problems:
        st.info("Before it can be trained, the board will ask for:")
        _listed(found.problems)
    label = "Open it all the same" if found.differences else "Open as a new design"
    with st.container(horizontal=True):
        whole = st.button(label, type="primary", key="open_file")
        bare = brings_weights(found) and st.button("Open without its weights", key="open_bare")
    if whole or bare:
        _open(found, looked, weights=whole and brings_weights(found))


def _open(found: Opened, looked: _Looked, *, weights: bool) -> None:
    """With the weights, where they shall come along; where they do not fit, nothing is opened."""
    design = found.design
    if weights:
        try:
            with st.spinner("Taking the weights"):
                design = with_weights(
                    found, looked.path, workspace=session.workspace(), helper=session.helper()
                )
        except UserError as error:
            errors.tell(error)
            return
    sent.drop(looked.path)
    if design is not None:
        _keep(design, looked.file_id)


def _weights(found: Opened) -> str:
    if not found.weights:
        return "The file holds no weights: training starts as the design says."
    if not brings_weights(found):
        return "Its weights stay in the file: they come along where the drawing is sound."
    return (
        "Its weights come along: every training of the design starts from them. The file does not "
        "name its classes: they may be in another order than yours, and with another number of "
        "classes the answer starts at random. Nobody here knows on which photographs they were "
        "learnt; if yours are among them, results will be too good."
    )


def _listed(told: list[str]) -> None:
    rest = len(told) - _MOST_TOLD
    lines = [f"- {wording.plain(one)}" for one in told[:_MOST_TOLD]]
    st.markdown("\n".join([*lines, *([f"- and {rest} more."] if rest > 0 else [])]))


def _keep(design: GraphSpec, file_id: str) -> None:
    st.session_state[_DONE] = file_id
    desk.keep(design)
    st.rerun()
