"""Scores at a temperature: softmax(log(score) / temperature); NumPy only, so the pages may use it.

How a temperature is found is left to ``runs.evaluation.calibration``. Source: Guo et al., On
Calibration of Modern Neural Networks, ICML 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_SCORE: Final = 1e-37
"""Scores below are taken as this one, the least power of ten that float32 takes logarithms of."""


def tempered(scores: Floats, at: float) -> Floats:
    """Scores at a temperature, each row adding up to 1; the order within a row stays.

    Args:
        scores: of shape (n, classes), none negative.
        at: the temperature, above 0; above 1 scores become less sure.
    """
    logs = np.log(np.maximum(scores, LEAST_SCORE)) / at
    odds = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float64)
