"""What is said of one photograph's score: flagged or not, by how much, and how its like fared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.operating import sentences
from ui.frame import session, wording
from ui.frame.navigation import Place, link
from ui.frame.theme import palette

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.operating.answering import Beside
    from runs.store.records import RunRecord

_SCORE = "A score sorts lesions; it is not the probability of a disease."


def point(beside: Beside | None, run: RunRecord) -> None:
    """From which score on this network flags, or that nobody has said so yet."""
    if beside is None:
        return
    if beside.point is not None:
        said = f"Flagged from the score {sentences.chosen(beside.point)}"
        st.caption(f":material/bookmark: {wording.plain(said)}")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            ":material/bookmark: No operating point is saved for this run: the highest score "
            "decides.",
            width="content",
        )
        link(Place.RESULTS, "Choose where to draw the line", run=str(run.id))


def show(answer: Mapping[str, Any]) -> None:
    """The class, the score with the threshold marked, and the lesions that scored alike."""
    told = answer["operating_point"]
    if told is None:
        st.markdown(f"Highest score: **{wording.plain(answer['class'])}**", help=_SCORE)
    else:
        name = wording.plain(" or ".join(told["positive"]))
        said = f"Flagged: **{name}**" if told["flagged"] else f"Not flagged as {name}"
        st.markdown(said, help=f"{_SCORE} Flagged: its score is at or above the threshold.")
        st.html(_marked(told["score"], told["threshold"], dark=session.dark()))
        st.caption(f"Score {told['score']:.3f}, threshold {told['threshold']:.3f}.")
    if answer["scored_alike"] is not None:
        st.caption(wording.plain(sentences.alike(answer["scored_alike"])), help=_ALIKE)


def _marked(score: float, threshold: float, *, dark: bool) -> str:
    """A bar as long as the score, and a line across it at the threshold; both in percent."""
    colours = palette(dark=dark)
    fill = colours.accent if score >= threshold else colours.quiet
    at = f"{100 * min(threshold, 1.0):.2f}"
    return (
        f'<div role="img" aria-label="Score {score:.2f}, threshold {threshold:.2f}" '
        f'style="position:relative;height:14px;margin:2px 0;">'
        f'<div style="position:absolute;inset:3px 0;border-radius:4px;background:{colours.line};">'
        f'<div style="width:{100 * score:.2f}%;height:100%;border-radius:4px;'
        f'background:{fill};"></div></div>'
        f'<div style="position:absolute;top:0;bottom:0;left:{at}%;width:2px;'
        f'background:{colours.text};"></div></div>'
    )


_ALIKE = (
    "The validation images whose scores are nearest to this one, in this collection’s mix of "
    "cases: where you work, fewer of them may be positive."
)
