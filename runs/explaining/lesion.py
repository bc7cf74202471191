"""Where the lesion of a photograph is, as a given outline says; estimates are ``finding``'s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from data.image import open_rgb
from runs.evaluation.heatmap.canvas import WHOLE, spread

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from runs.evaluation.heatmap.canvas import Booleans

GIVEN, ESTIMATED = "given", "estimated"
_HALF: Final = 127


@dataclass(frozen=True, eq=False)
class Lesion:
    """A lesion's place.

    Args:
        mask: of any size, over the whole photograph; empty where none was found.
        by: ``GIVEN`` or ``ESTIMATED``.
    """

    mask: Booleans
    by: str

    @property
    def found(self) -> bool:
        """Whether there is one."""
        return bool(self.mask.any())

    def at(self, height: int, width: int) -> Booleans:
        """Its mask at another size."""
        drawn = spread(self.mask.astype(np.float32), WHOLE, height, width)
        return drawn > 0.5  # noqa: PLR2004  more than half of the blend


def given(path: Path) -> Lesion:
    """A lesion by its outline: a picture that is bright where the lesion is.

    Raises:
        ValueError: it cannot be read, or is of one brightness; with a sentence.
    """
    return lesion_in(np.asarray(open_rgb(path)), path.name)


def lesion_in(outline: NDArray[np.uint8], name: str) -> Lesion:
    """A lesion by its outline, RGB of shape (height, width, 3).

    Raises:
        ValueError: it is of one brightness; with a sentence that says its ``name``.
    """
    mask = outline.mean(axis=-1) > _HALF
    if not mask.any() or mask.all():
        raise ValueError(f"“{name}” outlines nothing: it is of one brightness.")
    return Lesion(mask, GIVEN)
