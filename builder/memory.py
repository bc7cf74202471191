"""How much memory training takes, roughly, and how much this computer has.

An estimate for the worst moment of training with batches of 32; what is done about it is told by
``validation``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from layers_catalog.shapes import Shape

BATCH: Final = 32
"""Photographs that are in work at once, as the recipe has it by default."""
_BYTES: Final = 4
_COPIES_OF_WEIGHTS: Final = 4
"""Value, gradient and two moments of Adam."""
_COPIES_OF_RESULTS: Final = 2
"""Value and gradient."""
_PROGRAM_MB: Final = 600
"""TensorFlow itself, with the data on its way."""
INSIDE_LEARNING: Final = 250
INSIDE_FROZEN: Final = 50
"""Values that a pretrained network holds for each pixel of its picture. Chosen so that the estimate
meets the peak measured at 224 × 224 (TensorFlow 2.21, Adam, batches of 32): two-convolution CNN
2.1 GB, EfficientNet-Lite0 frozen 1.1 GB, learning 3.2 GB, ResNet50 learning 4.4 GB."""


def weights_mb(trainable: int, non_trainable: int) -> float:
    """What the weights take while training, in MB."""
    return (trainable * _COPIES_OF_WEIGHTS + non_trainable) * _BYTES / 1e6


def training_mb(trainable: int, non_trainable: int, values: int) -> float:
    """What training takes, in MB.

    Args:
        trainable: weights that change.
        non_trainable: weights that do not.
        values: results that must be kept for one photograph, in numbers.
    """
    results = values * BATCH * _COPIES_OF_RESULTS * _BYTES / 1e6
    return _PROGRAM_MB + weights_mb(trainable, non_trainable) + results


def pixels(shape: Shape) -> int:
    """Height times width of an image; 0 of anything else."""
    match shape:
        case (int(height), int(width), _):
            return height * width
    return 0


@cache
def machine_mb() -> float:
    """The memory of this computer, or what its container may use, in MB."""
    total: int = psutil.virtual_memory().total
    return min(total, _container_limit() or total) / 1e6


def _container_limit() -> int | None:
    try:
        return int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):  # no container, or “max”
        return None
