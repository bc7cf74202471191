"""An open design: as it was last seen on the canvas, and as it stands on the shelf."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any

from builder.canvas.wire import from_wire
from builder.shelf.design_files import Written
from builder.shelf.designs import DrawnElsewhereError
from builder.shelf.versions import Kind
from builder.upgrade import DesignError
from ui.frame import session

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builder.spec import GraphSpec

_MINE = "Drawn in one window while another saved the design."
_THEIRS = "Saved by one window, then replaced by what was drawn in another."


@dataclass
class Desk:
    """An open design; its methods wait for one another.

    Streamlit begins a new run of the script beside the one that still saves: what is taken in and
    what is kept must not cross.

    Args:
        now: as it was last seen; a newer one replaces it.
        kept: as it stands on the shelf.
        epoch: rises when another drawing is put under the canvas, which then reads it.
        rev: the canvas's own count of edits, as it was last seen.
        selected: the layer that was chosen on the canvas at the latest edit, if any.
        code: whether the canvas shows the code beside the drawing.
        stamp: tells its file from one that another window saved since.
        aside: the version that keeps this drawing while another window's is on the shelf.
        beside: the file in whose history that version is; another may have the name since.
        begun: whether it was changed since it was opened.
        refused: why what the canvas shows now cannot be kept; ``now`` is the last that can.
    """

    now: Written
    kept: Written
    epoch: int = 1
    rev: int = 0
    selected: str | None = None
    code: bool = False
    stamp: str | None = None
    aside: int | None = None
    beside: Path | None = None
    begun: bool = False
    refused: DesignError | None = None
    _one: RLock = field(default_factory=RLock, repr=False, compare=False)

    @property
    def spec(self) -> GraphSpec:
        """The drawing."""
        return self.now.spec

    @property
    def drawn(self) -> str:
        """The stamp of this drawing once it is saved."""
        return self.now.stamp

    @property
    def changed(self) -> bool:
        """Whether the shelf does not hold it as it is now."""
        return self.now is not self.kept and self.now.content != self.kept.content

    def take_in(self, graph: Mapping[str, Any]) -> None:
        """Take in what the canvas said since."""
        with self._one:
            self._take_in(graph)

    def save(self) -> None:
        """Keep it on the shelf, if it has changed; beside another window's, in the history.

        Raises:
            NotSavedError: the disk refuses; the earlier one is still there.
        """
        with self._one:
            if self.changed:
                self._save()

    def _save(self) -> None:
        shelf = session.shelf()
        file = shelf.files().get(self.spec.name)
        if file is None:  # renamed or deleted elsewhere: it comes back
            self.aside = self.stamp = None
        if self.aside is not None and file == self.beside:
            shelf.draw_over(self.spec, self.aside)
        else:
            self._keep_as_opened()
            try:
                self.stamp = shelf.write(self.now, over=self.stamp)
            except DrawnElsewhereError:
                self.aside = shelf.keep(self.spec, why=_MINE, kind=Kind.ASIDE, anew=True)
                self.beside = file
        self.kept = self.now

    def _keep_as_opened(self) -> None:
        """Before the first change: a browser that was reloaded may bring an older drawing back."""
        if self.stamp is not None and not self.begun:
            session.shelf().keep_as_found(self.spec.name)
        self.begun = True

    def keep_mine(self) -> None:
        """Put this drawing on the shelf; the other window's stays in the history."""
        with self._one:
            shelf = session.shelf()
            theirs = shelf.open(self.spec.name)
            shelf.keep(theirs.spec, why=_THEIRS, kind=Kind.ASIDE)
            self.stamp = shelf.write(self.now, over=theirs.stamp)
            self.aside = None

    def rename(self, name: str) -> None:
        """Give it another name; the drawing stays as it is.

        Raises:
            DesignError: the name is taken, empty or too long.
        """
        with self._one:
            self.save()
            session.shelf().rename(self.spec.name, name)
            self.now = self.kept = Written(self.spec.model_copy(update={"name": name}))
            if self.aside is None:  # of what is drawn here: what another window saved stays theirs
                self.stamp = self.drawn

    def _take_in(self, graph: Mapping[str, Any]) -> None:
        self.code = graph.get("code") is True
        if graph["epoch"] != self.epoch:
            return
        self.rev = graph["rev"]
        chosen = graph.get("selected")
        self.selected = chosen if isinstance(chosen, str) else None
        try:
            self.now = self._that_can_be_kept(from_wire(graph, name=self.spec.name, like=self.spec))
        except DesignError as refused:  # the last good drawing stays, and the canvas with it
            self.refused = refused
        else:
            self.refused = None

    def _that_can_be_kept(self, spec: GraphSpec) -> Written:
        """A drawing with what its file holds, if that is not too large to be read again."""
        drawn = self.now if spec == self.spec else Written(spec)
        _ = drawn.content
        return drawn
