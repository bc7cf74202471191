"""Our numbers against packages by others that compute the same: within 1e-6.

MLstatkit has DeLong's interval, statsmodels Wilson's and the variance of clustered observations,
scikit-learn the rest; none of them is used for results.
"""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from MLstatkit import Delong_test
from scipy.optimize import brentq
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    average_precision_score,
    balanced_accuracy_score,
    precision_score,
    roc_auc_score,
)
from statsmodels.stats.proportion import proportion_confint

from runs.evaluation import calibration, evaluate, intervals
from runs.tempering import tempered

CLOSE = 1e-6


def study(seed: int, classes: int = 2, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, n)
    scores = random.dirichlet(np.ones(classes), n) + 0.3 * np.eye(classes)[labels]
    return labels, scores / scores.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("decimals", [2, 12])
def test_auc_and_delong_equal_mlstatkit(seed: int, decimals: int) -> None:
    labels, scores = study(seed)
    score = scores[:, 1].round(decimals)
    told = evaluate(labels, np.column_stack([1 - score, score]), np.arange(400), ("a", "b"))
    other = np.random.default_rng(seed).random(400)
    _, _, (low, high), _, area, _, _ = Delong_test(labels, score, other)
    assert told["auc_method"] == "DeLong"
    assert told["auc"] == pytest.approx(area, abs=CLOSE)
    assert told["auc_low"] == pytest.approx(low, abs=CLOSE)
    assert told["auc_high"] == pytest.approx(high, abs=CLOSE)


@pytest.mark.parametrize("seed", range(3))
def test_shares_and_their_intervals_equal_statsmodels(seed: int) -> None:
    labels, scores = study(seed, classes=3)
    called = scores.argmax(axis=1)
    told = evaluate(labels, scores, np.arange(400), ("a", "b", "c"))
    precision = precision_score(labels, called, average=None)
    assert told["balanced_accuracy"] == pytest.approx(
        balanced_accuracy_score(labels, called), abs=CLOSE
    )
    for k, name in enumerate(("a", "b", "c")):
        one = told["per_class"][name]
        shares = {
            "sensitivity": (called[labels == k] == k),
            "specificity": (called[labels != k] != k),
            "precision": (labels[called == k] == k),
        }
        assert one["precision"] == pytest.approx(precision[k], abs=CLOSE)
        assert one["auc"] == pytest.approx(roc_auc_score(labels == k, scores[:, k]), abs=CLOSE)
        assert one["average_precision"] == pytest.approx(
            average_precision_score(labels == k, scores[:, k]), abs=CLOSE
        )
        for measure, right in shares.items():
            low, high = proportion_confint(right.sum(), len(right), method="wilson")
            assert one[measure] == pytest.approx(right.mean(), abs=CLOSE)
            assert one[f"{measure}_low"] == pytest.approx(low, abs=CLOSE)
            assert one[f"{measure}_high"] == pytest.approx(high, abs=CLOSE)


def test_delong_over_groups_equals_a_sandwich_variance() -> None:
    """The AUC is a mean of placements on either side; statsmodels sums those of a lesion up."""
    labels, scores = study(7)
    groups = np.unique(np.random.default_rng(7).integers(0, 200, 400), return_inverse=True)[1]
    positive, score = labels == 1, scores[:, 1]
    above = np.array([(score[~positive] < own).mean() for own in score[positive]])
    below = np.array([(score[positive] > own).mean() for own in score[~positive]])
    values = np.empty(400)
    values[positive], values[~positive] = above, below
    fitted = sm.OLS(values, np.column_stack([positive, ~positive]).astype(float)).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    count = len(np.unique(groups))
    error = np.sqrt(fitted.cov_params().sum() * count / (count - 1))
    interval = intervals.clustered_delong(labels, scores, groups, [1])
    assert interval.low == pytest.approx(above.mean() - intervals.Z * error, abs=CLOSE)
    assert interval.high == pytest.approx(above.mean() + intervals.Z * error, abs=CLOSE)


def test_obuchowski_of_two_images_a_lesion_counted_by_her_formula() -> None:
    """Her S10 / m + S01 / n + 2 S11 / (m n) where no lesion has both classes, so S11 is 0."""
    labels, scores = study(8)
    labels = np.repeat(labels[:200], 2)
    groups = np.repeat(np.arange(200), 2)
    positive, score = labels == 1, scores[:, 1]
    above = np.array([(score[~positive] < own).mean() for own in score[positive]])
    below = np.array([(score[positive] > own).mean() for own in score[~positive]])
    area, variance = above.mean(), 0.0
    for placed in (above, below):
        lesions, images = len(placed) // 2, len(placed)
        sums = placed.reshape(-1, 2).sum(axis=1) - 2 * area
        variance += lesions / ((lesions - 1) * images) * (sums**2).sum() / images
    interval = intervals.clustered_delong(labels, scores, groups, [1])
    half = (interval.high - interval.low) / 2
    assert half == pytest.approx(intervals.Z * np.sqrt(variance), rel=0.01)  # G - 1, not m - 1


def test_the_temperature_equals_scikit_learn_s() -> None:
    labels, _ = study(9, classes=3)
    inputs = np.random.default_rng(9).normal(size=(400, 2)) + 0.6 * labels[:, None]
    base = LogisticRegression(C=50.0).fit(inputs, labels)
    base.coef_, base.intercept_ = 1.5 * base.coef_, 1.5 * base.intercept_
    theirs = CalibratedClassifierCV(FrozenEstimator(base), method="temperature", ensemble=False)
    theirs.fit(inputs, labels)
    scores = base.predict_proba(inputs)
    at = calibration.temperature(labels, scores)
    assert at is not None
    assert at > 1.1
    assert tempered(scores, at) == pytest.approx(theirs.predict_proba(inputs), abs=CLOSE)


def test_newcombe_inverts_his_variance() -> None:
    """For 30 lesions against 50 and no mistake at all."""

    def unlikely(area: float) -> float:
        spread = 1 + 39 * ((1 - area) / (2 - area) + area / (1 + area))
        return 1 - area - intervals.Z * np.sqrt(area * (1 - area) * spread / 1500)

    expected = brentq(unlikely, 0.5, 1 - 1e-9)
    assert intervals.newcombe(1.0, 30, 50).low == pytest.approx(expected, abs=CLOSE)
