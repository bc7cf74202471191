"""What can be done with the earlier states of saved designs: list, open, keep, bring back.

Which states are kept by themselves is left to ``builder.shelf.history``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from builder.shelf.design_files import DesignFiles, renamed
from builder.shelf.glances import glance
from builder.shelf.history import raw
from builder.shelf.person import person
from builder.shelf.versions import Kind, VersionError
from builder.upgrade import read_design
from layers_catalog.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from builder.shelf.versions import Entry
    from builder.spec import GraphSpec


class EarlierStates(DesignFiles):
    """The histories of the designs on the shelf."""

    def versions(self, name: str, most: int | None = None) -> list[Entry]:
        """The earlier states of a design, the newest first.

        Args:
            name: of the design.
            most: so many are read; all without it.

        Raises:
            DesignError: there is no such design.
        """
        return self.history_of(self.path_of(name)).entries(most)

    def count_versions(self, name: str) -> int:
        """How many earlier states there are, readable or not; none of them is read.

        Raises:
            DesignError: there is no such design.
        """
        return len(self.history_of(self.path_of(name)).files())

    def version(self, name: str, number: int) -> GraphSpec:
        """An earlier state of a design, under its present name.

        Raises:
            DesignError: there is no such design.
            VersionError: there is no such version, or it cannot be read.
        """
        found = self.history_of(self.path_of(name)).entry(number)
        if found.spec is None:
            raise VersionError(found.problem)
        return renamed(found.spec, name)

    def keep(
        self, spec: GraphSpec, *, why: str = "", kind: Kind = Kind.KEPT, anew: bool = False
    ) -> int:
        """Keep a state of a saved design for good; returns the version's number.

        Args:
            spec: the state, under the name of the saved design.
            why: it is kept.
            kind: how it came to be kept.
            anew: whether it gets a number of its own even where the newest version is the same.

        Raises:
            DesignError: there is no design of that name.
            NotSavedError: the disk refuses.
        """
        with self.held(spec.name):
            return self._keep(spec, why=why, kind=kind, anew=anew)

    def keep_as_found(self, name: str) -> None:
        """Keep what is on the shelf before a window's first change; nothing where nothing is.

        Raises:
            NotSavedError: the disk refuses.
        """
        with self.held(name):
            path = self.files().get(name)
            if path is None or glance(path) is None:
                return
            history = self.history_of(path)
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            history.keep_found(path.read_bytes(), changed=changed, who=person(self.workspace))

    def draw_over(self, spec: GraphSpec, number: int) -> None:
        """Let a version hold another window's latest state.

        Raises:
            DesignError: there is no design of that name.
            VersionError: the version cannot be read.
        """
        with self.held(spec.name):
            self.history_of(self.path_of(spec.name)).draw_over(number, raw(spec))

    def trained(self, spec: GraphSpec, digest: str) -> int | None:
        """Keep what a run was trained on; None where the shelf has no such drawing of that name.

        Args:
            spec: as it was drawn.
            digest: of the design that the run was frozen with.
        """
        with self.held(spec.name):
            path = self.files().get(spec.name)
            if path is None or not _is(path, spec):
                return None
            who = person(self.workspace)
            return self.history_of(path).trained(raw(spec), digest, who=who)

    def _keep(self, spec: GraphSpec, *, why: str, kind: Kind, anew: bool = False) -> int:
        """The same for whoever holds the shelf."""
        history = self.history_of(self.path_of(spec.name))
        who = person(self.workspace)
        return history.add(raw(spec), who=who, why=why.strip(), kind=kind, anew=anew)


def _is(path: Path, spec: GraphSpec) -> bool:
    """Whether a file holds this network."""
    try:
        return read_design(path.read_bytes()).digest() == spec.digest()
    except UserError:
        return False
