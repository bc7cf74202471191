"""Where to draw the line, for a cross-validation: what choosing a threshold by a rule comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.operating.naming import are_many
from runs.series import results as series
from ui.charts import figures
from ui.frame import session, wording
from ui.pages.results import operating_scores

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.store.records import RunRecord

_ENDS = ("", "_low", "_high")


def show(run: RunRecord) -> None:
    """Each rule's worth on what the folds held out, at thresholds chosen without it."""
    st.subheader("What a threshold would be worth", anchor=False, help=_HELP)
    told = series.pooled(session.workspace(), run) or {}
    rows = told.get("at_thresholds")
    if not rows:
        st.caption(
            "Not known yet: judge the cross-validation anew. If it stays unknown, the validation "
            "part of a fold has no image of one of the two sides."
        )
        return
    called = are_many(operating_scores.called(run, tuple(rows[0]["positive"])))
    st.markdown(
        f"Positive are those that are {wording.plain(called)}. Each network's threshold was chosen "
        "by the rule on its own validation part, then put to what its fold held out."
    )
    figures.table(
        [_flat(row) for row in rows],
        title="By the rule, on held-out photographs",
        key="folds_thresholds",
        shown=[_in_words(row) for row in rows],
    )
    st.caption(_NONE)


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    shares = [f"{name}{end}" for name in ("sensitivity", "specificity") for end in _ENDS]
    return {
        "rule": row["rule"],
        **{name: row[name] for name in shares},
        "lowest_threshold": min(row["thresholds"]),
        "highest_threshold": max(row["thresholds"]),
    }


def _in_words(row: Mapping[str, Any]) -> dict[str, str]:
    low, high = min(row["thresholds"]), max(row["thresholds"])
    return {
        "Rule": row["rule"],
        **{
            name.capitalize(): wording.share_with_interval(*(row[f"{name}{end}"] for end in _ENDS))
            for name in ("sensitivity", "specificity")
        },
        "Thresholds of the folds": f"{low:.3f} to {high:.3f}",
    }


_HELP = (
    "What is asked for on validation is not what comes out on other photographs. This tells how "
    "far it is off, and how much the threshold depends on the division."
)
_NONE = (
    "A cross-validation has no network of its own, so no threshold of it can be saved. Train once "
    "more on one division to have a network to use, and choose its threshold there."
)
