"""Who sits at this workspace: the name that stands beside what was drawn.

A name typed in Settings, else what the computer calls its user. It never leaves the workspace.
"""

from __future__ import annotations

import getpass
import json
import unicodedata
from typing import TYPE_CHECKING, Final

from builder.files import write_atomically
from layers_catalog.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "person.json"
LONGEST: Final = 80
SOMEBODY: Final = "somebody"
"""Where neither a person nor the computer tells."""


class PersonError(UserError):
    """A name that cannot be kept."""


def typed(workspace: Path) -> str:
    """The name that was typed in Settings; "" where there is none."""
    try:
        name = json.loads((workspace / FILE).read_bytes())["name"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return ""
    return _clean(name) if isinstance(name, str) else ""


def person(workspace: Path) -> str:
    """Whoever draws now, in at most 80 characters."""
    return typed(workspace) or _clean(_user()) or SOMEBODY


def call(workspace: Path, name: str) -> str:
    """Remember a person's name; an empty one is the computer's again. Returns it as it is kept.

    Raises:
        PersonError: the disk refuses.
    """
    kept = _clean(name)
    try:
        write_atomically(workspace / FILE, json.dumps({"name": kept}).encode())
    except OSError as failed:
        raise PersonError(
            f"Your name could not be kept in {workspace}: {failed.strerror}.",
            "Make room on the disk, then type it again.",
        ) from failed
    return kept


def _clean(name: str) -> str:
    """One line of text: signs that are none, and line breaks, become blanks."""
    shown = (" " if unicodedata.category(sign) in {"Cc", "Cs", "Cf"} else sign for sign in name)
    return " ".join("".join(shown).split())[:LONGEST]


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
