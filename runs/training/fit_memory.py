"""Whether the memory of this computer is enough to fit a head at once.

Known before anything is computed: it follows from how many images and features there are.
"""

from __future__ import annotations

from builder.memory import machine_mb
from runs.training.failures import TrainingError

_TABLES = 2.5
"""Tables of the features that are in memory at once: as they are read, in half as many bytes,
standardised, and the part that a fit is given."""
_PAIRS = 3
"""Tables of all pairs of images that are in memory at once, while one is cut out of another."""
_NUMBER_BYTES = 8


def check_memory(*, kind: str, images: int, features: int) -> None:
    """Refuse what is too large: both heads hold all features, an SVM all pairs of images, too.

    Args:
        kind: "LogisticRegression" or "SVM".
        images: in "train".
        features: numbers that come to the head for each image.

    Raises:
        TrainingError: more memory is needed than this computer has.
    """
    tables = _TABLES * _NUMBER_BYTES * images * features / 1e6
    pairs = _PAIRS * _NUMBER_BYTES * images**2 / 1e6 if kind == "SVM" else 0.0
    if tables > machine_mb():
        raise TrainingError(
            f"{kind} takes all {features:,} numbers of each of the {images:,} training images at "
            f"once, {_against(tables)}.",
            "Put GlobalAveragePooling2D before it, or make the Input smaller.",
        )
    if tables + pairs > machine_mb():
        raise TrainingError(
            f"An SVM compares each of the {images:,} training images with each other, "
            f"{_against(tables + pairs)}.",
            "Use LogisticRegression in place of SVM.",
        )


def _against(needed_mb: float) -> str:
    return (
        f"for which it needs about {needed_mb / 1000:.0f} GB of memory; this computer has "
        f"{machine_mb() / 1000:.0f} GB"
    )
