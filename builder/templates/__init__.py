"""Ready designs to start from, one JSON file each, with where they come from.

A template is an ordinary design; its ``recipe`` recommends training settings.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from builder.upgrade import read_design
from layers_catalog.errors import WrongCallError

if TYPE_CHECKING:
    from builder.spec import GraphSpec

_ORDER = ("two_convolutions", "efficientnet_lite0_frozen", "resnet50_frozen")
"""File names that come first in the gallery, from the simplest on; the others follow by name."""


def templates() -> dict[str, GraphSpec]:
    """All templates by name, in the order of the gallery."""
    return dict(_read())


def template(name: str) -> GraphSpec:
    """The template of that name.

    Raises:
        WrongCallError: there is none; lists those that there are.
    """
    known = _read()
    if name not in known:
        listed = ", ".join(f"“{other}”" for other in known)
        raise WrongCallError(f"There is no design or template “{name}”.", f"Templates: {listed}.")
    return known[name]


@cache
def _read() -> dict[str, GraphSpec]:
    files = sorted(Path(__file__).parent.glob("*.json"), key=lambda file: (_rank(file), file.stem))
    designs = [read_design(file.read_bytes()) for file in files]
    return {design.name: design for design in designs}


def _rank(file: Path) -> int:
    return _ORDER.index(file.stem) if file.stem in _ORDER else len(_ORDER)
