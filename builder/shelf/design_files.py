"""Where saved designs, their histories and the bin lie, and how they are held and written.

Names are free text and live in the files; file names are made from them once and mean nothing else,
so that a new name keeps file and history. What is saved when is left to ``builder.shelf.designs``.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from builder.files import exclusive
from builder.shelf.glances import glance
from builder.shelf.history import History
from builder.spec import MAX_BYTES, GraphSpec
from builder.upgrade import DesignError
from builder.wording import in_words
from layers_catalog.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BIN: Final = ".bin"
_HISTORY: Final = ".history"
_LOCK: Final = ".lock"
_LONGEST_SLUG: Final = 60
_RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))}
"""What Windows keeps for devices."""


@dataclass(frozen=True)
class Written:
    """A design with what its file holds, worked out when it is first asked for."""

    spec: GraphSpec

    @cached_property
    def content(self) -> bytes:
        """What its file holds."""
        return content_of(self.spec)

    @cached_property
    def stamp(self) -> str:
        """What tells its file from any other."""
        return stamp_of(self.content)


class NotSavedError(UserError):
    """The disk refuses a design; what was saved before is still there."""


class DesignFiles:
    """The folder of the designs of a workspace.

    Args:
        workspace: the folder that holds everything of one person; made when first needed.
        what: a design is called in messages.
    """

    def __init__(self, workspace: Path, *, what: str = "design") -> None:
        self.workspace, self.what = workspace, what
        self.folder = workspace / "designs"

    def names(self) -> list[str]:
        """All names, in alphabetical order."""
        return sorted(self.files(), key=lambda name: (name.casefold(), name))

    def files(self) -> dict[str, Path]:
        """Each design's file by name; a broken file stands under its file name."""
        found: dict[str, Path] = {}
        for path in sorted(self.folder.glob("*.json")):
            told = glance(path)
            found.setdefault(told.name if told else path.stem, path)
        return found

    def free_name(self, name: str) -> str:
        """The name itself, or with the first number that makes it new: "Mine 2"."""
        taken = self.files()
        number, candidate = 1, name
        while candidate in taken:
            number += 1
            candidate = f"{name[:110]} {number}"
        return candidate

    def history_of(self, path: Path) -> History:
        """The history of the design in a file."""
        return History(self.folder / _HISTORY / path.stem)

    def copy_history(self, path: Path, target: Path) -> None:
        """Give the history of the design in one file to another, which has none."""
        history = self.history_of(path).folder
        if history.exists():
            shutil.copytree(history, self.history_of(target).folder)

    def free_path(self, name: str) -> Path:
        """A file for a new design, whose name no design, history or bin has."""
        words, number = slug(name), 1
        stem = words
        while any(
            (self.folder / place).exists()
            for place in (f"{stem}.json", f"{_HISTORY}/{stem}", f"{BIN}/{stem}.json")
        ):
            number += 1
            stem = f"{words}-{number}"
        return self.folder / f"{stem}.json"

    def path_of(self, name: str) -> Path:
        """The file of a design.

        Raises:
            DesignError: there is none of that name.
        """
        files = self.files()
        if name not in files:
            known = ", ".join(f"“{other}”" for other in self.names()) or "none yet"
            raise DesignError(f"There is no {self.what} “{name}”.", f"Saved {self.what}s: {known}.")
        return files[name]

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Hold the shelf among all windows and programs; a refusal of the disk becomes words."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with exclusive(self.folder / _LOCK):
                yield
        except OSError as failed:
            raise NotSavedError(
                f"The {self.what} “{name}” could not be saved in {self.folder}: {failed.strerror}.",
                "Make room or choose another workspace, then save again; "
                f"the {self.what} as it was saved before is still there.",
            ) from failed


def renamed(spec: GraphSpec, name: str) -> GraphSpec:
    """The same design under another name.

    Raises:
        DesignError: the name is empty or too long.
    """
    try:
        return GraphSpec.model_validate({**spec.model_dump(), "name": name})
    except ValidationError as refused:
        problem = in_words(refused.errors(include_url=False)[0])
        raise DesignError(f"The design's name {problem}.", "Choose another name.") from None


def content_of(spec: GraphSpec) -> bytes:
    """A design as its file holds it.

    Raises:
        DesignError: it is larger than a design that can be read again.
    """
    content = spec.to_json().encode(errors="replace")
    if len(content) > MAX_BYTES:
        raise DesignError(
            f"“{spec.name}” would take {len(content) / 1e6:.1f} MB with all its notes and "
            f"settings; a design can take {MAX_BYTES // 1_000_000} MB.",
            "Undo the last step, shorten notes, or repeat a block instead of drawing it out.",
        )
    return content


def stamp_of(content: bytes) -> str:
    """What tells a file from any other: its SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def slug(name: str) -> str:
    """A file name that every system takes: "Größe 2!" as ``grosse-2``."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-")
    return f"design-{words}".strip("-") if not words or words in _RESERVED else words
