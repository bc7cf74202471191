"""Which maps are shown, and how values become grey."""

from __future__ import annotations

import numpy as np
import pytest

from runs.feature_maps.choosing import MOST_VALUES, Kind, grey, largest, shown, span, strongest


def test_the_maps_whose_values_spread_most_come_first() -> None:
    rng = np.random.default_rng(0)
    maps = rng.normal(size=(9, 7, 40)).astype(np.float32) * np.arange(40, dtype=np.float32)
    chosen = strongest(maps)
    assert len(chosen) == 16
    spread = maps.std(axis=(0, 1))
    assert list(chosen) == sorted(range(40), key=lambda place: -spread[place])[:16]
    found = shown(maps)
    assert (found.kind, found.shape, found.places) == (Kind.MAPS, (9, 7, 40), chosen)
    for picture, place, (low, high) in zip(found.pictures, chosen, found.ranges, strict=True):
        assert (low, high) == (float(maps[..., place].min()), float(maps[..., place].max()))
        back = low + picture / 255 * (high - low)
        np.testing.assert_allclose(back, maps[..., place], atol=(high - low) / 509)


def test_a_map_of_one_value_is_black() -> None:
    np.testing.assert_array_equal(grey(np.full((4, 4), 3.5, np.float32)), 0)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 0.9, (0, 1)), (-0.5, 0.9, (-1, 1)), (3, 250, (0, 255)), (-123, 151, (-123, 151))],
)
def test_a_rescaled_photograph_keeps_its_brightness(
    low: float, high: float, expected: tuple[float, float]
) -> None:
    values = np.linspace(low, high, 48, dtype=np.float32).reshape(4, 4, 3)
    assert span(values) == expected
    (picture,) = shown(values, coloured=True).pictures
    black, white = expected
    np.testing.assert_allclose(picture, (values - black) / (white - black) * 255, atol=0.51)


def test_three_maps_after_learning_are_no_photograph() -> None:
    assert shown(np.zeros((4, 4, 3), np.float32)).kind is Kind.MAPS


def test_of_a_long_list_the_values_farthest_from_0_are_shown_in_their_order() -> None:
    values = np.random.default_rng(1).normal(size=500).astype(np.float32)
    chosen = largest(values)
    assert len(chosen) == MOST_VALUES
    assert list(chosen) == sorted(chosen)
    assert np.abs(values[list(chosen)]).min() >= np.delete(np.abs(values), chosen).max()
    found = shown(values)
    assert (found.kind, found.values) == (Kind.VALUES, tuple(values[list(chosen)].tolist()))


def test_scores_are_all_shown() -> None:
    found = shown(np.array([0.1, 0.7, 0.2], np.float32), scores=True)
    assert (found.kind, found.places) == (Kind.SCORES, (0, 1, 2))
    np.testing.assert_allclose(found.values, [0.1, 0.7, 0.2], rtol=1e-6)


def test_tokens_are_one_picture_and_a_large_one_has_fewer_pixels() -> None:
    tokens = shown(np.random.default_rng(2).normal(size=(1500, 32)).astype(np.float32))
    assert (tokens.kind, tokens.shape) == (Kind.ROWS, (1500, 32))
    assert tokens.pictures.shape == (1, 500, 11)
