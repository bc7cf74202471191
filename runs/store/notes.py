"""Tags and notes as people write them, made fit to be kept; keeping them is left to ``noting``."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from layers_catalog.errors import WrongCallError

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TAG = 60
LONGEST_NOTE = 4000
MOST_TAGS = 30
"""Of one run."""
PARTING = "\n"
"""Between tags read as one text; no tag can hold it."""
_SHOWN = 40
_LAYOUT = "\n\t"


class NoteError(WrongCallError):
    """A tag or note that cannot be kept."""


def clean_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Tags from what was typed, each once, in the order given.

    A comma parts two tags; blanks around a tag are dropped, those within it become one.

    Raises:
        NoteError: one is too long, or holds signs that are no text.
    """
    typed = (part for text in texts for part in text.split(","))
    found = dict.fromkeys(" ".join(part.split()) for part in typed)
    found.pop("", None)
    for tag in found:
        _refuse_no_text("tag", tag)
        if len(tag) > LONGEST_TAG:
            raise NoteError(
                f"The tag “{tag[:_SHOWN]}…” has {len(tag):,} characters.",
                f"A tag has at most {LONGEST_TAG}; write more into the note.",
            )
    return tuple(found)


def clean_note(text: str) -> str:
    """A note as it is kept: without blanks around it.

    Raises:
        NoteError: it is too long, or holds signs that are no text.
    """
    note = text.replace("\r\n", "\n").strip()
    if len(note) > LONGEST_NOTE:
        raise NoteError(
            f"The note has {len(note):,} characters.",
            f"A note has at most {LONGEST_NOTE:,}; keep longer texts in a file of your own.",
        )
    _refuse_no_text("note", note)
    return note


def parted(told: object) -> object:
    """Tags from one text of the database, in alphabetical order; anything else as it is."""
    if told is None:
        return ()
    if isinstance(told, str):
        return tuple(sorted(told.split(PARTING), key=lambda tag: (tag.casefold(), tag)))
    return told


def _refuse_no_text(what: str, text: str) -> None:
    """Control characters and halves of a character: a database may not take them."""
    for sign in text:
        if unicodedata.category(sign) in {"Cc", "Cs"} and sign not in _LAYOUT:
            raise NoteError(
                f"The {what} holds a sign that is no text (code {ord(sign)}).",
                f"Type the {what} anew.",
            )
