"""The bin of designs: out of sight, with their histories, until they are deleted for good.

Into it, a design comes by ``DesignShelf.delete``.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from builder.files import write_atomically
from builder.shelf.design_files import BIN, DesignFiles, content_of, renamed
from builder.shelf.glances import glance
from builder.upgrade import DesignError, read_design

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Binned(NamedTuple):
    """A design in the bin.

    Args:
        key: what it is known by here.
        name: of the design.
        deleted: when.
    """

    key: str
    name: str
    deleted: datetime


class DesignBin(DesignFiles):
    """The designs of a workspace that were deleted."""

    def all(self) -> list[Binned]:
        """What lies in the bin, the latest first."""
        found = [
            Binned(
                path.stem,
                told.name if (told := glance(path)) else path.stem,
                datetime.fromtimestamp(path.stat().st_mtime, UTC),
            )
            for path in self._bin.glob("*.json")
        ]
        return sorted(found, key=lambda one: one.deleted, reverse=True)

    def restore(self, key: str) -> str:
        """Bring a design back, its name with a number where that is taken; returns the name.

        Raises:
            DesignError: it is not in the bin.
            NotSavedError: the disk refuses; it is still in the bin.
        """
        with self.held(key):
            path = self._path(key)
            told = glance(path)
            name = told.name if told else path.stem
            target = self.folder / path.name
            if target.exists():  # put there by hand, say
                target = self.free_path(name)
                self.copy_history(path, target)
            if told is None or name not in self.files():
                path.replace(target)
                return name
            kept = renamed(read_design(path.read_bytes()), self.free_name(name))
            write_atomically(target, content_of(kept))
            path.unlink()
            return kept.name

    def named(self, name: str) -> str:
        """The key of the design of that name which was deleted last.

        Raises:
            DesignError: there is none.
        """
        there = self.all()
        for one in there:
            if one.name == name:
                return one.key
        known = ", ".join(f"“{one.name}”" for one in there) or "nothing"
        said = f"There is no {self.what} “{name}” in the bin."
        raise DesignError(said, f"In the bin: {known}.")

    def delete(self, keys: Sequence[str] | None = None) -> list[str]:
        """Delete designs of the bin for good, with their histories.

        Args:
            keys: which; all without them.

        Returns:
            Their names.

        Raises:
            DesignError: one is not in the bin; then none has gone.
            NotSavedError: the disk refuses.
        """
        with self.held("bin"):
            there = {one.key: one.name for one in self.all()}
            paths = [self._path(key) for key in (there if keys is None else keys)]
            for path in paths:
                history = self.history_of(path).folder
                if history.exists():
                    shutil.rmtree(history)
                path.unlink()
        return [there[path.stem] for path in paths]

    @property
    def _bin(self) -> Path:
        return self.folder / BIN

    def _path(self, key: str) -> Path:
        for path in self._bin.glob("*.json"):
            if path.stem == key:
                return path
        raise DesignError(f"This {self.what} is not in the bin any more.", "Look at the bin anew.")
