"""The challenges' scores against scikit-learn and against cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import auc, roc_auc_score, roc_curve

from runs.evaluation import challenge
from runs.evaluation.ranking import Ranking

PAIRS = st.lists(st.tuples(st.booleans(), st.integers(0, 12)), min_size=2, max_size=60)


def sides(pairs: list[tuple[bool, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([side for side, _ in pairs]), np.array([float(value) for _, value in pairs])


@given(PAIRS)
def test_partial_auc_equals_that_of_isic_2024(pairs: list[tuple[bool, int]]) -> None:
    positive, score = sides(pairs)
    ours = challenge.partial_auc(positive, score)
    if positive.all() or not positive.any():
        assert ours is None
        return
    standardised = roc_auc_score(~positive, -score, max_fpr=0.2)
    expected = 0.02 + (0.2 - 0.02) / 0.5 * (standardised - 0.5)
    assert ours == pytest.approx(expected, abs=1e-12)


@given(PAIRS)
def test_the_older_score_is_the_area_right_of_eighty_per_cent(
    pairs: list[tuple[bool, int]],
) -> None:
    """All the area but that left of the cut, each taken from one fine curve."""
    positive, score = sides(pairs)
    ours = challenge.auc_sens_80(positive, score)
    if positive.all() or not positive.any():
        assert ours is None
        return
    fpr, tpr, _ = roc_curve(positive, score, drop_intermediate=False)
    place = int(np.argmax(tpr >= 0.8))
    rise = (0.8 - tpr[place - 1]) / (tpr[place] - tpr[place - 1])
    cut = fpr[place - 1] + rise * (fpr[place] - fpr[place - 1])
    left = auc(np.r_[fpr[:place], cut], np.r_[tpr[:place], 0.8])
    assert ours == pytest.approx(roc_auc_score(positive, score) - left, abs=1e-12)


def test_the_two_are_not_one() -> None:
    positive = np.arange(1000) < 300
    constant = np.zeros(1000)
    assert challenge.partial_auc(positive, constant) == pytest.approx(0.02)
    assert challenge.auc_sens_80(positive, constant) == pytest.approx(0.18)
    perfect = positive.astype(float)
    assert challenge.partial_auc(positive, perfect) == pytest.approx(0.2)
    assert challenge.auc_sens_80(positive, perfect) == pytest.approx(1.0)
    assert challenge.auc_sens_80(positive, -perfect) == 0.0


def test_scores_that_are_all_one_have_no_interval() -> None:
    """No resample of them can differ, but for the share of positives that average precision is."""
    labels = np.r_[np.zeros(400, int), np.ones(60, int)]
    told = {
        one["name"].split(" above")[0]: (one["low"], one["high"])
        for one in Ranking(labels, np.full((460, 2), 0.5), np.arange(460) // 2, 0).challenge()
    }
    assert told["Partial AUC"] == told["AUC"] == (None, None)
    assert told["Average precision"][0] < 60 / 460 < told["Average precision"][1]


def test_by_hand() -> None:
    """Five positives; the lowest beats 1 of 4 negatives, the next one 3, the others all."""
    positive = np.array([0, 1, 0, 0, 1, 0, 1, 1, 1], dtype=bool)
    score = np.arange(9.0)
    assert challenge.partial_auc(positive, score) == pytest.approx(0.2 * 1 / 4)
    # sensitivity 0.8 is reached where 1 of 4 negatives is called: 0.8 × 0.75, and the part above
    assert challenge.auc_sens_80(positive, score) == pytest.approx(0.8 * 0.75 + 0.05)
