"""Parts of the training images that are held back in turn, a whole lesion at a time.

Printed word for word into the ``train.py`` of designs whose head is fitted at once.
"""

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

FOLDS = 5

Folds = list[tuple[np.ndarray, np.ndarray]]  # rows to fit on and rows to look at


def folds_of(labels: np.ndarray, groups: np.ndarray, seed: int) -> Folds:
    """Several ways to hold a part of the images back, a whole group at a time.

    Args:
        labels: class indices, of shape (n,).
        groups: what stays together, as a lesion; of shape (n,).
        seed: of the drawing.

    Raises:
        ValueError: a class has too few groups, in a sentence.
    """
    counts = [len(np.unique(groups[labels == label])) for label in np.unique(labels)]
    parts = min(FOLDS, *counts)
    if parts > 1:
        drawn = StratifiedGroupKFold(parts, shuffle=True, random_state=seed)
        found = list(drawn.split(labels, labels, groups))
        if all(len(np.unique(labels[fit])) == len(counts) for fit, _ in found):
            return found
    raise ValueError(
        "There are too few training images of a class to hold some of them back while fitting: "
        "each class needs images of at least two lesions, better of ten."
    )
