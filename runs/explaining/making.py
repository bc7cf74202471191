"""A heat map of one photograph by a run's network, drawn over it; runs in the helper process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from data.image import fitted
from data.opened import open_photograph
from runs.evaluation.heatmap.canvas import covered, outside_share, spread
from runs.explaining.finding import estimated
from runs.explaining.framing import frame, proportions
from runs.explaining.lesion import given
from runs.explaining.overlay import LONGER, overlay
from runs.scripts.parts.doubts import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PIL import Image

    from runs.evaluation.heatmap.making import Heat, Method
    from runs.explaining.lesion import Lesion
    from runs.helper.models import Trained

_QUALITY: Final = 90
"""Of a JPEG; a PNG loses nothing."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a photograph.

    Args:
        positive: the classes whose score is meant: neither none nor all.
        method: by which heat is made, where it can be.
        to: the PNG or JPEG that is written.
        outline: a file with the lesion's outline, where there is one.
    """

    positive: Sequence[str]
    method: Method
    to: Path
    outline: Path | None = None


def explained(
    trained: Trained, photograph: Path, asked: Asked, told: Callable[[int, int], None]
) -> dict[str, Any]:
    """Make the heat map of a photograph and write it over the photograph.

    Args:
        trained: the network.
        photograph: any file that can be imported.
        asked: of it.
        told: called with steps done and in all, where there are several.

    Returns:
        ``{image, problem, overlay, positive, method, why, nothing, outside, lesion, seen}``, as
        ``runs.explaining.sentences`` puts them into words; after a ``problem`` nothing else.
    """
    try:
        picture = open_photograph(photograph)
        problem = refusal(picture)
        outline = given(asked.outline) if asked.outline else None
    except ValueError as error:
        problem = str(error)
    if problem:
        return {"image": str(photograph), "problem": problem}
    heat = _heat(trained, picture, asked, told)
    lesion = outline or estimated(picture)
    return {
        "image": str(photograph),
        "problem": None,
        "overlay": str(asked.to),
        "positive": list(asked.positive),
        "method": str(heat.method),
        "why": heat.why,
        "nothing": heat.nothing,
        **_drawn(trained, picture, heat, lesion, asked.to),
    }


def _heat(
    trained: Trained, picture: Image.Image, asked: Asked, told: Callable[[int, int], None]
) -> Heat:
    size = trained.picture
    pixels = fitted(picture, size.height, size.width, size.fit).astype(np.float32)
    places = [trained.classes.index(name) for name in asked.positive]
    return trained.heat_maps.make(pixels, places, asked.method, told)


def _drawn(
    trained: Trained, picture: Image.Image, heat: Heat, lesion: Lesion, to: Path
) -> dict[str, Any]:
    """Write the overlay; the share of heat outside the lesion, and of the photograph seen."""
    height, width = proportions(picture.width, picture.height, LONGER)
    box = frame(trained.picture, picture.width, picture.height)
    drawn = spread(heat.values, box, height, width)
    shown = spread(heat.seen.astype(np.float32), box, height, width)
    seen = (shown > 0.5) & covered(box, height, width)  # noqa: PLR2004  more than half
    mask = lesion.at(height, width)
    overlay(picture, drawn, seen, mask if lesion.found else None).save(to, quality=_QUALITY)
    return {
        "outside": outside_share(drawn, mask),
        "lesion": lesion.by if lesion.found else None,
        "seen": float(seen.mean()),
    }
