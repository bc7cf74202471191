"""Where the weights of pretrained networks start from; light, so that pages and exports may ask.

Loading them is left to ``loading``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from builder import networks

if TYPE_CHECKING:
    from layers_catalog.call import Call

IMAGENET: Final = "imagenet"
"""Keras downloads them."""
SHIPPED: Final = "shipped"
"""A file of this project."""


def weights_file(call: Call) -> Path | None:
    """The file that holds a network's starting weights; ``None`` when Keras downloads them."""
    if call.weights in {None, IMAGENET}:
        return None
    if call.weights == SHIPPED:
        return networks.shipped_weights(call.path)
    return Path(str(call.weights)).expanduser()
