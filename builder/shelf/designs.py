"""The shelf of saved designs: one JSON file each, in WORKSPACE/designs, with its earlier states.

How files are found and held is left to ``builder.shelf.design_files``, which states are kept to
``builder.shelf.history``, what was deleted to ``builder.shelf.design_bin``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from builder.files import sweep, write_atomically
from builder.shelf.design_files import BIN, Written, content_of, renamed, stamp_of
from builder.shelf.earlier_states import EarlierStates
from builder.shelf.glances import glance
from builder.shelf.person import person
from builder.shelf.versions import Kind
from builder.upgrade import DesignError, read_design
from layers_catalog.errors import UserError

if TYPE_CHECKING:
    from builder.spec import GraphSpec

_BEFORE_AN_EARLIER: Final = "Set aside when version {number} was opened."


class DrawnElsewhereError(UserError):
    """A design was saved by another window since it was opened here."""


class Opened(NamedTuple):
    """A design as it was read, and what tells its file from one that was saved since."""

    spec: GraphSpec
    stamp: str


class DesignShelf(EarlierStates):
    """The designs of a workspace; any number of windows and programs may use it at once."""

    def load(self, name: str) -> GraphSpec:
        """The design of that name.

        Raises:
            DesignError: there is none, or its file cannot be read.
        """
        return self.open(name).spec

    def open(self, name: str) -> Opened:
        """The design of that name, and its stamp for ``save``.

        Raises:
            DesignError: there is none, or its file cannot be read.
        """
        path = self.path_of(name)
        try:
            content = path.read_bytes()
            return Opened(read_design(content), stamp_of(content))
        except OSError as failed:
            raise DesignError(f"The design file {path} cannot be read: {failed}.") from failed
        except DesignError as broken:
            message = f"{broken.message} (file {path.name})"
            raise DesignError(message, broken.hint) from None

    def save(self, spec: GraphSpec, *, over: str | None = None) -> str:
        """Keep a design under its name, as ``write`` does."""
        return self.write(Written(spec), over=over)

    def write(self, now: Written, *, over: str | None = None) -> str:
        """Keep a design under its name; an earlier one of that name is replaced.

        Args:
            now: the design.
            over: the stamp of the design that it was drawn from; by default it replaces any.

        Returns:
            The stamp of what is on the shelf now.

        Raises:
            DrawnElsewhereError: another one was saved since; it is as it was.
            NotSavedError: the disk refuses; what was saved before is still there.
        """
        with self.held(now.spec.name):
            return self._save(now, over)

    def save_copy(self, spec: GraphSpec) -> GraphSpec:
        """Keep a design under its name, with a number where the name is taken; returns it."""
        with self.held(spec.name):
            sweep(self.folder)
            kept = renamed(spec, self.free_name(spec.name))
            self._save(Written(kept))
        return kept

    def rename(self, old: str, new: str) -> GraphSpec:
        """Give a design another name; its file and its history stay. Returns it.

        Raises:
            DesignError: there is no ``old``, or ``new`` is empty, too long or taken.
        """
        with self.held(old):
            spec = self.load(old)
            if new == old:
                return spec
            if new in self.files():
                raise DesignError(f"There is already a design “{new}”.", "Choose another name.")
            kept, path = renamed(spec, new), self.path_of(old)
            self.history_of(path).tell(former=old)
            write_atomically(path, content_of(kept))
        return kept

    def duplicate(self, name: str) -> GraphSpec:
        """Keep a second copy of a design, its name with a number; returns it."""
        return self.save_copy(self.load(name))

    def delete(self, name: str) -> str:
        """Put a design into the bin, with its history.

        Returns:
            What ``builder.shelf.design_bin`` knows it by.

        Raises:
            DesignError: there is none of that name.
        """
        with self.held(name):
            path = self.path_of(name)
            target = self.folder / BIN / path.name
            target.parent.mkdir(exist_ok=True)
            if target.exists():  # of another design, whose file was put there by hand, say
                target = target.with_name(self.free_path(name).name)
                self.copy_history(path, target)
            path.replace(target)
            target.touch()
        return target.stem

    def bring_back(self, name: str, number: int) -> Opened:
        """Make an earlier state the newest; what was there becomes a version.

        The one that is brought back stays a version, too, for as long as one that was kept today.

        Raises:
            DesignError, VersionError: as ``version`` raises them.
            NotSavedError: the disk refuses.
        """
        with self.held(name):
            spec = self.version(name, number)
            self.history_of(self.path_of(name)).renew(number)  # keeping another thins out the old
            why = _BEFORE_AN_EARLIER.format(number=number)
            self._keep(self.load(name), why=why, kind=Kind.ASIDE)
            return Opened(spec, self._save(Written(spec)))

    def _save(self, now: Written, over: str | None = None) -> str:
        spec, content = now.spec, now.content
        path = self.files().get(spec.name)
        if path is None or glance(path) is None:  # a broken one is kept, for whoever can mend it
            path = self.free_path(spec.name)
        who = person(self.workspace)
        there = path.read_bytes() if path.exists() else None
        if over is not None and there not in {None, content} and stamp_of(there) != over:
            raise DrawnElsewhereError(
                f"“{spec.name}” was changed in another window since it was opened here.",
                "Open theirs, or keep yours: the other one stays in the history.",
            )
        history = self.history_of(path)
        if there is not None and there != content:
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            history.before(there, changed=changed, who=who)
        history.tell(who=who)
        if there != content:
            write_atomically(path, content)
        return now.stamp
