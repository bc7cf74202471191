"""Where the lesion of a photograph is: as a given outline says, or estimated by its colour.

The estimate is LesionCrop's: the dark patch that reaches the middle. Needs Keras for it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from builder.networks.lesion_mask import lesion_mask, small_picture
from data.image import fitted, open_rgb
from layers_catalog.dermatology import LesionCrop
from runs.evaluation.heatmap.canvas import WHOLE, spread
from runs.training.network import as_graph

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from PIL import Image

    from runs.evaluation.heatmap.canvas import Booleans

GIVEN, ESTIMATED = "given", "estimated"
SIDE: Final = 224
"""Of the square that a photograph is stretched to before its lesion is looked for."""
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
        ValueError: it cannot be read, or is of one colour; with a sentence.
    """
    grey = np.asarray(open_rgb(path).convert("L"))
    mask = grey > _HALF
    if not mask.any() or mask.all():
        raise ValueError(f"“{path.name}” outlines nothing: it is of one brightness.")
    return Lesion(mask, GIVEN)


def estimated(photograph: Image.Image) -> Lesion:
    """The lesion of one photograph, by its colour."""
    square = fitted(photograph, SIDE, SIDE, "stretch")[None].astype(np.float32)
    return Lesion(masks(square)[0], ESTIMATED)


def masks(photographs: NDArray[np.float32]) -> Booleans:
    """The lesions of photographs, by their colour.

    Args:
        photographs: RGB, 0 to 255, of shape (n, height, width, 3).

    Returns:
        of shape (n, 64, 64), over each whole photograph; empty where none was found.
    """
    network = _network(*photographs.shape[1:3])
    found: Booleans = np.asarray(network(photographs))[..., 0] > 0
    return found


@functools.lru_cache(maxsize=4)
def _network(height: int, width: int) -> Any:  # noqa: ANN401  a graph of TensorFlow's
    """From photographs of a size to masks of shape (n, 64, 64, 1), as a graph."""
    import keras

    contrast = LesionCrop.model_fields["least_contrast"].default
    image = keras.Input((height, width, 3))
    mask, _ = lesion_mask(small_picture(image), least_contrast=contrast)
    return as_graph(keras.Model(image, mask))
