"""Advice as a problem at a layer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builder.problems import warning

if TYPE_CHECKING:
    from builder.edits import Mend
    from builder.mends.scene import Scene
    from builder.problems import Problem


def told(at: Scene, node: str, code: str, message: str, hint: str, *mends: Mend) -> Problem:
    """Advice at a layer, with what mends it."""
    return replace(warning(at.nodes[node], code, message, hint), mends=mends)
