"""The shelf of saved designs: one JSON file each, in WORKSPACE/designs.

Names are free text and live in the files; file names are made from them and mean nothing else.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import ValidationError

from builder.spec import GraphSpec
from builder.upgrade import DesignError, read_design
from builder.wording import in_words
from layers_catalog.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

BLOCKS = "blocks"
_LONGEST_SLUG = 60
_RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))}
"""What Windows keeps for devices."""


class NotSavedError(UserError):
    """The disk refuses a design; what was saved before is still there."""


class DesignShelf:
    """The designs of a workspace.

    Args:
        workspace: the folder that holds everything of one person; made when first needed.
        room: the folder in it; that of one's own blocks is ``BLOCKS``.
    """

    def __init__(self, workspace: Path, room: str = "designs") -> None:
        self.folder = workspace / room

    def names(self) -> list[str]:
        """All names, in alphabetical order."""
        return sorted(self._files(), key=lambda name: (name.casefold(), name))

    def load(self, name: str) -> GraphSpec:
        """The design of that name.

        Raises:
            DesignError: there is none, or its file cannot be read.
        """
        path = self._path_of(name)
        try:
            return read_design(path.read_bytes())
        except DesignError as broken:
            message = f"{broken.message} (file {path.name})"
            raise DesignError(message, broken.hint) from None

    def save(self, spec: GraphSpec) -> None:
        """Keep a design under its name; an earlier one of that name is replaced.

        Raises:
            NotSavedError: the disk refuses.
        """
        path = self._files().get(spec.name)
        broken = path is not None and _name_in(path) is None  # kept, for whoever can mend it
        self._write(self._free_path(spec.name) if path is None or broken else path, spec)

    def save_copy(self, spec: GraphSpec) -> GraphSpec:
        """Keep a design under its name, with a number where the name is taken; returns it."""
        kept = _renamed(spec, self.free_name(spec.name))
        self.save(kept)
        return kept

    def rename(self, old: str, new: str) -> GraphSpec:
        """Give a design another name; returns it.

        Raises:
            DesignError: there is no ``old``, or ``new`` is empty, too long or taken.
        """
        spec = self.load(old)
        if new == old:
            return spec
        if new in self._files():
            raise DesignError(f"There is already a design “{new}”.", "Choose another name.")
        kept = _renamed(spec, new)
        before = self._path_of(old)
        self._write(self._free_path(new), kept)
        before.unlink(missing_ok=True)
        return kept

    def duplicate(self, name: str) -> GraphSpec:
        """Keep a second copy of a design, its name with a number; returns it."""
        return self.save_copy(self.load(name))

    def delete(self, name: str) -> None:
        """Take a design off the shelf.

        Raises:
            DesignError: there is none of that name.
        """
        self._path_of(name).unlink(missing_ok=True)

    def free_name(self, name: str) -> str:
        """The name itself, or with the first number that makes it new: "Mine 2"."""
        taken = self._files()
        number, candidate = 1, name
        while candidate in taken:
            number += 1
            candidate = f"{name[:110]} {number}"
        return candidate

    def _files(self) -> dict[str, Path]:
        """Each design's file by name; a broken file stands under its file name."""
        found: dict[str, Path] = {}
        for path in sorted(self.folder.glob("*.json")):
            found.setdefault(_name_in(path) or path.stem, path)
        return found

    def _path_of(self, name: str) -> Path:
        files = self._files()
        if name not in files:
            known = ", ".join(f"“{other}”" for other in self.names()) or "none yet"
            raise DesignError(f"There is no design “{name}”.", f"Saved designs: {known}.")
        return files[name]

    def _free_path(self, name: str) -> Path:
        slug = _slug(name)
        number, path = 1, self.folder / f"{slug}.json"
        while path.exists():
            number += 1
            path = self.folder / f"{slug}-{number}.json"
        return path

    def _write(self, path: Path, spec: GraphSpec) -> None:
        """Partial file, then rename: a design is there whole or as it was before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".json.partial")
        try:
            with partial.open("wb") as file:
                file.write(spec.to_json().encode(errors="replace"))
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as failed:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise NotSavedError(
                f"The design “{spec.name}” could not be saved in {self.folder}: {failed.strerror}.",
                "Make room or choose another workspace, then save again; "
                "the design as it was saved before is still there.",
            ) from failed


def _name_in(path: Path) -> str | None:
    try:
        name = json.loads(path.read_bytes())["name"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return name if isinstance(name, str) else None


def _renamed(spec: GraphSpec, name: str) -> GraphSpec:
    try:
        return GraphSpec.model_validate({**spec.model_dump(), "name": name})
    except ValidationError as refused:
        problem = in_words(refused.errors(include_url=False)[0])
        raise DesignError(f"The design's name {problem}.", "Choose another name.") from None


def _slug(name: str) -> str:
    """A file name that every system takes: "Größe 2!" as ``grosse-2``."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-")
    return f"design-{slug}".strip("-") if not slug or slug in _RESERVED else slug
