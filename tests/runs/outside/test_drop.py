"""The drop between two collections: its interval, its words, and that the interval covers."""

from __future__ import annotations

import numpy as np
import pytest

from runs.evaluation import intervals, metrics
from runs.outside.drop import drop, in_words


def area(
    auc: float | None, low: float | None = None, high: float | None = None
) -> dict[str, float | None]:
    return {"auc": auc, "auc_low": low, "auc_high": high}


def said(inside: dict[str, float | None], outside: dict[str, float | None]) -> str:
    return in_words(inside, outside, own="its own test set", name="Clinic")


def test_a_drop_a_gain_and_neither_are_told_apart() -> None:
    inside = area(0.87, 0.83, 0.90)
    assert said(inside, area(0.74, 0.70, 0.78)) == (
        "AUC 0.87 on its own test set, 0.74 on “Clinic”: a drop of 0.13 (0.07 to 0.18)."
    )
    assert said(area(0.74, 0.70, 0.78), inside).endswith("a gain of 0.13 (0.07 to 0.18).")
    assert "−0.02 (−0.08 to +0.03), which cannot be told from no change" in said(
        inside, area(0.85, 0.80, 0.88)
    )


def test_what_is_undefined_is_said() -> None:
    assert drop(area(None), area(0.8)) is None
    assert "undefined" in said(area(None), area(0.8))
    assert "cannot be told" in said(area(0.9), area(0.8))


def test_symmetric_intervals_add_like_independent_errors() -> None:
    found = drop(area(0.9, 0.86, 0.94), area(0.8, 0.77, 0.83))
    assert found is not None
    assert found.low == pytest.approx(0.1 - 0.05)
    assert found.high == pytest.approx(0.1 + 0.05)


def test_the_interval_covers() -> None:
    random = np.random.default_rng(21)
    truth = 0.76024994 - 0.63816320  # Φ(1/√2) − Φ(0.5/√2)
    covered = 0
    for _ in range(500):
        sides = []
        for shift, images in ((1.0, 120), (0.5, 200)):
            positive = np.arange(images) < images // 3
            score = random.normal(size=images) + shift * positive
            interval = intervals.delong(positive, score)
            sides.append(area(metrics.auc(positive, score), interval.low, interval.high))
        found = drop(*sides)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= truth <= found.high
    assert 0.92 <= covered / 500 <= 0.98
