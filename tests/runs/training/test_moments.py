"""Means and variances to standardise by, added up batch by batch."""

from __future__ import annotations

import numpy as np
import pytest

from runs.training.moments import moments


def test_batches_give_what_all_images_together_give() -> None:
    rng = np.random.default_rng(0)
    images = (rng.normal(size=(50, 4, 6, 3)) * [1, 1e3, 1e-3] + [7, 1e5, 0]).astype(np.float32)
    mean, variance = moments(images[first : first + 16] for first in range(0, 50, 16))
    exact = images.astype(np.float64)
    assert mean == pytest.approx(exact.mean((0, 1, 2)), rel=1e-9)
    assert variance == pytest.approx(exact.var((0, 1, 2)), rel=1e-9)


@pytest.mark.parametrize("value", [0.0, 2.5, 199.7, 1e6])
def test_what_is_the_same_in_all_images_is_divided_by_one(value: float) -> None:
    images = np.full((70, 8, 8, 2), value, np.float32)
    images[..., 1] = np.arange(70)[:, None, None]
    mean, variance = moments(images[first : first + 32] for first in range(0, 70, 32))
    assert mean[0] == np.float32(value)
    assert variance[0] == 1
    assert variance[1] == pytest.approx(np.var(np.arange(70)))
