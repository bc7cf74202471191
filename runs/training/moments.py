"""Mean and variance of the numbers that are to be standardised, in the program and in ``train.py``.

Printed word for word into the scripts of designs that standardise.
"""

from collections.abc import Iterable

import numpy as np

LEAST_DEVIATION = 1e-6  # a number that varies less is the same for all images


def moments(batches: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of each map, or of each number of a list, over all images and places.

    Keras divides by no less than 1e-7. Where all images are the same the variance is therefore
    given as 1: else a small difference in a new image would be multiplied by ten million.

    Args:
        batches: of shape (n, ..., maps). They are merged by Chan, Golub and LeVeque (1979), which
            gives exactly 0 for what never changes.

    Returns:
        both of shape (maps,).
    """
    count, mean, squares = 0, np.zeros(1), np.zeros(1)
    for batch in batches:
        values = batch.reshape(-1, batch.shape[-1]).astype(np.float64, copy=False)
        share = len(values) / (count + len(values))
        apart = values.mean(axis=0) - mean
        squares = squares + values.var(axis=0) * len(values) + apart**2 * count * share
        mean = mean + apart * share
        count += len(values)
    variance = squares / count
    return mean, np.where(variance < LEAST_DEVIATION**2, 1.0, variance)
