"""What the helper tells of photographs beyond their scores: the like, the spread, the heat.

Asked once for each photograph on the page; what is shown of it is left to the cards.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers_catalog.errors import UserError
from runs.explaining.asking import of_files
from runs.likeness.asking import learn_all
from runs.likeness.kept import is_kept
from runs.workspace import run_folder
from ui.frame import heat, session, wording
from ui.frame.remembered import asked_once
from ui.pages.predict.answers import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runs.explaining.asking import Explained, Progress
    from ui.pages.predict.photograph import Photograph

_REFUSED: Final = "predict_likeness_refused"
_LOOKING: Final = "Looking at the training images once, to tell what is unlike them"


def to_be_learned(run_id: int) -> bool:
    """Whether the training images of a run are still to be looked at, and can be."""
    return not is_kept(run_folder(session.workspace(), run_id)) and refused(run_id) is None


def refused(run_id: int) -> str | None:
    """Why the training images of a run cannot be looked at, in a sentence."""
    told: dict[int, str] = st.session_state.get(_REFUSED, {})
    return told.get(run_id)


def learn(run_id: int) -> None:
    """Look at the training images of a run, with a bar that fills; then the page is drawn anew."""
    bar = st.progress(0.0, text=f"{_LOOKING}.")

    def progress(done: int, total: int, left: float | None) -> None:
        ahead = wording.time_left(left)
        said = f"{_LOOKING}: {done:,} of {total:,}"
        bar.progress(done / total, text=f"{said}; {ahead}" if ahead else said)

    try:
        learn_all(session.helper(), run_id, progress)
    except UserError as error:
        told = st.session_state.get(_REFUSED, {})
        st.session_state[_REFUSED] = {**told, run_id: error.message}
    st.rerun()


def beside(
    run_id: int, photographs: Sequence[Photograph], on_page: Sequence[Photograph]
) -> list[dict[str, Any]]:
    """What each is like and how its score spreads, as ``Helper.liken`` tells it."""

    def ask(unknown: list[Photograph]) -> Iterator[dict[str, Any]]:
        bar = st.progress(0.0, text="Comparing with the training images")
        with tempfile.TemporaryDirectory() as folder:
            for done, path in enumerate(written(unknown, Path(folder)), start=1):
                yield _liken(run_id, path)
                said = f"Comparing with the training images: {done} of {len(unknown)}"
                bar.progress(done / len(unknown), text=said)
        bar.empty()

    return asked_once(
        "predict_beside",
        run_id,
        photographs,
        ask,
        on_page=on_page,
        keep=lambda told: not told["problem"],
        about=is_kept(run_folder(session.workspace(), run_id)),
    )


def _liken(run_id: int, path: Path) -> dict[str, Any]:
    try:
        return session.helper().liken(run_id, path)
    except UserError as error:
        return {"image": path.name, "problem": str(error)}


def heats(
    run_id: int,
    photographs: Sequence[Photograph],
    positive: tuple[str, ...],
    on_page: Sequence[Photograph],
) -> list[Explained]:
    """Where the score of some classes reacts in each; where the process fails, that is told."""

    def ask(unknown: Sequence[Photograph], progress: Progress) -> Iterator[Explained]:
        with tempfile.TemporaryDirectory() as folder:
            yield from of_files(
                session.helper(),
                run_id,
                written(unknown, Path(folder)),
                len(unknown),
                positive=positive,
                progress=progress,
            )

    return heat.asked("predict_heats", run_id, photographs, ask, on_page=on_page, positive=positive)
