"""Paired tests against independent implementations, and the level they hold in simulations."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from MLstatkit import Delong_test
from statsmodels.stats.contingency_tables import mcnemar as of_statsmodels
from statsmodels.stats.multitest import multipletests

from runs.evaluation import paired


def two_tests(
    random: np.random.Generator, positives: int, negatives: int, *, gain: float = 0.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two tests of the same images, whose errors go together; the second may be better."""
    positive = np.arange(positives + negatives) < positives
    shared = random.normal(size=len(positive)) + positive
    first, second = (shared + 0.5 * random.normal(size=len(positive)) for _ in range(2))
    return positive, first, second + gain * positive


@pytest.mark.parametrize(("seed", "decimals"), [(0, 8), (1, 1), (2, 8), (3, 1)])
def test_paired_delong_equals_mlstatkit(seed: int, decimals: int) -> None:
    positive, first, second = two_tests(np.random.default_rng(seed), 70, 130, gain=0.3)
    first, second = first.round(decimals), second.round(decimals)
    found = paired.delong_paired(positive, first, second)
    z, p = Delong_test(positive.astype(int), first, second)[:2]
    assert found.p == pytest.approx(p, abs=1e-6)
    assert found.value is not None
    assert found.error is not None
    assert abs(found.value / found.error) == pytest.approx(abs(z), abs=1e-6)


def test_paired_delong_equals_the_covariance_of_all_pairs() -> None:
    positive, first, second = two_tests(np.random.default_rng(5), 25, 40, gain=0.2)
    kernels = []
    for score in (first.round(1), second.round(1)):
        ours, theirs = score[positive], score[~positive]
        kernels.append((ours[:, None] > theirs) + 0.5 * (ours[:, None] == theirs))
    difference = kernels[1] - kernels[0]
    s10, s01 = (difference.mean(axis=axis).var(ddof=1) for axis in (1, 0))
    found = paired.delong_paired(positive, first.round(1), second.round(1))
    assert found.value == pytest.approx(difference.mean(), abs=1e-12)
    assert found.error == pytest.approx(np.sqrt(s10 / 25 + s01 / 40), abs=1e-12)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=150))
def test_mcnemar_equals_statsmodels(rights: list[tuple[bool, bool]]) -> None:
    first, second = (np.array(side) for side in zip(*rights, strict=True))
    table = [
        [(first & second).sum(), (first & ~second).sum()],
        [(~first & second).sum(), (~first & ~second).sum()],
    ]
    apart = int(table[0][1] + table[1][0])
    expected = of_statsmodels(table, exact=apart < 25, correction=False).pvalue
    found = paired.mcnemar(first, second)
    assert found.p == pytest.approx(min(1.0, expected), abs=1e-6)
    assert found.discordant == apart
    assert ("exact" in found.method) == (apart < 25)
    assert found.value == pytest.approx(second.mean() - first.mean(), abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_equals_statsmodels(found: list[float]) -> None:
    assert paired.holm(found) == pytest.approx(multipletests(found, method="holm")[1], abs=1e-12)


def test_holm_counts_no_test_where_there_is_none() -> None:
    assert paired.holm([0.04, None]) == [0.04, None]
    assert paired.holm([0.04, 0.04]) == [0.08, 0.08]


def test_delong_holds_its_five_percent_and_sees_what_it_says_it_could() -> None:
    random = np.random.default_rng(11)
    false_alarms = seen = covered = 0
    for _ in range(600):
        found = paired.delong_paired(*two_tests(random, 60, 120))
        assert found.p is not None
        assert found.low is not None
        assert found.high is not None
        false_alarms += found.p < 0.05
        covered += found.low <= 0 <= found.high
    assert 0.025 <= false_alarms / 600 <= 0.08
    assert 0.92 <= covered / 600 <= 0.975
    least, truth = [], []
    for _ in range(400):
        found = paired.delong_paired(*two_tests(random, 60, 120, gain=0.36))
        assert found.p is not None
        seen += found.p < 0.05
        least.append(paired.smallest(found.error))
        truth.append(found.value)
    assert np.mean(truth) == pytest.approx(np.mean(least), rel=0.15)  # so the power is about 80 %
    assert 0.7 <= seen / 400 <= 0.9


def test_mcnemar_holds_its_five_percent_and_its_interval_covers() -> None:
    random = np.random.default_rng(12)
    false_alarms = covered = 0
    for _ in range(600):
        hard = random.random(150) < 0.4
        first, second = (np.where(hard, random.random(150) < 0.5, True) for _ in range(2))  # noqa: FBT003
        found = paired.mcnemar(first, second)
        assert found.p is not None
        assert found.low is not None
        assert found.high is not None
        false_alarms += found.p < 0.05
        covered += found.low <= 0 <= found.high
    assert false_alarms / 600 <= 0.075
    assert 0.925 <= covered / 600 <= 0.985


def test_the_same_scores_are_not_distinguishable_and_nothing_is_promised() -> None:
    positive, first, _ = two_tests(np.random.default_rng(13), 20, 30)
    found = paired.delong_paired(positive, first, first)
    assert (found.value, found.low, found.p) == (0, None, 1)
    assert paired.word(found.value, found.p) == "not distinguishable"
    assert paired.smallest(found.error) is None


def test_one_image_of_a_class_gives_a_difference_and_no_test() -> None:
    positive = np.arange(9) == 0
    found = paired.delong_paired(positive, np.arange(9.0), -np.arange(9.0))
    assert (found.value, found.p) == (1, None)
    assert paired.word(found.value, None) == "undefined"


@pytest.mark.parametrize(
    ("difference", "p", "expected"),
    [
        (0.1, 0.04, "better"),
        (-0.1, 0.04, "worse"),
        (0.1, 0.05, "not distinguishable"),
        (None, 0.01, "undefined"),
    ],
)
def test_words(difference: float | None, p: float, expected: str) -> None:
    assert paired.word(difference, p) == expected


@given(st.lists(st.floats(1e-6, 1), min_size=1, max_size=8))
def test_an_interval_of_holms_level_holds_zero_exactly_where_holm_finds_nothing(
    found: list[float],
) -> None:
    for p, adjusted, level in zip(found, paired.holm(found), paired.levels(found), strict=True):
        assert adjusted is not None
        z = NormalDist().inv_cdf(1 - p / 2)  # in standard errors
        low, high = paired.Around(z * 0.01, 0.01).interval(level)
        holds = low <= 0 <= high
        if abs(p - level) > 1e-9:
            assert holds == (paired.word(z * 0.01, adjusted) == "not distinguishable")
