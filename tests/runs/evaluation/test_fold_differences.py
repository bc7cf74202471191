"""The corrected resampled t-test against its formula written out, and what it holds in theory."""

from __future__ import annotations

import math
from statistics import fmean

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import nct, t

from runs.evaluation import paired
from runs.evaluation.comparison import adjust
from runs.evaluation.fold_differences import METHOD, corrected_resampled_t


def t_tail(x: float, freedom: int) -> float:
    """Two-sided tail of Student's t by integrating its density, independent of scipy.stats."""
    scale = math.gamma((freedom + 1) / 2) / (math.sqrt(freedom * math.pi) * math.gamma(freedom / 2))
    inside, _ = quad(
        lambda u: scale * (1 + u * u / freedom) ** (-(freedom + 1) / 2),
        0,
        abs(x),
        epsabs=1e-13,
        epsrel=1e-13,
    )
    return 1 - 2 * inside


@pytest.mark.parametrize(("folds", "repeats"), [(5, 1), (5, 5), (10, 10), (3, 2)])
def test_it_is_the_formula_of_nadeau_and_bengio(folds: int, repeats: int) -> None:
    found = np.random.default_rng(folds).normal(0.01, 0.02, folds * repeats).tolist()
    told = corrected_resampled_t(found, 1 / (folds - 1))
    count, mean = len(found), fmean(found)
    variance = sum((one - mean) ** 2 for one in found) / (count - 1)
    error = math.sqrt((1 / count + 1 / (folds - 1)) * variance)
    assert told.value == pytest.approx(mean, abs=1e-12)
    assert told.error == pytest.approx(error, abs=1e-12)
    assert told.p == pytest.approx(t_tail(mean / error, count - 1), abs=1e-9)
    assert told.low is not None
    assert told.high is not None
    assert (told.low + told.high) / 2 == pytest.approx(mean, abs=1e-9)
    assert t_tail((told.high - mean) / error, count - 1) == pytest.approx(0.05, abs=1e-9)
    assert told.method == METHOD


def test_more_repeats_of_the_same_folds_do_not_make_it_surer_without_bound() -> None:
    random = np.random.default_rng(0)
    few = corrected_resampled_t(random.normal(0.01, 0.02, 5).tolist(), 0.25)
    many = corrected_resampled_t(random.normal(0.01, 0.02, 500).tolist(), 0.25)
    assert few.error is not None
    assert many.error is not None
    assert many.error > 0.02 * 0.5 * 0.9  # the square root of n2 / n1 remains


@pytest.mark.parametrize(("folds", "tests"), [(3, 1), (5, 1), (5, 3), (10, 2), (100, 1)])
def test_the_smallest_difference_that_it_says_it_sees_is_seen_four_times_in_five(
    folds: int, tests: int
) -> None:
    """By the noncentral t; with normal quantiles it would be 56 in 100 with five folds."""
    differences = np.random.default_rng(folds).normal(0, 0.02, folds).tolist()
    row = vars(corrected_resampled_t(differences, 0.25)) | {"difference": 0.0}
    rows = [dict(row) for _ in range(tests)]
    adjust(rows)
    least, error = rows[0]["smallest"], row["error"]
    critical = t.isf(0.025 / tests, folds - 1)
    assert 0.76 <= nct.sf(critical, folds - 1, least / error) <= 0.84


@pytest.mark.parametrize(
    ("found", "p", "word"),
    [
        ([], None, "undefined"),
        ([0.1], None, "undefined"),
        ([0.1, 0.1], None, "undefined"),
        ([0.1, 0.1, 0.1], None, "undefined"),
        ([0.9 - 0.8, 0.8 - 0.7, 0.7 - 0.6], None, "undefined"),
        ([1e-17, -1e-17, 0.0], 1.0, "not distinguishable"),
        ([0.0, 0.0, 0.0], 1.0, "not distinguishable"),
    ],
)
def test_where_nothing_varies_nothing_is_tested(
    found: list[float], p: float | None, word: str
) -> None:
    told = corrected_resampled_t(found, 0.25)
    assert told.p == p
    assert paired.word(told.value, told.p) == word
