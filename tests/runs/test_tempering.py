"""Scores at a temperature are a softmax's, keep their order, and need no SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from runs.tempering import LEAST_SCORE, tempered

TEMPERATURES = st.floats(0.05, 20)
LOGITS = st.lists(st.floats(-12, 12), min_size=2, max_size=9)


@given(LOGITS, TEMPERATURES)
def test_it_is_the_softmax_of_logits_over_the_temperature(logits: list[float], at: float) -> None:
    scores = softmax(np.array([logits]), axis=1)
    least = scores.min() >= LEAST_SCORE
    told = tempered(scores, at)
    assert told.sum() == pytest.approx(1)
    assert told.argmax() == scores.argmax() or scores.max() == pytest.approx(np.sort(scores[0])[-2])
    assert (np.diff(told[0][np.argsort(scores[0])]) >= 0).all()
    if least:
        assert told == pytest.approx(softmax(np.array([logits]) / at, axis=1), abs=1e-9)


def test_a_temperature_of_one_leaves_scores_as_they_are_and_zeros_do_no_harm() -> None:
    scores = np.array([[0.2, 0.5, 0.3], [1.0, 0.0, 0.0]])
    assert tempered(scores, 1) == pytest.approx(scores, abs=1e-15)
    assert np.isfinite(tempered(scores, 0.05)).all()
    assert tempered(scores, 1e6) == pytest.approx(np.full((2, 3), 1 / 3), abs=1e-4)
