from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from data.pixels import PixelStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.keras


@pytest.fixture
def store(desk: Any, make_folders: Callable[..., Path]) -> PixelStore:
    make_folders(desk.photos, {"benign": 20, "malignant": 17})
    desk.take()
    return PixelStore.open(desk.library.load("set"), 16, 16)


def collected(store: PixelStore, rows: list[int], seed: int | None) -> tuple[Any, Any, list[int]]:
    batches = pytest.importorskip("data.pipeline").batches
    targets = np.eye(len(rows))
    found = list(batches(store, rows, targets, batch_size=8, shuffle_seed=seed))
    images = np.concatenate([pair[0].numpy() for pair in found])
    order = np.concatenate([pair[1].numpy() for pair in found]).argmax(axis=1)
    return images, order, [len(pair[0]) for pair in found]


def test_batches_hold_the_stores_pixels_as_float32(store: PixelStore) -> None:
    rows = [36, 0, 5, *range(6, 24)]
    images, order, sizes = collected(store, rows, None)
    assert images.dtype == np.float32
    assert sizes == [8, 8, 5]
    assert order.tolist() == list(range(21))
    assert np.array_equal(images, store.images[rows].astype(np.float32))


def test_the_order_is_the_seeds_alone_and_images_keep_their_targets(store: PixelStore) -> None:
    rows = list(range(37))
    images, order, _ = collected(store, rows, 5)
    assert np.array_equal(images, store.images[order].astype(np.float32))
    assert sorted(order) == rows
    assert np.array_equal(collected(store, rows, 5)[1], order)
    assert not np.array_equal(collected(store, rows, 6)[1], order)


def test_shapes_are_known_before_the_first_batch(store: PixelStore) -> None:
    batches = pytest.importorskip("data.pipeline").batches
    made = batches(store, [0, 1], [[1, 0], [0, 1]], batch_size=2, shuffle_seed=None)
    images, targets = made.element_spec
    assert tuple(images.shape) == (None, 16, 16, 3)
    assert tuple(targets.shape) == (None, 2)
    assert made.cardinality() == 1


@pytest.mark.parametrize("rows", [[], [0, 1, 2]])
def test_targets_must_fit_the_images(store: PixelStore, rows: list[int]) -> None:
    batches = pytest.importorskip("data.pipeline").batches
    with pytest.raises(ValueError, match="Expected a target for each image"):
        batches(store, rows, np.eye(2)[: len(rows)], batch_size=2, shuffle_seed=None)
