"""The form in which a person decides about photographs, and the list of what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from data.dataset import Dataset
from data.manifest import LEFT_OUT
from data.versions.decisions import Decision
from data.versions.kinds import Kind
from data.versions.log import Entry, decide, read_log, undo
from data.versions.ties import Ties, can_untie, read_ties
from data.versions.untying import still_tied
from layers_catalog.errors import UserError
from ui.frame import errors, session, wording
from ui.frame.decided import sentence, still_together
from ui.pages.data.check import findings
from ui.pages.data.ways_in import progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_TOLD = "decision_told"


@dataclass(frozen=True)
class Option:
    """Something that can be decided.

    Args:
        told: in words.
        kind: of the decision.
        images: ids of the photographs.
        label: the class, where one is given.
    """

    told: str
    kind: Kind
    images: tuple[str, ...]
    label: str | None = None


def picked(dataset: Dataset) -> str:
    """Names the ids of a dataset's ticked photographs in the session."""
    return f"picked_{dataset.folder.name}"


def options(dataset: Dataset, images: Sequence[str]) -> list[Option]:
    """What can be decided about some photographs."""
    chosen = tuple(images)
    rows = dataset.manifest[dataset.manifest["image_id"].isin(chosen)]
    away = (rows["split"] == LEFT_OUT).all()
    them = "it" if len(chosen) == 1 else "them"
    found = []
    kind = Kind.INCLUDE if away else Kind.RELABEL
    labels = set(rows["label"])
    if not away:
        found += [Option(f"Leave {them} out", Kind.EXCLUDE, chosen)]
    elif not _disagree(rows):
        found += [Option(f"Bring {them} back", Kind.INCLUDE, chosen)]
    found += [
        Option(f"The class is {wording.plain(name)}", kind, chosen, name)
        for name in dataset.classes
        if away or labels != {name}
    ]
    if len(set(rows["group"])) > 1 and not away:
        found += [Option("They show one lesion", Kind.GROUP, chosen)]
    if can_untie(dataset.manifest, chosen, _ties(dataset), dataset.apart):
        two = len(chosen) == 2  # noqa: PLR2004  the usual case has its own words
        words = "They show two lesions" if two else "Each shows another lesion"
        found += [Option(words, Kind.UNTIE, chosen)]
    return found


@st.cache_data(show_spinner=False, max_entries=2, hash_funcs={Dataset: session.version})
def _ties(dataset: Dataset) -> Ties:
    return read_ties(dataset.folder)


def _disagree(rows: pd.DataFrame) -> bool:
    """Whether equal pixels among these photographs have two labels: a class has to be named."""
    kinds = rows[rows["pixel_hash"] != ""].drop_duplicates(["pixel_hash", "label"])
    return bool(kinds["pixel_hash"].duplicated().any())


def form(dataset: Dataset, offered: Sequence[Option], *, key: str) -> None:
    """Choose, say why, decide."""
    with st.form(key, border=False):
        by_words = {option.told: option for option in offered}
        words = st.radio("Decision", list(by_words), key=f"{key}_what", horizontal=True)
        reason = st.text_input(
            "Why", key=f"{key}_why", placeholder="e.g. “the histology report says nevus”"
        )
        pressed = st.form_submit_button("Decide", type="primary", key=f"{key}_go")
    if pressed and words:
        chosen = by_words[words]
        take(dataset, Decision(chosen.kind, chosen.images, reason, "", chosen.label))


def take(dataset: Dataset, decision: Decision) -> None:
    """Take a decision and show the page anew, or say why it cannot be taken."""
    try:
        decide(dataset.folder, dataset.classes, decision, seen=dataset.digest)
    except UserError as error:
        errors.tell(error)
        return
    st.session_state.pop(picked(dataset), None)
    held = _still_tied(dataset, decision) if decision.kind is Kind.UNTIE else ""
    _done(f"Decided. {held}“What you decided” on “This dataset” tells all, and undoes it.")


def _still_tied(dataset: Dataset, decision: Decision) -> str:
    """What holds photographs together that were just told apart; empty where nothing does."""
    now = session.library().load(dataset.name)
    others = still_tied(now.manifest, decision.images, read_ties(now.folder), now.apart)
    return f"{wording.plain(still_together(others))} " if others else ""


def show(dataset: Dataset) -> None:
    """What was decided, each with a way to undo it."""
    entries = read_log(dataset.folder).entries
    if not entries:
        return
    st.markdown(
        "**What you decided**",
        help="Every decision makes a version of the dataset. A run keeps the version it was "
        "started on.",
    )
    for entry in reversed(entries):
        _entry(dataset, entry)


def _entry(dataset: Dataset, entry: Entry) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = f"{entry.number}\\. {wording.plain(sentence(entry.decision))}"  # no list: no indent
        st.markdown(f"~~{told}~~" if entry.undone else told, width="stretch")
        st.caption(f"{'undone ' if entry.undone else ''}{_when(entry)}", width="content")
        if not entry.undone and st.button("Undo", key=f"undo_{entry.number}", type="tertiary"):
            _undo(dataset, entry)


def _undo(dataset: Dataset, entry: Entry) -> None:
    try:
        undo(dataset.folder, dataset.classes, entry.number)
    except UserError as error:
        errors.tell(error)
        return
    _done("Undone: the dataset is as if it had not been decided.")


def _done(told: str) -> None:
    """Show the page anew, and say what was done when it stands there."""
    findings.stale()
    progress.put_away()
    st.session_state[_TOLD] = told
    st.rerun()


def confirm() -> None:
    """Once: what was just decided or undone."""
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.toast(told, icon=":material/check_circle:")


def _when(entry: Entry) -> str:
    return (entry.undone or entry.decision.made)[:16].replace("T", " ")
