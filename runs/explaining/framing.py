"""Where the picture that a network is given lies on the photograph that it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.evaluation.heatmap.canvas import WHOLE, Box

if TYPE_CHECKING:
    from runs.picture import Picture


def frame(picture: Picture, width: int, height: int) -> Box:
    """The network's picture in shares of the photograph; see ``data.image.fitted``.

    Args:
        picture: what the network takes in.
        width: of the photograph, in pixels.
        height: of the photograph, in pixels.

    Returns:
        inside the photograph where edges were cut off, beyond it where bars were added.
    """
    if picture.fit == "stretch":
        return WHOLE
    scales = picture.height / height, picture.width / width
    scale = max(scales) if picture.fit == "crop" else min(scales)
    down, across = (one / scale for one in scales)
    return Box((1 - down) / 2, (1 + down) / 2, (1 - across) / 2, (1 + across) / 2)


def proportions(width: int, height: int, longer: int) -> tuple[int, int]:
    """Height and width of a small picture in the photograph's proportions."""
    scale = longer / max(width, height)
    return max(round(height * scale), 1), max(round(width * scale), 1)
