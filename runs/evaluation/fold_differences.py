"""Two designs on the same folds: how far apart they are from one division to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import t as students_t

from runs.evaluation.paired import Around, Difference, too_few

if TYPE_CHECKING:
    from collections.abc import Sequence

METHOD: Final = "corrected resampled t-test of Nadeau and Bengio"
_LEAST: Final = 2
_NOTHING: Final = 1e-12
"""Less is what rounding leaves of 0: three times 0.1 has a mean that is not 0.1."""


def corrected_resampled_t(differences: Sequence[float], held_to_learnt: float) -> Difference:
    """The mean difference over J = k folds x r repeats, and whether chance does it.

    Folds share most of what they learn from, so that their differences are not independent and
    the plain paired t-test finds too much. The variance of the mean is therefore taken as
    (1 / J + n2 / n1) s^2 instead of s^2 / J, where s^2 is the sample variance of the differences,
    n2 the photographs held out and n1 those learnt from; t = mean / sqrt of it, with J - 1 degrees
    of freedom. Source: Nadeau & Bengio, Inference for the Generalization Error, Machine Learning 52
    (2003) 239-281; for k folds repeated r times Bouckaert & Frank, PAKDD 2004.

    Args:
        differences: of each fold of each repeat, second minus first, each in [-1, 1].
        held_to_learnt: n2 / n1; with k folds 1 / (k - 1).
    """
    found = np.asarray(differences, dtype=np.float64)
    count = len(found)
    value = float(found.mean()) if count else None
    if count < _LEAST or value is None:
        return too_few(value, None)
    error = float(np.sqrt((1 / count + held_to_learnt) * found.var(ddof=1)))
    if error < _NOTHING:
        p = 1.0 if abs(value) < _NOTHING else None
        return Difference(value, None, None, p, None, "no fold differs from another")
    spread = Around(value, error, count - 1)
    p = float(2 * students_t.sf(abs(value) / error, count - 1))
    return Difference(value, *spread.interval(0.05), p, error, METHOD, spread=spread)
