"""The blocks that a person keeps for the palette: each a design, on a shelf of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from builder.shelf.design_bin import DesignBin
from builder.shelf.designs import DesignShelf

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER: Final = "blocks"
_WHAT: Final = "block"


def block_shelf(workspace: Path) -> DesignShelf:
    """The blocks of the palette of a workspace."""
    return DesignShelf(workspace / _FOLDER, what=_WHAT)


def block_bin(workspace: Path) -> DesignBin:
    """Those that were taken out of it."""
    return DesignBin(workspace / _FOLDER, what=_WHAT)
