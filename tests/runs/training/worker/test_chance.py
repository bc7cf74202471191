"""Dropout and augmentation draw by the place in training, not by what was drawn before."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

pytestmark = pytest.mark.keras


@pytest.fixture
def drawn() -> Callable[..., np.ndarray]:
    """What a network with chance at every depth makes of ones, some draws into an epoch."""
    keras = pytest.importorskip("keras")
    network = pytest.importorskip("runs.training.network")
    inner = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.SpatialDropout2D(0.5)])
    entry = keras.Input((8, 8, 3))
    turned = keras.layers.RandomRotation(0.2)(keras.layers.GaussianNoise(0.1)(entry))
    model = keras.Model(entry, keras.layers.Dropout(0.4)(inner(turned)))

    def draw(*, epoch: int, before: int, seed: int = 1) -> np.ndarray:
        for _ in range(before):
            model(np.ones((2, 8, 8, 3)), training=True)
        network.set_chance(model, seed, "train", epoch)
        return np.stack([model(np.ones((2, 8, 8, 3)), training=True) for _ in range(3)])

    return draw


def test_what_came_before_does_not_matter(drawn: Callable[..., np.ndarray]) -> None:
    first = drawn(epoch=4, before=0)
    assert np.array_equal(first, drawn(epoch=4, before=7))
    assert not np.array_equal(first, drawn(epoch=5, before=0))
    assert not np.array_equal(first, drawn(epoch=4, before=0, seed=2))
    assert not np.array_equal(first[0], first[1])
