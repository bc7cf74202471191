"""Two or more runs side by side, one question at a time, only that computed.

Whether a difference is more than chance is left to ``compare_tested``, their curves to ``curves``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from runs.comparing.sentences import called
from ui import charts
from ui.charts import figures
from ui.frame import addressed, session, wording
from ui.pages.runs import chosen, compare_parallel, compare_tested, curves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord
    from ui.pages.runs.compared import Compared


_KEY: Final = "compare_question"
ADDRESS: Final = "question"
"""Its name in the page's address."""


class Question(StrEnum):
    """What the comparison tells."""

    BETTER = "Is one better?"
    CURVES = "Learning curves"
    DIFFERS = "What differs"

    @property
    def address(self) -> str:
        """Its name in the address; the first needs none."""
        return "" if self is Question.BETTER else self.name.lower()


def show(compared: Sequence[Compared]) -> None:
    """The comparison of what is ticked."""
    st.subheader("Comparison", anchor=False)
    question = _question()
    if question is Question.BETTER:
        compare_tested.show(compared)
        _areas(compared)
    elif question is Question.CURVES:
        curves.show([one.run for one in compared if isinstance(one.ref, int)])
    else:
        rows = differing(compared)
        compare_parallel.show(compared, rows)
        _table(rows)


def _question() -> Question:
    """What the address or a click asks for; afterwards the address tells it."""
    addressed.begin(ADDRESS, _KEY, {one.address: one for one in Question})
    asked = st.segmented_control(
        "Question", list(Question), required=True, key=_KEY, label_visibility="collapsed"
    )
    question = Question(asked or Question.BETTER)
    addressed.end(ADDRESS, question.address)
    return question


def _areas(compared: Sequence[Compared]) -> None:
    judged = [one for one in compared if one.numbers and not one.synthetic]
    folds = any(isinstance(one.ref, str) for one in judged)
    if judged:
        rows = [(one.brief, *_area(one.numbers)) for one in judged]
        figures.show(
            charts.intervals(rows, dark=session.dark(), percent=False, title="AUC"),
            title=_HELD_OUT if folds else f"{_VALIDATION} ({wording.OPTIMISTIC})",
            key="compared_areas",
            help="Intervals that overlap do not say that two runs are equal, nor that one is "
            "better. Repeat a run with other seeds to see how much chance matters.",
        )
    if len(judged) < len(compared) and any(one.synthetic for one in compared):
        st.caption(f":material/draw: {wording.DRAWINGS}")


_VALIDATION = "Validation AUC with its 95 % interval"
_HELD_OUT = f"{_VALIDATION}; of a cross-validation: of all that it held out"


def _area(numbers: dict[str, Any]) -> tuple[Any, Any, Any]:
    return numbers.get("auc"), numbers.get("auc_low"), numbers.get("auc_high")


def _table(rows: list[dict[str, str]]) -> None:
    st.markdown("**All of it**")
    if not rows:
        st.caption("Nothing: the same design, dataset, recipe and seed.")
        return
    st.dataframe(
        rows,
        hide_index=True,
        column_config={"": st.column_config.TextColumn(pinned=True, width="medium")},
    )


def differing(compared: Sequence[Compared]) -> list[dict[str, str]]:
    """One row for each setting that is not the same in all, under the titles of what is compared.

    Args:
        compared: each under a title of its own.
    """
    told = [_settings(one) | {"drawing": _drawing(one, compared)} for one in compared]
    names = dict.fromkeys(name for settings in told for name in settings)
    return [
        {
            "": name,
            **{one.title: of.get(name, "–") for one, of in zip(compared, told, strict=True)},
        }
        for name in names
        if len({settings.get(name) for settings in told}) > 1 or "differs" in told[0].get(name, "")
    ]


def _drawing(one: Compared, compared: Sequence[Compared]) -> str:
    """Whether a drawing is that of an earlier column."""
    digests = [other.run.design_digest for other in compared]
    like = compared[digests.index(one.run.design_digest)]
    if len(set(digests)) == 1:
        return "the same"
    return "differs" if like.ref == one.ref else f"as {called(like.ref)}"


def _settings(one: Compared) -> dict[str, str]:
    """Everything that was chosen for it, and what it cost."""
    run: RunRecord = one.run
    recipe = {chosen.words(name): str(value) for name, value in chosen.recipe(run).items()}
    return {
        "design": run.design_name,
        "drawing": "",
        "dataset": run.dataset,
        **recipe,
        "seed": str(run.seed),
        **({"folds": str(run.folds)} if isinstance(one.ref, str) else {}),
        "took": wording.duration(one.seconds),
    }
