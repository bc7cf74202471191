"""Where to draw the line: a threshold by a rule or by hand, what it is worth, saved with the run.

Moves within a fragment on stored scores; the arithmetic is ``runs.operating``'s, and what a saved
point is worth on other images stands in ``held_to``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from layers_catalog.errors import UserError
from runs.operating import choosing, naming, sentences
from runs.operating.applying import at
from runs.operating.counting import curve
from runs.operating.errors import OperatingPointError
from runs.operating.rules import Kind, Rule, threshold_of
from ui.frame import errors, session, wording
from ui.frame.errors import guarded
from ui.pages.results import operating_scores
from ui.pages.runs import trained

if TYPE_CHECKING:
    from runs.operating.point import OperatingPoint
    from runs.operating.scored import Scored
    from runs.store.records import RunRecord

_NAMES = {
    Kind.SENSITIVITY: "Fixed sensitivity",
    Kind.SPECIFICITY: "Fixed specificity",
    Kind.YOUDEN: "Youden",
    Kind.MISS_COSTS: "Cost of a miss",
    Kind.BY_HAND: "By hand",
}
_PERCENT = {Kind.SENSITIVITY: "Find at least (%)", Kind.SPECIFICITY: "Leave alone at least (%)"}
_AT_FIRST = Rule(Kind.SENSITIVITY, 0.9)
_COSTS = 10.0


@dataclass(frozen=True)
class _Wish:
    """What is set on the page now."""

    positive: tuple[str, ...]
    called: str
    rule: Rule
    prevalence: float | None


def show(run: RunRecord) -> None:
    """The section, on the validation images."""
    st.subheader("Where to draw the line", anchor=False, help=_HELP)
    st.fragment(_choose)(run)


@guarded
def _choose(run: RunRecord) -> None:
    try:
        images = operating_scores.scored(run.id, "validation")
    except OperatingPointError as error:
        errors.tell(error)
        return
    known = _known(run)
    positive = _positive(run.id, images, known)
    if not positive:
        st.caption("Tick the classes that count as positive; at least one must stay negative.")
        return
    sides = images.sides(positive)
    counted = curve(sides)
    called = operating_scores.called(run, positive)
    try:
        wish = _wish(run.id, positive, called, known)
        threshold = threshold_of(counted, wish.rule, prevalence=wish.prevalence)
    except UserError as error:
        errors.tell(error)
        return
    threshold = _slider(run.id, wish.rule, threshold)
    worth = at(sides, threshold, wish.prevalence)
    said = sentences.worth(
        worth, called, grouped_by=trained.grouped_by(run.id), prevalence=wish.prevalence
    )
    st.markdown(wording.plain(said))
    operating_scores.figures_of(
        counted, worth, threshold, wish.prevalence, key=f"point_{run.id}_validation"
    )
    _save(run, wish, known, threshold)


def _known(run: RunRecord) -> OperatingPoint | None:
    """The saved point; a damaged file is told, and can be chosen anew."""
    try:
        return choosing.saved(session.workspace(), run.id)
    except OperatingPointError as error:
        errors.tell(error)
        return None


def _positive(run_id: int, images: Scored, known: OperatingPoint | None) -> tuple[str, ...]:
    """Of two classes the usual one; of several those that are ticked, none while that is no way."""
    usual = known.positive if known else naming.usual_positive(images.classes)
    pair = 2
    if len(images.classes) == pair:
        return usual
    ticked = st.pills(
        "Counts as positive",
        images.classes,
        format_func=wording.plain,
        selection_mode="multi",
        default=usual,
        key=f"point_{run_id}_positive",
    )
    chosen = tuple(name for name in images.classes if name in ticked)
    return chosen if len(chosen) < len(images.classes) else ()


def _wish(
    run_id: int, positive: tuple[str, ...], called: str, known: OperatingPoint | None
) -> _Wish:
    """The rule with its number, and how common it is where the user works."""
    first = known.rule if known else _AT_FIRST
    kind = st.segmented_control(
        "Rule",
        list(_NAMES),
        format_func=lambda one: _NAMES[one],
        default=first.kind,
        required=True,
        key=f"point_{run_id}_rule",
        help=_RULES,
    )
    kind, are = Kind(kind or first.kind), naming.are_many(called)
    before = 1000 * known.prevalence if known and known.prevalence else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        value = _value(run_id, kind, first)
        common = st.number_input(
            f"Of 1,000 lesions that you see, how many are {wording.plain(are)}?",
            min_value=min(0.1, before or 0.1),  # a command takes any
            max_value=max(999.9, before or 0.0),
            value=before,
            step=1.0,
            format="%g",
            placeholder="for example 20",
            key=f"point_{run_id}_common",
            width=400,
            help="The prevalence where you work. In most collections far more lesions are "
            "malignant than in a practice, so a flag means less there than it does here.",
        )
    return _Wish(positive, called, Rule(kind, value), common / 1000 if common else None)


def _value(run_id: int, kind: Kind, first: Rule) -> float | None:
    """The number of a rule; by hand it is the slider's."""
    given = first.value if first.kind is kind else None
    key = f"point_{run_id}_{kind}"
    if kind in _PERCENT:
        share = _AT_FIRST.value if given is None else given
        asked = st.number_input(
            _PERCENT[kind],
            min_value=0.0,
            max_value=100.0,
            value=round(100 * (share or 0), 6),
            step=1.0,
            format="%g",
            key=key,
            width=220,
        )
        return round(asked / 100, 9)
    if kind is Kind.MISS_COSTS:
        return st.number_input(
            "One miss weighs as many false alarms as",
            min_value=1e-6,
            max_value=1e6,
            value=given or _COSTS,
            step=1.0,
            format="%g",
            key=key,
            width=330,
        )
    if kind is Kind.BY_HAND:
        return float(st.session_state.get(_slider_key(run_id), 0.5 if given is None else given))
    return None


def _slider_key(run_id: int) -> str:
    return f"point_{run_id}_threshold"


def _slider(run_id: int, rule: Rule, threshold: float) -> float:
    """The slider where the rule put it; moving it means "by hand"."""
    key = _slider_key(run_id)

    def by_hand() -> None:
        st.session_state[f"point_{run_id}_rule"] = Kind.BY_HAND

    st.session_state[key] = min(1.0, threshold)
    moved = st.slider(
        "Threshold: flagged from this score on",
        0.0,
        1.0,
        step=0.001,
        format="%.3f",
        key=key,
        on_change=by_hand,
    )
    return moved if rule.kind is Kind.BY_HAND else threshold


def _save(run: RunRecord, wish: _Wish, known: OperatingPoint | None, threshold: float) -> None:
    """Save what is set; afterwards say what is saved, since when, and whether it came late."""
    if run.test_opened:
        st.caption(
            ":material/lock_open: The test set of this run was opened: a threshold that is saved "
            "now is marked “chosen after the test set was opened” from then on."
        )
    same = known is not None and (
        (known.positive, known.rule, known.prevalence, known.threshold)
        == (wish.positive, wish.rule, wish.prevalence, threshold)
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Saved" if same else "Save as this run’s operating point",
            icon=":material/check:" if same else ":material/bookmark_add:",
            type="secondary" if same else "primary",
            disabled=same,
            key=f"point_{run.id}_save",
            help="Predict, the command line and the exported code flag by it from then on.",
        ):
            choosing.choose(
                workspace=session.workspace(),
                run_id=run.id,
                rule=wish.rule,
                positive=wish.positive,
                prevalence=wish.prevalence,
            )
            st.rerun()
        if known is not None:
            st.markdown(f"Saved: {wording.plain(sentences.chosen(known))}", width="stretch")
        else:
            st.caption("None is saved yet: everywhere the highest score decides.", width="stretch")


_HELP = (
    "A network gives a score; the threshold makes a decision of it. A low one misses less and "
    "flags more that is harmless. It is chosen on the validation images, never on the test set."
)
_RULES = (
    "Fixed sensitivity: the fewest false alarms that still find so many on validation. Fixed "
    "specificity: the most found while so many others are left alone. Youden: the highest sum of "
    "both. Cost of a miss: the least harm, when one miss weighs as much as so many false alarms."
)
