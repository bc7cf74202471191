"""Ready designs to start from, one JSON file each, with where they come from.

A template is an ordinary design; its ``recipe`` recommends training settings.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from builder.upgrade import read_design
from layers_catalog.errors import UserError

if TYPE_CHECKING:
    from builder.spec import GraphSpec

_ORDER = ("two_convolutions", "efficientnet_lite0_frozen", "resnet50_frozen")
"""File names, in the order of the gallery: from the simplest on."""


def templates() -> dict[str, GraphSpec]:
    """All templates by name, in the order of the gallery."""
    return dict(_read())


def template(name: str) -> GraphSpec:
    """The template of that name.

    Raises:
        UserError: there is none; lists those that there are.
    """
    known = _read()
    if name not in known:
        listed = ", ".join(f"“{other}”" for other in known)
        raise UserError(f"There is no design or template “{name}”.", f"Templates: {listed}.")
    return known[name]


@cache
def _read() -> dict[str, GraphSpec]:
    here = Path(__file__).parent
    designs = [read_design((here / f"{stem}.json").read_bytes()) for stem in _ORDER]
    return {design.name: design for design in designs}
