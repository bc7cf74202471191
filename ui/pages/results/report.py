"""The report of a run: its model card, what only a person can tell, and CLAIM's items."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from layers_catalog.errors import UserError
from runs.export.card.answers import Answers, answers_of, keep
from runs.export.card.blocks import NOT_PROVIDED
from runs.export.card.checklist import SOURCE, in_short
from runs.export.card.fields import card_of
from runs.export.card.files import CARD as MARKDOWN
from runs.export.card.files import CHECKLIST, PAGE, card_files, checklist_of
from runs.export.card.story import story_of
from ui.frame import session, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.export.card.checklist import Checked
    from runs.export.card.story import Story
    from runs.store.records import RunRecord

_FILES = {
    "Card (HTML, prints well)": (PAGE, "text/html", ":material/print:"),
    "Card (Markdown)": (MARKDOWN, "text/markdown", ":material/description:"),
    "CLAIM checklist": (CHECKLIST, "text/markdown", ":material/checklist:"),
}
_LONG = ("intended_use", "participants", "reference", "robustness", "limitations", "ethics")


def show(run: RunRecord) -> None:
    """The report; a sentence where the run has no network to report of."""
    st.subheader("Report", anchor=False)
    try:
        story = story_of(session.workspace(), run.id)
    except UserError as error:
        st.caption(f":material/info: {wording.plain(str(error))}")
        return
    card = card_of(story)
    lacking = f"; {NOT_PROVIDED}: {', '.join(card.lacking)}" if card.lacking else ""
    st.markdown(
        f"**Model card: {card.filled} of {len(card.content)} fields are filled**{lacking}.",
        help="What the run itself tells is filled in. The rest only you can tell: below.",
    )
    _downloads(run, story)
    with st.expander("What only you can tell", icon=":material/edit_note:"):
        _form(run)
    items = checklist_of(story, card)
    with st.expander(f"CLAIM checklist: {in_short(items)}", icon=":material/checklist:"):
        _checklist(items)


def _downloads(run: RunRecord, story: Story) -> None:
    with st.container(horizontal=True):
        for label, (name, kind, icon) in _FILES.items():
            st.download_button(
                label,
                data=partial(_text, story, name),
                file_name=f"run-{run.id}-{name}",
                mime=kind,
                icon=icon,
                key=f"card_{name}",
                on_click="ignore",
            )


def _text(story: Story, name: str) -> str:
    """One file of the card, made when it is asked for."""
    return card_files(story)[name]


def _form(run: RunRecord) -> None:
    """What a person tells; what usually recurs is proposed from the card written last."""
    known = answers_of(session.workspace(), run.id)
    with st.form(f"card_{run.id}", border=False):
        told = {
            name: _asked(run, name, str(field.title), str(field.description), getattr(known, name))
            for name, field in Answers.model_fields.items()
        }
        if st.form_submit_button("Save on the card", icon=":material/save:"):
            try:
                keep(session.workspace(), run.id, Answers.model_validate(told))
            except UserError as error:
                st.error(wording.plain(str(error)))
                return
            st.rerun()


def _asked(run: RunRecord, name: str, title: str, why: str, known: str) -> str:
    ask = st.text_area if name in _LONG else st.text_input
    return ask(title, value=known, placeholder=why, max_chars=4000, key=f"card_{run.id}_{name}")


def _checklist(items: Sequence[Checked]) -> None:
    st.caption(SOURCE)
    rows = [
        {
            "Item": one.item.number,
            "Section": one.item.section,
            "What it asks for": one.item.asks,
            "State": "met" if one.met else "open",
            "Where": one.where,
        }
        for one in items
    ]
    st.dataframe(rows, hide_index=True, height="content")
