"""A card an image, what matters most first: unlike all, picture, score, spread, the like, notice.

Asking is left to ``answers`` and ``closer``; what is said to ``decided``, ``likeness`` and
``picture``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.helper.files import class_names
from runs.operating.answering import Beside
from runs.operating.errors import OperatingPointError
from runs.scripts.parts.table import ENCODING, table_lines
from runs.series.siblings import other_folds
from ui.frame import errors, session, wording
from ui.pages.predict import closer, decided, likeness, picture
from ui.pages.predict.answers import answers
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.explaining.asking import Explained
    from runs.store.records import RunRecord
    from ui.pages.predict.photograph import Photograph

_PAGE = 24
_SCORES = 4
_FOLDS = "predict_folds"
_DRAWING = "A drawing, unlike the photographs that it was trained on."
_NOTICE = "Research and education only; no decision about a patient."


def show(run: RunRecord, photographs: Sequence[Photograph]) -> None:
    """Ask the network, then show a card for each photograph, and the table of several."""
    beside = _beside(run)
    decided.point(beside, run)
    asked = answers(run.id, photographs)
    told = list(beside.added(asked)) if beside else [{**one, **_NOTHING} for one in asked]
    if len(photographs) > 1:
        _table(run, told, point=beside is not None and beside.point is not None)
    pages = -(-len(photographs) // _PAGE)
    at = st.pagination(pages, key="predict_page") if pages > 1 else 1
    shown = slice((min(at, pages) - 1) * _PAGE, min(at, pages) * _PAGE)
    look = _Look(run, beside.positive if beside else (), photographs, shown)
    look.cards(told[shown])


@dataclass(frozen=True)
class _Look:
    """The photographs of one page.

    Args:
        run: whose network is asked.
        positive: the classes whose score is meant; none where they are not known.
        photographs: all of them.
        shown: which of them are on the page.
    """

    run: RunRecord
    positive: tuple[str, ...]
    photographs: Sequence[Photograph]
    shown: slice

    def cards(self, told: Sequence[dict[str, Any]]) -> None:
        """Draw them; training images that were never looked at are, once the scores stand."""
        here = self.photographs[self.shown]
        good = [one for one, answer in zip(here, told, strict=True) if not answer["problem"]]
        if self.positive and good:
            self._switches(good)
        learning = bool(good) and closer.to_be_learned(self.run.id)
        above = st.container()
        foreign, dataset = not trained.synthetic(self.run.id), trained.dataset(self.run)
        more = {} if learning else self._beside(good)
        heat = self._heat(good)
        folds = self._folds(good)
        with st.grid(3, min_column_width=290):
            for photograph, answer in zip(here, told, strict=True):
                key = photograph.key
                with st.container(border=True):
                    if answer["problem"]:
                        _unreadable(photograph, answer["problem"])
                        continue
                    likeness.warn(more.get(key, {}))
                    for note in answer["notes"]:
                        st.warning(wording.plain(note), icon=":material/info:")
                    if photograph.drawn and foreign:
                        st.caption(f":material/draw: {_DRAWING}")
                    picture.show(photograph, heat.get(key))
                    _scores(answer)
                    likeness.spread(more.get(key, {}), self.positive, folds.get(key, ()))
                    likeness.nearest_images(more.get(key, {}), dataset)
                    st.caption(f":material/science: {_NOTICE}")
        if learning:
            with above:
                closer.learn(self.run.id)

    def _switches(self, good: Sequence[Photograph]) -> None:
        with st.container(horizontal=True, vertical_alignment="center"):
            picture.switch_all(good)
            if self.run.series:
                st.toggle("Ask the other folds, too", key=_FOLDS)
        why = closer.refused(self.run.id)
        if why:
            st.caption(f":material/info: {wording.plain(why)}")

    def _beside(self, good: Sequence[Photograph]) -> dict[str, dict[str, Any]]:
        found = closer.beside(self.run.id, good, self.photographs)
        return {one.key: told for one, told in zip(good, found, strict=True)}

    def _heat(self, good: Sequence[Photograph]) -> dict[str, Explained]:
        wanted = [one for one in good if self.positive and picture.wants_heat(one)]
        found = closer.heats(self.run.id, wanted, self.positive, self.photographs)
        return {one.key: made for one, made in zip(wanted, found, strict=False)}

    def _folds(self, good: Sequence[Photograph]) -> dict[str, list[dict[str, float]]]:
        """The scores of all folds, where they are asked for."""
        if not (self.run.series and st.session_state.get(_FOLDS)):
            return {}
        others = other_folds(session.workspace(), session.store(), self.run)
        each = [answers(run.id, good, self.photographs) for run in (self.run, *others)]
        return {
            one.key: [told["probabilities"] for told in of_one if not told["problem"]]
            for one, *of_one in zip(good, *each, strict=True)
        }


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


def _unreadable(photograph: Photograph, problem: str) -> None:
    st.markdown(f"**{wording.plain(photograph.name)}**")
    st.error(wording.plain(problem), icon=":material/broken_image:")


def _scores(answer: dict[str, Any]) -> None:
    """The class at the saved point, its like, and the scores of all classes."""
    decided.show(answer)
    ranked = sorted(answer["probabilities"].items(), key=lambda pair: -pair[1])
    for name, score in ranked[:_SCORES]:
        st.progress(score, text=f"{wording.plain(name)}: {score:.2f}")
