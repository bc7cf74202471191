"""Heat as colour over a photograph, with the outline of what was taken for the lesion.

The colours are viridis's (van der Walt and Smith, 2015), which those who see few colours tell
apart too. NumPy and Pillow only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runs.evaluation.heatmap.canvas import Booleans, Floats

LONGER: Final = 480
"""The longer side of an overlay, in pixels."""
_VIRIDIS: Final = np.array(
    [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]], np.float32
)
_STRONGEST: Final = 0.72
"""Of the photograph, what the hottest place hides."""
_FAINT: Final = 0.12
"""Less heat, as a share of the hottest, is not coloured."""
_UNSEEN: Final = 0.35
"""Brightness of what the network did not look at."""


def overlay(
    photograph: Image.Image, heat: Floats, seen: Booleans, lesion: Booleans | None
) -> Image.Image:
    """A photograph with its heat.

    Args:
        photograph: RGB; made smaller.
        heat: not below 0, of shape (height, width), over the whole photograph.
        seen: of the same shape: what the network looked at; the rest is darkened.
        lesion: of the same shape: whose outline is drawn; or ``None``.

    Returns:
        of the size of ``heat``.
    """
    height, width = heat.shape
    ground = np.asarray(photograph.resize((width, height), Image.Resampling.BOX), np.float32)
    ground = np.where(seen[..., None], ground, ground * _UNSEEN)
    share = heat / (heat.max() or 1.0)
    strength = _STRONGEST * np.clip((share - _FAINT) / (1 - _FAINT), 0, 1) ** 0.7
    made = ground + strength[..., None] * (_coloured(share) - ground)
    if lesion is not None:
        made[_dashed(lesion)] = 255
    return Image.fromarray(np.clip(np.rint(made), 0, 255).astype(np.uint8))


def _coloured(share: Floats) -> Floats:
    """RGB of shares from 0 to 1."""
    at = np.linspace(0, 1, len(_VIRIDIS))
    return np.stack([np.interp(share, at, band) for band in _VIRIDIS.T], axis=-1)


def _dashed(mask: Booleans) -> Booleans:
    """The outline of a mask, one or two pixels wide, with gaps."""
    padded = np.pad(mask, 1, mode="edge")
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    rows, columns = np.indices(mask.shape)
    dashes: NDArray[np.bool_] = ((rows + columns) // 6) % 2 == 0
    return mask & ~inner & dashes
