"""A card an image: the picture, the class at the saved point, and all scores; and the table.

Asking the network is left to ``answers``; what is said of a score to ``decided``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.helper.files import class_names
from runs.operating.answering import Beside
from runs.operating.errors import OperatingPointError
from runs.scripts.parts.table import ENCODING, table_lines
from ui.frame import errors, session, wording
from ui.pages.predict import decided
from ui.pages.predict.answers import answers
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord
    from ui.pages.predict.photograph import Photograph

_PAGE = 24
_SCORES = 4


def show(run: RunRecord, photographs: Sequence[Photograph]) -> None:
    """Ask the network, then show a card for each photograph, and the table of several."""
    beside = _beside(run)
    decided.point(beside, run)
    asked = answers(run.id, photographs)
    told = list(beside.added(asked)) if beside else [{**one, **_NOTHING} for one in asked]
    if len(photographs) > 1:
        _table(run, told, point=beside is not None and beside.point is not None)
    foreign = not trained.synthetic(run.id)
    pages = -(-len(photographs) // _PAGE)
    grid = st.grid(4, min_column_width=230)
    at = st.pagination(pages, key="predict_page") if pages > 1 else 1
    shown = slice((min(at, pages) - 1) * _PAGE, min(at, pages) * _PAGE)
    with grid:
        for photograph, answer in zip(photographs[shown], told[shown], strict=True):
            with st.container(border=True):
                _card(photograph, answer, foreign=photograph.drawn and foreign)


_NOTHING = {"operating_point": None, "scored_alike": None}


def _beside(run: RunRecord) -> Beside | None:
    """The saved point and its like; what is damaged is told, and the scores still stand."""
    try:
        return Beside.of(session.workspace(), run.id)
    except OperatingPointError as error:
        errors.tell(error)
        return None


def _table(run: RunRecord, told: Sequence[dict[str, Any]], *, point: bool) -> None:
    """How many there are, how many are flagged, and all of them to take away."""
    without = sum(not answer["class"] for answer in told)
    said = wording.plural(len(told), "photograph")
    if point:
        flagged = [answer["operating_point"] for answer in told if answer["operating_point"]]
        said += f", {sum(one['flagged'] for one in flagged):,} flagged"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{said}, {without} without a class" if without else said, width="stretch")
        st.download_button(
            "Download as CSV",
            data=lambda: as_table(told, class_names(session.workspace(), run.id), point=point),
            file_name=f"run-{run.id}-scores.csv",
            mime="text/csv",
            key="predict_csv",
            icon=":material/download:",
            on_click="ignore",
            help="File, score of each class, the class with the highest, what the saved operating "
            "point says, and what is to be noted: a row a photograph.",
        )


def as_table(
    told: Sequence[dict[str, Any]], classes: Sequence[str], *, point: bool = False
) -> bytes:
    """Answers as the command ``predict --csv`` writes them."""
    return "".join(table_lines(told, classes, point=point)).encode(ENCODING)


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
    decided.show(answer)
    ranked = sorted(answer["probabilities"].items(), key=lambda pair: -pair[1])
    for name, score in ranked[:_SCORES]:
        st.progress(score, text=f"{wording.plain(name)}: {score:.2f}")
