"""What a design's network takes in: the size of a picture, and how photographs are fitted to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.sizes import input_of

if TYPE_CHECKING:
    from builder.spec import GraphSpec


@dataclass(frozen=True)
class Picture:
    """Height and width in pixels; ``fit`` is "stretch", "pad" or "crop" (``data.image``)."""

    height: int
    width: int
    fit: str


def picture_of(spec: GraphSpec) -> Picture:
    """The picture that the Input of a drawing, or of a part of one, asks for.

    Raises:
        NotSoundError: it has no Input, more than one, or one with wrong settings.
    """
    return Picture(*input_of(spec))
