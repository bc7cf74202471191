"""A card an image: the picture, the class with the highest score, and all scores.

The network runs in the helper process; the files exist for as long as the answer takes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from ui.frame import session, wording
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.helper.client import Helper
    from runs.store.records import RunRecord
    from ui.pages.predict.photograph import Photograph

_SCORES = 4


def show(run: RunRecord, photographs: Sequence[Photograph]) -> None:
    """Ask the network, then show a card for each photograph."""
    with st.spinner("Asking the network. The first time takes some seconds."):
        answers = asked(session.helper(), run.id, photographs)
    foreign = not trained.synthetic(run.id)
    with st.grid(4, min_column_width=230):
        for photograph, answer in zip(photographs, answers, strict=True):
            with st.container(border=True):
                _card(photograph, answer, foreign=photograph.drawn and foreign)


def asked(helper: Helper, run_id: int, photographs: Sequence[Photograph]) -> list[dict[str, Any]]:
    """The helper's answers, in the order of the photographs; each file has its own name."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for rank, photograph in enumerate(photographs):
            path = Path(folder) / str(rank) / Path(photograph.name).name
            path.parent.mkdir()
            path.write_bytes(photograph.content)
            paths.append(path)
        return helper.predict(run_id, paths)


def _card(photograph: Photograph, answer: dict[str, Any], *, foreign: bool) -> None:
    """One image.

    Args:
        photograph: what was asked about.
        answer: of the helper.
        foreign: it is a drawing, but the network has learnt from photographs.
    """
    if answer.get("problem"):
        st.markdown(f"**{wording.plain(photograph.name)}**")
        st.error(wording.plain(answer["problem"]), icon=":material/broken_image:")
        return
    for note in answer["notes"]:
        st.warning(wording.plain(note), icon=":material/info:")
    if foreign:
        st.caption(":material/draw: A drawing, unlike the photographs that it was trained on.")
    st.image(photograph.content, width="stretch", alt=photograph.name)
    st.caption(wording.plain(photograph.name))
    st.markdown(
        f"Highest score: **{wording.plain(answer['class'])}**",
        help="A score sorts lesions; it is not the probability of a disease.",
    )
    ranked = sorted(answer["probabilities"].items(), key=lambda pair: -pair[1])
    for name, score in ranked[:_SCORES]:
        st.progress(score, text=f"{wording.plain(name)}: {score:.2f}")
