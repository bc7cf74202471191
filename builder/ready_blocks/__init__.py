"""Ready blocks for the palette, one design file each: all of its layers are one block.

A block that a person keeps is a file of the same kind, on a shelf of its own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from builder.upgrade import read_design

if TYPE_CHECKING:
    from builder.spec import GraphSpec

_ORDER = ("residual", "squeeze_excitation", "inverted_residual", "inception", "dense")


@cache
def ready_blocks() -> tuple[GraphSpec, ...]:
    """All of them, in the order of the palette."""
    here = Path(__file__).parent
    return tuple(read_design((here / f"{stem}.json").read_bytes()) for stem in _ORDER)
