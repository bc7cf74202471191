"""Where lesions are, estimated by their colour as LesionCrop does; needs Keras.

The lesion is the dark patch that reaches the middle of the photograph.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from builder.networks.lesion_mask import lesion_mask, small_picture
from data.image import fitted
from layers_catalog.dermatology import LesionCrop
from runs.explaining.lesion import ESTIMATED, Lesion
from runs.training.network import as_graph

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from runs.evaluation.heatmap.canvas import Booleans

SIDE: Final = 224
"""Of the square that a photograph is stretched to before its lesion is looked for."""


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
