"""The one run a page is about: what the address names, or the latest; another can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runs.series.naming import is_run
from ui.frame import wording
from ui.pages.runs import told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord


_LONGEST = 10
"""Signs of a number that are told back."""


def choose(runs: Sequence[RunRecord], *, label: str, key: str, quiet: bool = False) -> RunRecord:
    """The run in question; it also stands in the address.

    Args:
        runs: to choose from, the latest first; at least one.
        label: what is chosen, in a word.
        key: of the widget, unique on the page.
        quiet: the label is only read to those who cannot see it.
    """
    by_id = {run.id: run for run in runs}
    asked = st.query_params.get("run", "")
    known = is_run(asked) and int(asked) in by_id
    first = int(asked) if known else runs[0].id
    if asked and not known:
        st.info(
            f"Run {wording.plain(asked[:_LONGEST])} is not here: it has not ended yet, was deleted "
            f"or never was. Run {first} is shown.",
            icon=":material/info:",
        )
    apart = told_apart.told_apart(runs)
    number = st.selectbox(
        label,
        list(by_id),
        index=list(by_id).index(first),
        format_func=lambda run_id: _named(by_id[run_id], apart[run_id]),
        key=key,
        label_visibility="collapsed" if quiet else "visible",
    )
    st.query_params["run"] = str(number)
    return by_id[number]


def _named(run: RunRecord, differs: str) -> str:
    """A run by its number and name, and by what tells it from others of its design."""
    told = f"Run {run.id}: {run.name}"
    return f"{told} ({differs})" if differs else told
